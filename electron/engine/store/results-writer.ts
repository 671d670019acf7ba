import { foldLogin } from '../../../shared/domain/account.ts';
import type { EnterpriseValues } from './enterprises.ts';
import {
  fromResultsRow,
  RESULTS_OF_ACCOUNT,
  RESULTS_TABLES,
  type ResultsRow,
  type ResultsTable,
  type ResultsType,
} from './results-rows.ts';
import type { Connection, Statement } from './sqlite.ts';
import type { Store } from './store.ts';

/** Tables whose rows name their Enterprise themselves. */
const OF_ENTERPRISE: readonly ResultsType[] = [
  'feature',
  'featureProfile',
  'statusTemplate',
  'source',
  'run',
  'account',
];

/**
 * Fills an empty store with the rows of a results file, ids kept. What is stored rests on the store's own constraints: a
 * row that repeats an id or refers to nothing is refused by SQLite.
 */
export class ResultsWriter {
  readonly #db: Connection;
  readonly #enterpriseId: number;
  readonly #statements: Record<ResultsType, Statement>;
  readonly #ofAccount: Record<keyof typeof RESULTS_OF_ACCOUNT, Statement>;

  /** `enterpriseId` and `scheduleAnchor` (epoch milliseconds) are kept as well. */
  constructor(store: Store, enterpriseId: number, values: EnterpriseValues, scheduleAnchor: number) {
    this.#db = store.connection;
    this.#enterpriseId = enterpriseId;
    const made = store.enterprises.create(values, scheduleAnchor);
    this.#db
      .prepare('UPDATE enterprise SET enterprise_id = ? WHERE enterprise_id = ?')
      .run(enterpriseId, made);
    this.#statements = mapped(RESULTS_TABLES, (of, type) => this.#insert(of, extraColumns(type)));
    this.#ofAccount = mapped(RESULTS_OF_ACCOUNT, (of) => this.#insert(of, ['account_id']));
  }

  /** Stores a row. Throws what SQLite says when it does not fit to those before it. */
  put(type: ResultsType, row: ResultsRow): void {
    const own = OF_ENTERPRISE.includes(type) ? [this.#enterpriseId] : [];
    const login = type === 'account' ? [foldLogin(String(row['loginId']))] : [];
    this.#statements[type].run(...fromResultsRow(RESULTS_TABLES[type], row), ...own, ...login);
    if (type !== 'account') return;
    for (const [list, of] of Object.entries(RESULTS_OF_ACCOUNT)) {
      const insert = this.#ofAccount[list as keyof typeof RESULTS_OF_ACCOUNT];
      for (const each of row[list] as ResultsRow[])
        insert.run(...fromResultsRow(of, each), Number(row['accountId']));
    }
  }

  #insert(of: ResultsTable, extra: readonly string[]): Statement {
    const names = [...of.columns.map(({ column }) => column), ...extra];
    const filled = Object.entries(of.filled);
    const columns = [...names, ...filled.map(([name]) => name)].map((name) => `"${name}"`);
    const values = [...names.map(() => '?'), ...filled.map(([, value]) => literal(value))];
    return this.#db.prepare(`INSERT INTO ${of.table} (${columns.join(', ')}) VALUES (${values.join(', ')})`);
  }
}

function extraColumns(type: ResultsType): string[] {
  return [
    ...(OF_ENTERPRISE.includes(type) ? ['enterprise_id'] : []),
    ...(type === 'account' ? ['login_key'] : []),
  ];
}

function literal(value: string | number): string {
  return typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;
}

function mapped<Key extends string, To>(
  from: Record<Key, ResultsTable>,
  to: (value: ResultsTable, key: Key) => To,
): Record<Key, To> {
  return Object.fromEntries(
    Object.entries<ResultsTable>(from).map(([key, value]) => [key, to(value, key as Key)]),
  ) as Record<Key, To>;
}
