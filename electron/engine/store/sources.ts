import type { SynchronizerSettings } from '../../../shared/domain/synchronizer.ts';
import type { Connection } from './sqlite.ts';

/** What the last complete run of a source rested on (E6). */
export interface Baseline {
  /** One text over server, base, filter, scope, bind identity and key attribute. */
  fingerprint: string;
  keyAttribute: string;
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
    return rows.map(
      (row) =>
        ({
          sourceId: row.source_id,
          enterpriseId: row.enterprise_id,
          kind: row.kind,
          name: row.name,
          settings: JSON.parse(row.settings) as unknown,
          profileId: row.profile_id,
          baseline: row.baseline === null ? null : (JSON.parse(row.baseline) as Baseline),
        }) as Source,
    );
  }
}
