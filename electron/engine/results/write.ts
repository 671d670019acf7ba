import { randomBytes } from 'node:crypto';
import { access, open, rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { createGzip } from 'node:zlib';
import type { ResultsCounts } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import {
  openSecondConnection,
  ResultsReader,
  type Enterprise,
  type ResultsRow,
  type Store,
} from '../store/index.ts';
import { RESULTS_VERSION, type ResultsHeader } from './format.ts';
import { exportedSettings } from './source-settings.ts';

/** What is exported, and where to. */
export interface ResultsExport {
  enterprise: Enterprise;
  /** Absolute path. */
  file: string;
  /** Whether a file that is there already is replaced. */
  overwrite: boolean;
  /** Of this Rollcall. */
  rollcallVersion: string;
  /** Epoch milliseconds. */
  now: number;
  signal?: AbortSignal | undefined;
}

/**
 * Writes a results file of one Enterprise as it is now, whatever is written meanwhile; readable by its owner only, since
 * it holds people's data. It appears under its name when it is whole. Rows are read in pieces of a few milliseconds, with
 * a turn for others between (E1). Throws `file.unwritable`, and what the store throws.
 */
export async function exportResults(store: Store, to: ResultsExport): Promise<ResultsCounts> {
  const { file, overwrite } = to;
  if (!overwrite) await refuseExisting(file);
  const counts: ResultsCounts = {};
  const temporary = `${file}.${randomBytes(6).toString('hex')}.part`;
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      const save = async (packed: AsyncIterable<Buffer>): Promise<void> => {
        for await (const piece of packed) await handle.writeFile(piece);
      };
      const options = to.signal === undefined ? {} : { signal: to.signal };
      await pipeline(Readable.from(lines(store, to, counts)), createGzip(), save, options);
      await handle.sync();
    } finally {
      await handle.close();
    }
    // Somebody may have put one there meanwhile.
    if (!overwrite) await refuseExisting(file);
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true });
    throw typed(file, error);
  }
  return counts;
}

async function refuseExisting(file: string): Promise<void> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists) throw new RollcallError('file.unwritable', `${file} exists already, and is not overwritten.`);
}

function typed(file: string, error: unknown): unknown {
  if (error instanceof RollcallError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  // The file system's own failures; whatever else broke is told as it is.
  if (!/^E[A-Z]+$/.test(code)) return error;
  const why = code === 'ENOSPC' ? 'its disk is full' : error.message;
  return new RollcallError('file.unwritable', `${file} cannot be written: ${why}`, { cause: error });
}

/** The lines of the file, a page at a time, from one state of the store. `counts` is filled on the way. */
async function* lines(store: Store, to: ResultsExport, counts: ResultsCounts): AsyncGenerator<string> {
  const own = openSecondConnection(store.folder);
  try {
    own.connection.exec('BEGIN');
    yield line(headerOf(own, to));
    for (const { type, rows } of new ResultsReader(own.connection, to.enterprise.enterpriseId).pages()) {
      counts[type] = (counts[type] ?? 0) + rows.length;
      const clean = type === 'source' ? rows.map(withoutSecrets) : rows;
      yield clean.map((row) => line({ type, ...row })).join('');
      await setImmediate();
    }
    yield line({ type: 'end', counts });
  } finally {
    own.close();
  }
}

function headerOf(store: Store, { enterprise, rollcallVersion, now }: ResultsExport): ResultsHeader {
  const { enterpriseId, name, description, domain, mode, type, schedule, scheduleAnchor, pbx } = enterprise;
  return {
    rollcall: 'results',
    version: RESULTS_VERSION,
    exportedAt: new Date(now).toISOString(),
    rollcallVersion,
    enterprise: {
      enterpriseId,
      id: name,
      description,
      domain,
      mode,
      type,
      schedule,
      scheduleAnchor: new Date(scheduleAnchor).toISOString(),
      pbx,
      defaultsPointAt: store.statuses.defaultsPointAt(enterpriseId),
      usersMayAdd: store.statuses.usersMayAdd(enterpriseId),
    },
  };
}

function withoutSecrets(row: ResultsRow): ResultsRow {
  return { ...row, settings: exportedSettings(row['kind'], row['settings']) };
}

function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
