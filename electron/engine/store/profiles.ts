import { DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Moved } from './seats.ts';
import type { Connection } from './sqlite.ts';

/** A licensed feature and how many seats of it there are (domain.md 6). */
export interface Feature {
  featureId: number;
  name: string;
  seats: number;
}

/** A named set of features (domain.md 6). */
export interface FeatureProfile {
  profileId: number;
  name: string;
  description: string;
  features: string[];
}

/** What is set of a profile. */
export interface ProfileValues {
  name: string;
  description: string;
  featureIds: readonly number[];
}

/** Who has a profile (D23), apart from the options of the Enterprise. */
export interface ProfileUsers {
  sources: { kind: 'directory' | 'pbx'; name: string }[];
  accounts: number;
  /** Login IDs of the first of them. */
  logins: string[];
}

/** Features, seats and feature profiles of Enterprises. */
export class Profiles {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  features(enterpriseId: number): Feature[] {
    const rows = this.#db.all(
      this.#db.sql
        .selectFrom('feature')
        .selectAll()
        .where('enterprise_id', '=', enterpriseId)
        .orderBy('name'),
    );
    return rows.map((row) => ({ featureId: row.feature_id, name: row.name, seats: row.seats }));
  }

  /** One feature, and whose it is. */
  feature(featureId: number): (Feature & { enterpriseId: number }) | undefined {
    const row = this.#db.first(
      this.#db.sql.selectFrom('feature').selectAll().where('feature_id', '=', featureId),
    );
    return row && { featureId, enterpriseId: row.enterprise_id, name: row.name, seats: row.seats };
  }

  createFeature(enterpriseId: number, name: string, seats: number): number {
    return this.#db.execute(
      this.#db.sql.insertInto('feature').values({ enterprise_id: enterpriseId, name, seats }),
    ).lastId;
  }

  updateFeature(featureId: number, values: { name: string; seats: number }): void {
    this.#db.execute(this.#db.sql.updateTable('feature').set(values).where('feature_id', '=', featureId));
  }

  /** Deletes a feature that no profile has. */
  deleteFeature(featureId: number): void {
    this.#db.execute(this.#db.sql.deleteFrom('feature').where('feature_id', '=', featureId));
  }

  /** Creates the feature, or sets the seats of the one with that name. Answers what happened. */
  putFeature(enterpriseId: number, name: string, seats: number): 'created' | 'updated' | 'unchanged' {
    const found = this.features(enterpriseId).find((feature) => feature.name === name);
    if (found === undefined) {
      this.createFeature(enterpriseId, name, seats);
      return 'created';
    }
    if (found.seats === seats) return 'unchanged';
    this.updateFeature(found.featureId, { name, seats });
    return 'updated';
  }

  list(enterpriseId: number): FeatureProfile[] {
    const rows = this.#db.all(
      this.#db.sql
        .selectFrom('feature_profile')
        .selectAll()
        .where('enterprise_id', '=', enterpriseId)
        .orderBy('profile_id'),
    );
    return rows.map((row) => this.#toProfile(row));
  }

  /** One profile, and whose it is. */
  get(profileId: number): (FeatureProfile & { enterpriseId: number }) | undefined {
    const row = this.#db.first(
      this.#db.sql.selectFrom('feature_profile').selectAll().where('profile_id', '=', profileId),
    );
    return row && { ...this.#toProfile(row), enterpriseId: row.enterprise_id };
  }

  /** The profile with that name, or undefined. */
  find(enterpriseId: number, name: string): FeatureProfile | undefined {
    return this.list(enterpriseId).find((profile) => profile.name === name);
  }

  /** Makes a profile; its features are of the same Enterprise. */
  create(enterpriseId: number, { name, description, featureIds }: ProfileValues): number {
    const { lastId: profileId } = this.#db.execute(
      this.#db.sql.insertInto('feature_profile').values({ enterprise_id: enterpriseId, name, description }),
    );
    this.#setFeatures(profileId, featureIds);
    return profileId;
  }

  update(profileId: number, { name, description, featureIds }: ProfileValues): void {
    this.#db.execute(
      this.#db.sql
        .updateTable('feature_profile')
        .set({ name, description })
        .where('profile_id', '=', profileId),
    );
    this.#setFeatures(profileId, featureIds);
  }

  /**
   * Deletes a profile that nobody has (D23). A source that was removed with it gets the Default Feature Profile, which
   * it has when its removal is undone.
   */
  delete(profileId: number): void {
    this.#db
      .prepare(
        `UPDATE source SET profile_id = (
           SELECT profile_id FROM feature_profile
            WHERE feature_profile.enterprise_id = source.enterprise_id AND name = ?2)
         WHERE profile_id = ?1 AND removed_at IS NOT NULL`,
      )
      .run(profileId, DEFAULT_PROFILE);
    this.#db.execute(this.#db.sql.deleteFrom('feature_profile').where('profile_id', '=', profileId));
  }

  /** Who has a profile; `logins` names at most so many of the accounts. */
  users(profileId: number, most: number): ProfileUsers {
    const sources = this.#db.all(
      this.#db.sql
        .selectFrom('source')
        .select(['kind', 'name'])
        .where('profile_id', '=', profileId)
        .where('removed_at', 'is', null)
        .orderBy('name'),
    );
    const logins = this.#db
      .prepare('SELECT login_id FROM account NOT INDEXED WHERE profile_id = ? ORDER BY login_key LIMIT ?')
      .all<{ login_id: string }>(profileId, most);
    const accounts = this.#db
      .prepare('SELECT count(*) AS count FROM account NOT INDEXED WHERE profile_id = ?')
      .get<{ count: number }>(profileId)!.count;
    return {
      sources: sources as ProfileUsers['sources'],
      accounts,
      logins: logins.map((row) => row.login_id),
    };
  }

  /**
   * Gives a profile to accounts of its Enterprise and journals it; those that have it already stay as they are. Answers
   * with all that were named and are there, in their order, and where they came from. Seats are settled by whoever calls.
   */
  assign(profileId: number, accountIds: readonly number[], at: number): Moved[] {
    const named = JSON.stringify(accountIds);
    const moved = this.#db
      .prepare(
        `SELECT account_id AS accountId, profile_id AS "from"
           FROM json_each(?1) AS named CROSS JOIN account ON account_id = named.value
          WHERE enterprise_id = (SELECT enterprise_id FROM feature_profile WHERE profile_id = ?2)
          ORDER BY named.key`,
      )
      .all<Moved>(named, profileId);
    const changed = JSON.stringify(
      moved.filter(({ from }) => from !== profileId).map(({ accountId }) => accountId),
    );
    // As `Runs.recordEdit` does it for one account.
    this.#db
      .prepare(
        `INSERT INTO change (account_id, kind, state, reason_code, login, before, at, actor, after_version)
         SELECT account_id, 'update', 'applied', 'edited', login_id,
                json_object('featureProfile', feature_profile.name), ?2, ?3, account.version + 1
           FROM json_each(?1) AS named CROSS JOIN account ON account_id = named.value
           LEFT JOIN feature_profile USING (profile_id) ORDER BY named.key`,
      )
      .run(changed, at, this.#db.actor);
    this.#db
      .prepare(
        `UPDATE account SET profile_id = ?2, version = version + 1
          WHERE account_id IN (SELECT value FROM json_each(?1))`,
      )
      .run(changed, profileId);
    return moved;
  }

  /** Creates or updates a profile by name; every feature must exist. */
  put(
    enterpriseId: number,
    profile: { name: string; description?: string | undefined; features?: string[] | undefined },
  ): 'created' | 'updated' | 'unchanged' {
    const found = this.find(enterpriseId, profile.name);
    const description = profile.description ?? found?.description ?? '';
    const wanted = [...new Set(profile.features ?? found?.features ?? [])].sort();
    if (
      found !== undefined &&
      found.description === description &&
      JSON.stringify(found.features) === JSON.stringify(wanted)
    ) {
      return 'unchanged';
    }
    const features = this.features(enterpriseId);
    const featureIds = wanted.map((name) => {
      const feature = features.find((each) => each.name === name);
      if (feature === undefined) {
        throw new RollcallError(
          'config.invalid',
          `The feature profile "${profile.name}" names the feature "${name}", which the Enterprise does not have.`,
        );
      }
      return feature.featureId;
    });
    const values = { name: profile.name, description, featureIds };
    if (found === undefined) this.create(enterpriseId, values);
    else this.update(found.profileId, values);
    return found === undefined ? 'created' : 'updated';
  }

  #setFeatures(profileId: number, featureIds: readonly number[]): void {
    this.#db.execute(this.#db.sql.deleteFrom('profile_feature').where('profile_id', '=', profileId));
    for (const featureId of new Set(featureIds)) {
      this.#db.execute(
        this.#db.sql.insertInto('profile_feature').values({ profile_id: profileId, feature_id: featureId }),
      );
    }
  }

  #toProfile(row: { profile_id: number; name: string; description: string }): FeatureProfile {
    const features = this.#db.all(
      this.#db.sql
        .selectFrom('profile_feature')
        .innerJoin('feature', 'feature.feature_id', 'profile_feature.feature_id')
        .select('feature.name')
        .where('profile_id', '=', row.profile_id)
        .orderBy('feature.name'),
    );
    return {
      profileId: row.profile_id,
      name: row.name,
      description: row.description,
      features: features.map(({ name }) => name),
    };
  }
}
