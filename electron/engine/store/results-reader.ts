import {
  RESULTS_OF_ACCOUNT,
  RESULTS_TABLES,
  toResultsRow,
  type ResultsRow,
  type ResultsTable,
  type ResultsType,
} from './results-rows.ts';
import type { Connection } from './sqlite.ts';

/** So many rows are read at a time: a few milliseconds. */
const PAGE = 100;

/** Some rows of one type. */
export interface ResultsPage {
  type: ResultsType;
  rows: ResultsRow[];
}

/**
 * Reads what a results file carries of one Enterprise, a page at a time, so that whoever asks can let others have their
 * turn. Runs that have not ended are left out.
 */
export class ResultsReader {
  readonly #db: Connection;
  readonly #enterpriseId: number;

  constructor(db: Connection, enterpriseId: number) {
    this.#db = db;
    this.#enterpriseId = enterpriseId;
  }

  *pages(): Generator<ResultsPage> {
    yield* this.#paged('feature', 'enterprise_id = ?');
    yield* this.#paged('featureProfile', 'enterprise_id = ?');
    yield* this.#profileFeatures();
    yield* this.#templates();
    yield* this.#paged('source', 'enterprise_id = ?');
    yield* this.#paged('run', 'enterprise_id = ? AND outcome IS NOT NULL');
    yield* this.#issues();
    yield* this.#notAssigned();
    for (const page of this.#paged('account', 'enterprise_id = ?')) yield this.#withOwn(page);
    const ofSource = 'source_id IN (SELECT source_id FROM source WHERE enterprise_id = ?)';
    yield* this.#paged('held', ofSource);
    yield* this.#answers(ofSource);
    yield* this.#changes();
  }

  /**
   * The rows of a table that has one id, in its order. Every row is looked at, whatever Enterprise it is of, so that no
   * page takes longer than another.
   */
  *#paged(type: ResultsType, condition: string): Generator<ResultsPage> {
    const of = RESULTS_TABLES[type];
    const page = this.#db.prepare(
      `SELECT ${columnsOf(of)}, (${condition}) AS is_own
         FROM (SELECT * FROM ${of.table} NOT INDEXED WHERE ${of.id} > ? ORDER BY ${of.id} LIMIT ${PAGE})
        ORDER BY ${of.id}`,
    );
    for (let after = -1; ;) {
      const rows = page.all<Record<string, unknown>>(this.#enterpriseId, after);
      const own = rows.filter((row) => row['is_own'] === 1);
      if (own.length > 0) yield { type, rows: own.map((row) => toResultsRow(of, row)) };
      if (rows.length < PAGE) return;
      after = Number(rows.at(-1)![of.id]);
    }
  }

