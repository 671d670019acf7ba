import { RollcallError } from '../../../shared/domain/errors.ts';
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

  /** Creates the feature, or sets the seats of the one with that name. Answers what happened. */
  putFeature(enterpriseId: number, name: string, seats: number): 'created' | 'updated' | 'unchanged' {
    const found = this.features(enterpriseId).find((feature) => feature.name === name);
    if (found === undefined) {
      this.#db.execute(
        this.#db.sql.insertInto('feature').values({ enterprise_id: enterpriseId, name, seats }),
      );
      return 'created';
    }
    if (found.seats === seats) return 'unchanged';
    this.#db.execute(
      this.#db.sql.updateTable('feature').set({ seats }).where('feature_id', '=', found.featureId),
    );
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
    return rows.map((row) => ({
      profileId: row.profile_id,
      name: row.name,
      description: row.description,
      features: this.#featuresOf(row.profile_id),
    }));
  }

  /** The profile with that name, or undefined. */
  find(enterpriseId: number, name: string): FeatureProfile | undefined {
    return this.list(enterpriseId).find((profile) => profile.name === name);
  }

  /** Creates or updates a profile by name; every feature must exist. */
  put(
    enterpriseId: number,
    profile: { name: string; description?: string | undefined; features?: string[] | undefined },
  ): 'created' | 'updated' | 'unchanged' {
    const found = this.find(enterpriseId, profile.name);
    const wanted = {
      description: profile.description ?? found?.description ?? '',
      features: [...new Set(profile.features ?? found?.features ?? [])].sort(),
    };
    if (
      found !== undefined &&
      found.description === wanted.description &&
      JSON.stringify(found.features) === JSON.stringify(wanted.features)
    ) {
      return 'unchanged';
    }
    const features = this.features(enterpriseId);
    const featureIds = wanted.features.map((name) => {
      const feature = features.find((each) => each.name === name);
      if (feature === undefined) {
        throw new RollcallError(
          'config.invalid',
          `The feature profile "${profile.name}" names the feature "${name}", which the Enterprise does not have.`,
        );
      }
      return feature.featureId;
    });
    const profileId =
      found?.profileId ??
      this.#db.execute(
        this.#db.sql
          .insertInto('feature_profile')
          .values({ enterprise_id: enterpriseId, name: profile.name, description: wanted.description }),
      ).lastId;
    this.#db.execute(
      this.#db.sql
        .updateTable('feature_profile')
        .set({ description: wanted.description })
        .where('profile_id', '=', profileId),
    );
    this.#db.execute(this.#db.sql.deleteFrom('profile_feature').where('profile_id', '=', profileId));
    for (const featureId of featureIds) {
      this.#db.execute(
        this.#db.sql.insertInto('profile_feature').values({ profile_id: profileId, feature_id: featureId }),
      );
    }
    return found === undefined ? 'created' : 'updated';
  }

  #featuresOf(profileId: number): string[] {
    const rows = this.#db.all(
      this.#db.sql
        .selectFrom('profile_feature')
        .innerJoin('feature', 'feature.feature_id', 'profile_feature.feature_id')
        .select('feature.name')
        .where('profile_id', '=', profileId)
        .orderBy('feature.name'),
    );
    return rows.map((row) => row.name);
  }
}
