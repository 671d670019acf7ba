import type { ResultsInfo } from '../../../shared/contract/index.ts';
import { isConstraintViolation, openTemporaryStore, ResultsWriter, type Store } from '../store/index.ts';
import type { ResultsHeader } from './format.ts';
import { damaged, type ResultsLimits } from './limits.ts';
import { readResults, type ReadRow, type ResultsPiece } from './read.ts';

/** A results file as a store that nothing can be written to. */
export interface OpenedResults {
  store: Store;
  info: ResultsInfo;
  /** Closes the store and removes its folder. */
  close(): void;
}

/**
 * Opens a results file: fills a temporary store from its lines in one transaction. Never opens a database that somebody
 * else made. Throws `file.unreadable`, the `results.` codes, and the `store.` codes of the temporary folder.
 */
export async function openResults(
  file: string,
  options: { limits?: ResultsLimits; temporary?: string } = {},
): Promise<OpenedResults> {
  const pieces = readResults(file, options.limits);
  let opened: ReturnType<typeof openTemporaryStore> | null = null;
  try {
    // The header comes first, or reading failed; what is no results file gets no folder.
    const first = await pieces.next();
    if (first.done || first.value.kind !== 'header') throw new Error('a results file began without a header');
    const { header } = first.value;
    opened = openTemporaryStore(options.temporary);
    await fill(opened.store, file, header, pieces);
    const { exportedAt, rollcallVersion, enterprise } = header;
    return { ...opened, info: { file, enterprise: enterprise.id, exportedAt, rollcallVersion } };
  } catch (error) {
    opened?.close();
    throw error;
  } finally {
    await pieces.return(undefined);
  }
}

async function fill(
  store: Store,
  file: string,
  { enterprise }: ResultsHeader,
  pieces: AsyncIterable<ResultsPiece>,
): Promise<void> {
  const { connection } = store;
  const { enterpriseId, id, scheduleAnchor, defaultsPointAt, usersMayAdd, ...values } = enterprise;
  // By hand, since reading waits for the disk: nobody else knows this store.
  connection.exec('BEGIN IMMEDIATE');
  const writer = new ResultsWriter(store, enterpriseId, { name: id, ...values }, Date.parse(scheduleAnchor));
  store.statuses.setDefaultsPointAt(enterpriseId, defaultsPointAt);
  store.statuses.setUsersMayAdd(enterpriseId, usersMayAdd);
  for await (const piece of pieces) {
    if (piece.kind === 'rows') for (const row of piece.rows) put(writer, file, row);
  }
  connection.exec('COMMIT');
  // Whatever is refused further up could not be done here either.
  connection.exec('PRAGMA query_only = ON');
}

function put(writer: ResultsWriter, file: string, { line, type, row }: ReadRow): void {
  try {
    writer.put(type, row);
  } catch (error) {
    if (!isConstraintViolation(error)) throw error;
    const what = 'it repeats an id, or refers to something that is not in the file';
    throw damaged(file, `line ${line}`, what, error);
  }
}