  /** Which profile has which features. */
  *#profileFeatures(): Generator<ResultsPage> {
    const of = RESULTS_TABLES.profileFeature;
    const page = this.#db.prepare(
      `SELECT ${columnsOf(of)} FROM ${of.table}
        WHERE profile_id IN (SELECT profile_id FROM feature_profile WHERE enterprise_id = ?)
          AND (profile_id, feature_id) > (?, ?) ORDER BY profile_id, feature_id LIMIT ${PAGE}`,
    );
    for (let after = { profile_id: 0, feature_id: 0 }; ;) {
      const rows = page.all<typeof after>(this.#enterpriseId, after.profile_id, after.feature_id);
      if (rows.length > 0)
        yield { type: 'profileFeature', rows: rows.map((row) => toResultsRow(of, { ...row })) };
      if (rows.length < PAGE) return;
      after = rows.at(-1)!;
    }
  }

  *#templates(): Generator<ResultsPage> {
    yield* this.#positions('statusTemplate', 'enterprise_id', this.#enterpriseId);
  }

  *#issues(): Generator<ResultsPage> {
    const runs = this.#db.prepare(
      'SELECT run_id FROM run WHERE run_id > ? AND enterprise_id = ? AND outcome IS NOT NULL ORDER BY run_id LIMIT 1',
    );
    for (let run = runs.get<{ run_id: number }>(0, this.#enterpriseId); run !== undefined;) {
      yield* this.#positions('issue', 'run_id', run.run_id);
      run = runs.get<{ run_id: number }>(run.run_id, this.#enterpriseId);
    }
  }

  *#notAssigned(): Generator<ResultsPage> {
    const sources = this.#db
      .prepare('SELECT source_id FROM source WHERE enterprise_id = ? ORDER BY source_id')
      .all<{ source_id: number }>(this.#enterpriseId);
    for (const source of sources) yield* this.#positions('notAssigned', 'source_id', source.source_id);
  }

  /** The rows of one owner, of a table in which each has a position. */
  *#positions(type: ResultsType, owner: string, id: number): Generator<ResultsPage> {
    const of = RESULTS_TABLES[type];
    const page = this.#db.prepare(
      `SELECT ${columnsOf(of)} FROM ${of.table} WHERE ${owner} = ? AND position > ? ORDER BY position LIMIT ${PAGE}`,
    );
    for (let after = -1; ;) {
      const rows = page.all<{ position: number }>(id, after);
      if (rows.length > 0) yield { type, rows: rows.map((row) => toResultsRow(of, { ...row })) };
      if (rows.length < PAGE) return;
      after = rows.at(-1)!.position;
    }
  }

  /** Answers have no id; there are as many as a person gave. */
  *#answers(condition: string): Generator<ResultsPage> {
    const of = RESULTS_TABLES.answer;
    const page = this.#db.prepare(
      `SELECT ${columnsOf(of)} FROM ${of.table} WHERE ${condition}
        ORDER BY source_id, kind, key_attribute, source_key LIMIT ${PAGE} OFFSET ?`,
    );
    for (let offset = 0; ; offset += PAGE) {
      const rows = page.all<Record<string, unknown>>(this.#enterpriseId, offset);
      if (rows.length > 0) yield { type: 'answer', rows: rows.map((row) => toResultsRow(of, row)) };
      if (rows.length < PAGE) return;
    }
  }

  /**
   * The journal, in order. An edit outside a run belongs to the Enterprise of its account; where that is gone, of a run
   * that knew it, or of the image that its deletion left.
   */
  *#changes(): Generator<ResultsPage> {
    const of = RESULTS_TABLES.change;
    // Looked at in the order of their ids whatever Enterprise they are of: no index leads to those of one.
    const page = this.#db.prepare(
      `SELECT ${columnsOf(of, 'change')},
              iif(change.run_id IS NOT NULL, iif(run.outcome IS NULL, 0, run.enterprise_id), coalesce(
                account.enterprise_id,
                (SELECT coalesce(of_run.enterprise_id, json_extract(other.before, '$.row.enterprise_id')) AS found
                   FROM change AS other LEFT JOIN run AS of_run USING (run_id)
                  WHERE other.account_id = change.account_id AND found IS NOT NULL LIMIT 1)
              )) AS enterprise_of
         FROM (SELECT * FROM change WHERE change_id > ? ORDER BY change_id LIMIT ${PAGE}) AS change
         LEFT JOIN run USING (run_id) LEFT JOIN account ON account.account_id = change.account_id
        ORDER BY change.change_id`,
    );
    for (let after = -1; ;) {
      const rows = page.all<{ change_id: number; enterprise_of: number | null }>(after);
      const own = rows.filter((row) => row.enterprise_of === this.#enterpriseId);
      if (own.length > 0) yield { type: 'change', rows: own.map((row) => toResultsRow(of, { ...row })) };
      if (rows.length < PAGE) return;
      after = rows.at(-1)!.change_id;
    }
  }

  /** Accounts with the lists of their own. */
  #withOwn(page: ResultsPage): ResultsPage {
    const ids = JSON.stringify(page.rows.map((row) => row['accountId']));
    for (const row of page.rows) for (const list of Object.keys(RESULTS_OF_ACCOUNT)) row[list] = [];
    const accounts = new Map(page.rows.map((row) => [row['accountId'], row]));
    for (const [list, of] of Object.entries(RESULTS_OF_ACCOUNT)) {
      const rows = this.#db
        .prepare(
          `SELECT account_id, ${columnsOf(of)} FROM ${of.table}
            WHERE account_id IN (SELECT value FROM json_each(?)) ORDER BY account_id, ${of.id}`,
        )
        .all<Record<string, unknown>>(ids);
      for (const row of rows)
        (accounts.get(row['account_id'])![list] as ResultsRow[]).push(toResultsRow(of, row));
    }
    return page;
  }
}

function columnsOf({ columns }: ResultsTable, of?: string): string {
  const prefix = of === undefined ? '' : `${of}.`;
  return columns.map(({ column }) => `${prefix}"${column}"`).join(', ');
}
