import type { Selectable } from 'kysely';
import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import { passwordName } from './secrets.ts';
import type { Tables } from './schema.ts';
import type { Connection } from './sqlite.ts';

/** What the last complete run of a source rested on (E6). */
export interface Baseline {
  /** One text over server, base, filter, scope, bind identity and key attribute. */
  fingerprint: string;
  keyAttribute: string;
  /** Of a node: the files that were read, as the reader of exports remembers them. */
  files?: unknown[];
}

interface SourceCommon {
  sourceId: number;
  enterpriseId: number;
  name: string;
  profileId: number | null;
  baseline: Baseline | null;
}

/** A synchronizer. */
export interface DirectorySource extends SourceCommon {
  kind: 'directory';
  settings: SynchronizerSettings;
}

/** A PBX node; its settings are kept as the configuration file gave them. */
export interface PbxSource extends SourceCommon {
  kind: 'pbx';
  settings: Record<string, unknown>;
}

export type Source = DirectorySource | PbxSource;

/** Synchronizers and PBX nodes. Removed ones are not listed. */
export class Sources {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  list(enterpriseId: number): Source[] {
    return this.#rows().filter((source) => source.enterpriseId === enterpriseId);
  }

  get(sourceId: number): Source | undefined {
    return this.#rows().find((source) => source.sourceId === sourceId);
  }

  /** By name, without regard to case. */
  find(enterpriseId: number, name: string): Source | undefined {
    return this.list(enterpriseId).find((source) => source.name.toLowerCase() === name.toLowerCase());
  }

  create(source: {
    enterpriseId: number;
    kind: Source['kind'];
    name: string;
    settings: Source['settings'];
    profileId: number | null;
  }): number {
    return this.#db.execute(
      this.#db.sql.insertInto('source').values({
        enterprise_id: source.enterpriseId,
        kind: source.kind,
        name: source.name,
        settings: JSON.stringify(source.settings),
        profile_id: source.profileId,
      }),
    ).lastId;
  }

  update(
    sourceId: number,
    values: { name: string; settings: Source['settings']; profileId: number | null },
  ): void {
    this.#db.execute(
      this.#db.sql
        .updateTable('source')
        .set({ name: values.name, settings: JSON.stringify(values.settings), profile_id: values.profileId })
        .where('source_id', '=', sourceId),
    );
  }

  /** What goes with a source when it is removed: its accounts, and what they own. */
  contents(sourceId: number): { accounts: number; numbers: number; statuses: number } {
    return this.#db
      .prepare(
        `SELECT (SELECT count(*) FROM account WHERE source_id = ?1) AS accounts,
                (SELECT count(*) FROM (
                   SELECT account_id, number FROM number JOIN account USING (account_id) WHERE source_id = ?1
                   UNION SELECT account_id, desk_phone FROM account WHERE source_id = ?1 AND desk_phone <> ''
                   UNION SELECT account_id, soft_phone FROM account WHERE source_id = ?1 AND soft_phone <> ''
                 )) AS numbers,
                (SELECT count(*) FROM status JOIN account USING (account_id) WHERE source_id = ?1) AS statuses`,
      )
      .get<{ accounts: number; numbers: number; statuses: number }>(sourceId)!;
  }

  /**
   * Removes a source that has no accounts any more. Its row stays, so that its runs keep their name and the removal
   * can be undone; its password is destroyed (E5).
   */
  remove(sourceId: number, now: number): void {
    this.#db.execute(
      this.#db.sql
        .updateTable('source')
        .set({ removed_at: now, baseline: null })
        .where('source_id', '=', sourceId),
    );
    this.#db.execute(this.#db.sql.deleteFrom('secret').where('name', '=', passwordName(sourceId)));
  }

  /** A source, also one that was removed. */
  getEvenRemoved(sourceId: number): (Source & { removed: boolean }) | undefined {
    const row = this.#db.first(
      this.#db.sql.selectFrom('source').selectAll().where('source_id', '=', sourceId),
    );
    return row && { ...toSource(row), removed: row.removed_at !== null };
  }

  /** Takes the removal of a source back; its password stays destroyed (E5). Its name must be free. */
  bringBack(sourceId: number): void {
    this.#db.execute(
      this.#db.sql.updateTable('source').set({ removed_at: null }).where('source_id', '=', sourceId),
    );
  }

  setBaseline(sourceId: number, baseline: Baseline): void {
    this.#db.execute(
      this.#db.sql
        .updateTable('source')
        .set({ baseline: JSON.stringify(baseline) })
        .where('source_id', '=', sourceId),
    );
  }

  #rows(): Source[] {
    const rows = this.#db.all(
      this.#db.sql.selectFrom('source').selectAll().where('removed_at', 'is', null).orderBy('source_id'),
    );
    return rows.map(toSource);
  }
}

function toSource(row: Selectable<Tables['source']>): Source {
  const settings = JSON.parse(row.settings) as Record<string, unknown>;
  return {
    sourceId: row.source_id,
    enterpriseId: row.enterprise_id,
    kind: row.kind,
    name: row.name,
    // Those that were stored before there were pins have none.
    settings: row.kind === 'directory' ? { pin: null, ...settings } : settings,
    profileId: row.profile_id,
    baseline: row.baseline === null ? null : (JSON.parse(row.baseline) as Baseline),
  } as Source;
}
