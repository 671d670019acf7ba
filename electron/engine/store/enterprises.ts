import { isDeepStrictEqual } from 'node:util';
import type { Schedule } from '../../../shared/domain/schedule.ts';
import type { PbxOptions, SynchronizationType } from '../../../shared/domain/enterprise.ts';
import type { Connection } from './sqlite.ts';

/** An Enterprise (domain.md 1.1). `name` is the Enterprise ID of the screens and files. */
export interface Enterprise {
  enterpriseId: number;
  name: string;
  description: string;
  domain: string;
  mode: 'standalone' | 'integrated';
  type: SynchronizationType;
  pbx: PbxOptions;
  schedule: Schedule;
  /** When the schedule was last changed, epoch ms: intervals count from here. */
  scheduleAnchor: number;
}

/** What can be set on an Enterprise. */
export type EnterpriseValues = Omit<Enterprise, 'enterpriseId' | 'scheduleAnchor'>;

/** How much of everything an Enterprise holds. */
export interface EnterpriseContents {
  accounts: number;
  manualAccounts: number;
  synchronizers: number;
  pbxNodes: number;
  runs: number;
}

/** Enterprises, by id and by name. */
export class Enterprises {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  list(): Enterprise[] {
    const rows = this.#db.all(this.#db.sql.selectFrom('enterprise').selectAll().orderBy('name'));
    return rows.map((row) => ({
      enterpriseId: row.enterprise_id,
      name: row.name,
      description: row.description,
      domain: row.domain,
      mode: row.mode as Enterprise['mode'],
      type: row.sync_type as SynchronizationType,
      pbx: JSON.parse(row.pbx_options) as PbxOptions,
      schedule: JSON.parse(row.schedule) as Schedule,
      scheduleAnchor: row.schedule_anchor,
    }));
  }

  get(enterpriseId: number): Enterprise | undefined {
    return this.list().find((enterprise) => enterprise.enterpriseId === enterpriseId);
  }

  /** By Enterprise ID, without regard to case. */
  find(name: string): Enterprise | undefined {
    return this.list().find((enterprise) => enterprise.name.toLowerCase() === name.toLowerCase());
  }

  create(values: EnterpriseValues, now: number): number {
    return this.#db.execute(
      this.#db.sql
        .insertInto('enterprise')
        .values({ ...columns(values), schedule_anchor: now, created_at: now }),
    ).lastId;
  }

  /** Sets all values. The schedule's intervals start anew when the schedule changed. */
  update(enterpriseId: number, values: EnterpriseValues, now: number): void {
    const before = this.get(enterpriseId);
    const moved = !isDeepStrictEqual(before?.schedule, values.schedule);
    this.#db.execute(
      this.#db.sql
        .updateTable('enterprise')
        .set({ ...columns(values), ...(moved ? { schedule_anchor: now } : {}) })
        .where('enterprise_id', '=', enterpriseId),
    );
  }

  /** What goes with an Enterprise when it is deleted. */
  contents(enterpriseId: number): EnterpriseContents {
    return this.#db
      .prepare(
        `SELECT (SELECT count(*) FROM account WHERE enterprise_id = ?1) AS accounts,
                (SELECT count(*) FROM account WHERE enterprise_id = ?1 AND source_id IS NULL) AS manualAccounts,
                (SELECT count(*) FROM source
                  WHERE enterprise_id = ?1 AND removed_at IS NULL AND kind = 'directory') AS synchronizers,
                (SELECT count(*) FROM source
                  WHERE enterprise_id = ?1 AND removed_at IS NULL AND kind = 'pbx') AS pbxNodes,
                (SELECT count(*) FROM run WHERE enterprise_id = ?1) AS runs`,
      )
      .get<EnterpriseContents>(enterpriseId)!;
  }

  /** Corrects the moment from which intervals count. */
  setScheduleAnchor(enterpriseId: number, anchor: number): void {
    this.#db.execute(
      this.#db.sql
        .updateTable('enterprise')
        .set({ schedule_anchor: anchor })
        .where('enterprise_id', '=', enterpriseId),
    );
  }
}

function columns(values: EnterpriseValues) {
  return {
    name: values.name,
    description: values.description,
    domain: values.domain,
    mode: values.mode,
    sync_type: values.type,
    pbx_options: JSON.stringify(values.pbx),
    schedule: JSON.stringify(values.schedule),
  };
}
