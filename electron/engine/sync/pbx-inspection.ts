import type { PbxInspection } from '../../../shared/contract/index.ts';
import { RollcallError, type ErrorInfo } from '../../../shared/domain/errors.ts';
import {
  applyRules,
  deviceTypeCounts,
  exclusionCounts,
  type Known,
} from '../../../shared/domain/mivoice-business/index.ts';
import type { MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import type { Issue } from '../../../shared/domain/run.ts';
import { inspectExport } from '../pbx/index.ts';
import { AccountBulk, NumberBulk, type Store } from '../store/index.ts';
import { knownAccount, ruleSettings } from './pbx-known.ts';
import { scopeEffect, type Scope, type ScopeEffect } from './pbx-scope.ts';

/** Settings of a node that need not be saved. */
export interface InspectionRequest {
  enterpriseId: number;
  /** The stored node that they are of; null of a new one. */
  sourceId: number | null;
  settings: MiVoiceBusinessSettings;
  /** A scope that is not applied, whose effect is asked for as well (D14). */
  scope?: Scope;
}

/** What is in the files of a node, and how far they can be trusted. */
export interface Inspected {
  inspection: PbxInspection;
  verdict: 'complete' | 'partial' | 'failed';
  /** Why the files are not whole; null when they are. */
  error: ErrorInfo | null;
  /** Remarks about the files, the first of them; and warnings of the rules. */
  issues: Issue[];
  warnings: number;
  /** What the scope would do; null when none was named, and when the files are not whole. */
  effect: ScopeEffect | null;
  /** When they were looked at, epoch milliseconds. */
  now: number;
}

/** Most device types that are shown, the most frequent first; and most remarks. */
const MOST_TYPES = 200;
const MOST_ISSUES = 50;

/** Looks into the files of a node: headers, first rows, and what a synchronization would make of them. Writes nothing. */
export async function inspectNode(
  { store, now }: { store: Store; now: number },
  { enterpriseId, sourceId, settings, scope }: InspectionRequest,
  signal: AbortSignal,
): Promise<Inspected> {
  const enterprise = store.enterprises.get(enterpriseId);
  if (enterprise === undefined) throw new RollcallError('enterprise.not-found', 'The Enterprise is gone.');
  const { verdict, error, files, read, issues } = await inspectExport(settings, { now, signal });
  if (signal.aborted || error?.code === 'run.cancelled') {
    throw new RollcallError('run.cancelled', 'The look at the files was cancelled.');
  }
  const options = enterprise.pbx;
  const known = verdict === 'complete' ? knownOf(store, enterpriseId, sourceId) : null;
  const rules = known && applyRules(read, ruleSettings(settings, options), known);
  const inspection: PbxInspection = {
    files: withPlaces(files, error, settings),
    devices: read.devices.length,
    groups: read.groups.length,
    result: rules && {
      people: rules.people.length,
      notAssigned: rules.notAssigned.length,
      issues: rules.issues.length + issues.length,
    },
    deviceTypes: deviceTypeCounts(read.devices, settings.exclude).slice(0, MOST_TYPES),
    excluded: exclusionCounts(read.devices, settings.exclude),
  };
  const warnings = rules?.issues.filter(({ severity }) => severity !== 'info').length ?? 0;
  const effect =
    rules === null || known === null || scope === undefined
      ? null
      : scopeEffect(rules, scope, { read, settings, options, known });
  return { inspection, verdict, error, issues: issues.slice(0, MOST_ISSUES), warnings, effect, now };
}

/** The files, and what is wrong with no single one of them: it is said of the place where they should be. */
function withPlaces(
  files: PbxInspection['files'],
  error: ErrorInfo | null,
  { folder, files: named }: MiVoiceBusinessSettings,
): PbxInspection['files'] {
  if (error === null || files.some(({ problem }) => problem?.message === error.message)) return files;
  const { code, message, hint } = error;
  const place: PbxInspection['files'][number] = {
    ...{ path: folder ?? named?.devices ?? '', kind: 'unknown', rows: null, encoding: '', separator: '' },
    ...{ modifiedAt: null, bytes: 0, headers: [], columns: {}, missing: [], sample: [] },
    problem: { code, message, hint },
  };
  return [...files, place];
}

/** The accounts that the rules look at; a new node has none of its own. */
function knownOf(store: Store, enterpriseId: number, sourceId: number | null): Known {
  const accounts = sourceId === null ? [] : new AccountBulk(store.connection).accountsOf(sourceId);
  return {
    accounts: accounts.map(({ key, ...account }) => knownAccount({ ...account, key: key.toString() })),
    elsewhere: new NumberBulk(store.connection).elsewhere(enterpriseId, sourceId ?? 0),
    copies: sourceId === null ? new Set() : store.notAssigned.copies(sourceId),
  };
}
