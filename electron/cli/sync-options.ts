import { RollcallError } from '../../shared/domain/errors.ts';
import { usageError } from './failures.ts';

/** What `rollcall sync` was told. */
export interface SyncOptions {
  enterprise?: string;
  source?: string;
  full?: true;
  incremental?: true;
  due?: true;
  preview?: true;
  /** A plan: its sha256, or the beginning of it. */
  apply?: string;
  /** A run whose waiting rows are approved, rejected, or kept as accounts. */
  approve?: number;
  reject?: number;
  keep?: number;
  login?: string[];
  same?: string[];
}

/** Options that say what to do instead of a plain synchronization. */
const ACTIONS = ['due', 'preview', 'apply', 'approve', 'reject', 'keep'] as const;

/** Options that say what to read: of no use where a plan or a run is named. */
const READING = ['enterprise', 'source', 'full', 'incremental'] as const;

/** Refuses options that contradict each other (`usage.invalid`). */
export function checkSyncOptions(options: SyncOptions): void {
  if (options.full && options.incremental) throw usageError('--full and --incremental exclude each other');
  const [action, other] = ACTIONS.filter((name) => options[name] !== undefined);
  if (other !== undefined) throw usageError(`--${action} and --${other} exclude each other`);
  const answers = action === 'approve' || action === 'reject' || action === 'keep';
  if (options.login !== undefined && !answers) {
    throw usageError('--login goes with --approve, --reject or --keep');
  }
  if (options.same !== undefined && action !== 'approve') throw usageError('--same goes with --approve');
  if (action === 'preview' && options.incremental) {
    throw usageError('--preview and --incremental exclude each other: a preview reads everything');
  }
  if (answers || action === 'apply') {
    const useless = READING.find((name) => options[name] !== undefined);
    const named = answers ? 'a run' : 'a plan';
    if (useless !== undefined) throw usageError(`--${action} names ${named}, so it takes no --${useless}`);
  }
  if (options.apply !== undefined && !/^[0-9a-f]{8,64}$/i.test(options.apply)) {
    throw usageError('--apply takes the sha256 of a plan, or at least the first 8 characters of it');
  }
}

/** The sources that were chosen, as the contract takes them. */
export function chosenSources({ enterprise, source }: Pick<SyncOptions, 'enterprise' | 'source'>): {
  enterprise?: string;
  source?: string;
} {
  return {
    ...(enterprise === undefined ? {} : { enterprise }),
    ...(source === undefined ? {} : { source }),
  };
}

/** Why there is nothing to synchronize. */
export function noSource(enterprise: string | undefined, passedOver: readonly string[]): RollcallError {
  const where = enterprise === undefined ? '' : ` in the Enterprise ${enterprise}`;
  return passedOver.length > 0
    ? new RollcallError('source.inactive', `There is nothing to synchronize${where}: no source is active.`)
    : new RollcallError(
        'source.not-found',
        `There is nothing to synchronize${where}: no source is configured.`,
      );
}
