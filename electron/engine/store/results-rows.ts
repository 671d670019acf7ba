/*
 * What a results file carries of each table: one list of columns for both ways. A column that is not listed does not
 * leave the store, so a new one is left out until somebody decides that it may leave. Left out on purpose: everything
 * secret (what people sign in with, too), hashes of the source's bytes, and what only undo needs (`change.restore`,
 * `change.after_version`).
 */

/** How a column's value is written. */
type Form =
  | 'value'
  /** 0 or 1, written as false or true. */
  | 'flag'
  /** Epoch milliseconds, written as ISO 8601 in UTC. */
  | 'time'
  /** JSON, written as what it says. */
  | 'json'
  /** Bytes, written in hex. */
  | 'bytes';

interface ResultsColumn {
  /** Its name in the file. */
  key: string;
  column: string;
  form: Form;
}

/** A table with the columns that a results file carries. */
export interface ResultsTable {
  table: string;
  /** Orders the rows; ids are kept. */
  id: string;
  columns: readonly ResultsColumn[];
  /** Columns that a store needs and a file does not carry, with what stands in for them. */
  filled: Readonly<Record<string, string | number>>;
}

/** A row as a line of the file has it, but for its type. */
export type ResultsRow = Record<string, unknown>;

/** `key`, or `key:form`, for each column; the column is the key in snake case, unless it is said. */
function table(
  name: string,
  id: string,
  keys: string,
  options: { renamed?: Record<string, string>; filled?: ResultsTable['filled'] } = {},
): ResultsTable {
  const columns = keys.split(/\s+/).map((word): ResultsColumn => {
    const [key = '', form = 'value'] = word.split(':');
    const column = options.renamed?.[key] ?? key.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return { key, column, form: form as Form };
  });
  return { table: name, id, columns, filled: options.filled ?? {} };
}

/** The tables of a results file by the type of their lines, in an order in which each refers to earlier ones only. */
export const RESULTS_TABLES = {
  feature: table('feature', 'feature_id', 'featureId name seats'),
  featureProfile: table('feature_profile', 'profile_id', 'profileId name description'),
  profileFeature: table('profile_feature', 'feature_id', 'profileId featureId'),
  statusTemplate: table('status_template', 'position', 'position name settings:json locked:flag'),
  source: table('source', 'source_id', 'sourceId kind name settings:json profileId removedAt:time'),
  run: table(
    'run',
    'run_id',
    `runId sourceId kind trigger mode feed outcome complete:flag baseline:flag startedAt:time endedAt:time
     counters:json error:json evidence:json phases:json plan undoes journalGone:flag`,
  ),
  notAssigned: table(
    'not_assigned',
    'position',
    'sourceId position runId number deviceType mac firstName lastName department code detail near',
  ),
  issue: table('issue', 'position', 'runId position severity code subject field message count'),
  account: table(
    'account',
    'account_id',
    `accountId sourceId sourceKey:bytes keyAttribute loginId firstName lastName email department deskPhone softPhone
     extra:json dn profileId active:flag activeStatus version createdRun`,
  ),
  held: table(
    'held_row',
    'held_id',
    `heldId sourceId kind reasonCode detail gone accountId version login dn keyAttribute sourceKey:bytes changes:json
     fields:json rekeyed:flag firstRun since:time runId`,
  ),
  answer: table(
    'remembered',
    'run_id',
    'sourceId kind keyAttribute sourceKey:bytes answer runId login dn at:time',
    // The hash of what was answered: only a synchronization asks for it.
    { filled: { ground: '' } },
  ),
  change: table(
    'change',
    'change_id',
    'changeId runId accountId kind state reasonCode login dn detail before:json proposed:json at:time actor',
  ),
} as const satisfies Record<string, ResultsTable>;

/** What an account's line holds beside its row: lists of these. */
export const RESULTS_OF_ACCOUNT = {
  numbers: table('number', 'number', 'number kind origin state since:time'),
  statuses: table('status', 'status_id', 'name settings:json locked:flag'),
  references: table('status_reference', 'number', 'number status slot'),
} as const satisfies Record<string, ResultsTable>;

/** The type of a line that is a row of a table. */
export type ResultsType = keyof typeof RESULTS_TABLES;

/** A row of the store as the file has it. */
export function toResultsRow({ columns }: ResultsTable, row: Record<string, unknown>): ResultsRow {
  return Object.fromEntries(columns.map(({ key, column, form }) => [key, written(form, row[column])]));
}

/** The values of a row of the file, in the order of the table's columns. */
export function fromResultsRow(
  { columns }: ResultsTable,
  row: ResultsRow,
): (string | number | Uint8Array | null)[] {
  return columns.map(({ key, form }) => read(form, row[key] ?? null));
}

function written(form: Form, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  switch (form) {
    case 'value':
      return value;
    case 'flag':
      return value === 1;
    case 'time':
      return new Date(Number(value)).toISOString();
    case 'json':
      return JSON.parse(value as string) as unknown;
    case 'bytes':
      return Buffer.from(value as Uint8Array).toString('hex');
  }
}

/** The other way; what the file says was checked before. */
function read(form: Form, value: unknown): string | number | Uint8Array | null {
  if (value === null) return null;
  switch (form) {
    case 'value':
      return value as string | number;
    case 'flag':
      return value === true ? 1 : 0;
    case 'time':
      return Date.parse(value as string);
    case 'json':
      return JSON.stringify(value);
    case 'bytes':
      return Buffer.from(value as string, 'hex');
  }
}
