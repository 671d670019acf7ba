import type { ErrorInfo } from '../../../shared/domain/errors.ts';
import type { Counters, Issue } from '../../../shared/domain/run.ts';
import type { AccountBulk, Baseline, Remembered, RunMoment, Source, Store } from '../store/index.ts';
import type { NotAssigned } from '../../../shared/domain/mivoice-business/types.ts';
import type { Plan } from './plan.ts';
import type { RowEntries } from './row-entries.ts';
import type { LooksEvidence } from './second-looks.ts';

export type Phase = 'connecting' | 'reading' | 'planning' | 'checking' | 'saving';

/** What reading and planning a source rests on, whatever its kind. */
export interface SourceJob<S extends Source = Source> {
  store: Store;
  source: S;
  /** Names what is written while it is read. */
  spoolId: number;
  password: string | null;
  now(): number;
  isCancelled(): boolean;
  progress(phase: Phase, done: number, total: number): void;
}

/** A read and the plan made of it. */
export interface Planned {
  verdict: 'complete' | 'partial' | 'failed';
  /** What the read shows for itself; part of the plan's hash. */
  evidence: unknown;
  /** Why the read is not complete; null when it is. */
  error: ErrorInfo | null;
  complete: boolean;
  baseline: Baseline;
  newBaseline: boolean;
  plan: Plan;
  entries: RowEntries;
  /** Second looks that were taken; null when there were none. */
  looks: LooksEvidence | null;
  /** Of a directory: the search context in the order that worked, when it is not the one that was typed. */
  workingContext: string | null;
  /** Of a PBX node. */
  pbx: PbxPlanned | null;
}

/** What only a read of a PBX node has. */
export interface PbxPlanned {
  notAssigned: readonly NotAssigned[];
  /** All numbers that the export has a device for: of one that an account loses, whether it is gone or somebody else's (D3). */
  numbers: ReadonlySet<string>;
}

/** Reads a source and plans what that asks for. Changes nothing but its spool; close it in the end. */
export interface SourcePlanning {
  readonly bulk: AccountBulk;
  readonly phases: Record<string, number>;
  /** When the accounts were looked at. */
  readonly moment: RunMoment;
  readonly newBaseline: boolean;
  /** How the read ended; null until it has. */
  readonly verdict: 'complete' | 'partial' | 'failed' | null;
  /** Why nothing could be read; null when something could. */
  readonly failure: ErrorInfo | null;
  /** Null when nothing could be read. Throws `run.cancelled`. */
  execute(signal: AbortSignal): Promise<Planned | null>;
  /** Of a node: plans its read once more, with the accounts as they are now. Only after a complete read. */
  again?(): Planned;
  /** The issues of the read, apart from those of the plan. */
  readIssues(error: ErrorInfo | null): Issue[];
  /** What became of what was read, once it is known what became of the rows (E10). */
  counters(plan: Plan, applied: Partial<Counters> & { refusedEntries: number }): Counters;
  /** Lets answers count that were given since the plan was made. Call inside the transaction that applies it. */
  heedNewAnswers(plan: Plan): void;
  /** Accounts with a held update whose entry is there and could not be looked at again (E8, D19). */
  unseenUpdates(plan: Plan, heldUpdates: readonly number[]): number[];
  /** Answers that no longer count after a complete read, since the source says something else now (E8, E9). */
  lapsedMemories(): Remembered[];
  /** What the run will show of its read. */
  shownEvidence(looks: LooksEvidence | null): unknown;
  endPhase(name: string): void;
  close(): void;
}
