import { allocate, type Claim } from './seat-claims.ts';
import type { Connection } from './sqlite.ts';

/** A feature with its seats, and how many active accounts have one (domain.md 6). */
export interface FeatureSeats {
  featureId: number;
  name: string;
  seats: number;
  used: number;
}

/** Accounts that have a profile, and those of them that wait for seats. */
export interface Members {
  accounts: number;
  inactive: number;
}

/** An account that came to its present profile from another one; null: from none, or it is new. */
export interface Moved {
  accountId: number;
  from: number | null;
}

/** A feature of a profile, and how many seats of it new accounts with that profile would find. */
export interface FreeSeats {
  feature: string;
  free: number;
}

/**
 * Who has a seat of which feature. An account is inactive for want of seats and for nothing else; it takes none then. An
 * account that is active and stays in its profile keeps its seats, whatever becomes of their number: then more are in
 * use than there are, which is shown and takes nothing from anybody. An account that comes to a profile needs a seat of
 * each of its features. Seats that become free go to those who wait, the oldest account first (docs/decisions/025).
 */
export class Seats {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  /**
   * What new accounts with a profile would find of each of its features, by name, once some accounts are gone: those who
   * wait come first, as they do in `settle`. Empty when no feature limits them.
   */
  forecast(enterpriseId: number, profileId: number | null, leaving: readonly number[] = []): FreeSeats[] {
    const features = this.#featuresOf(enterpriseId);
    const own = profileId === null ? [] : (features.get(profileId) ?? []);
    // Most synchronizations give a profile without features: then no account has to be counted.
    if (own.length === 0) return [];
    const all = this.describe(enterpriseId);
    const left = new Map(all.map(({ featureId, seats, used }) => [featureId, seats - used]));
    for (const { profileId: of, active } of this.#some(enterpriseId, leaving)) {
      if (active === 0) continue;
      for (const feature of features.get(of ?? 0) ?? []) left.set(feature, left.get(feature)! + 1);
    }
    const gone = new Set(leaving);
    const waiting = this.#waiting(enterpriseId)
      .filter(({ accountId }) => !gone.has(accountId))
      .map(({ accountId, profileId: of }) => ({ accountId, needs: features.get(of ?? 0) ?? [], keeps: [] }));
    allocate(left, { holding: [], asking: [], waiting });
    return all
      .filter(({ featureId }) => own.includes(featureId))
      .map(({ featureId, name }) => ({ feature: name, free: Math.max(0, left.get(featureId)!) }));
  }

  /** The features of an Enterprise by name, with the seats that active accounts have. */
  describe(enterpriseId: number): FeatureSeats[] {
    return this.#db
      .prepare(
        `WITH taken AS (
           SELECT profile_id, count(*) AS accounts FROM account NOT INDEXED
            WHERE enterprise_id = ?1 AND active = 1 AND profile_id IS NOT NULL GROUP BY profile_id)
         SELECT feature_id AS featureId, name, seats, coalesce(sum(accounts), 0) AS used
           FROM feature LEFT JOIN profile_feature USING (feature_id) LEFT JOIN taken USING (profile_id)
          WHERE enterprise_id = ?1 GROUP BY feature_id ORDER BY name`,
      )
      .all<FeatureSeats>(enterpriseId);
  }

  /** How many accounts each profile of an Enterprise has, by its id. */
  members(enterpriseId: number): Map<number, Members> {
    const rows = this.#db
      .prepare(
        `SELECT profile_id AS profileId, count(*) AS accounts, count(*) - sum(active) AS inactive
           FROM account NOT INDEXED WHERE enterprise_id = ? AND profile_id IS NOT NULL GROUP BY profile_id`,
      )
      .all<Members & { profileId: number }>(enterpriseId);
    return new Map(rows.map(({ profileId, ...members }) => [profileId, members]));
  }

  /**
   * Gives seats to accounts that came to their profile, then what is free to those who wait, and makes inactive whoever
   * came and finds none. Call it in the transaction that changed seats, profiles or accounts, after it did. Versions
   * stay as they are: no person and no plan decides on this. Answers with who became active and who inactive.
   */
  settle(enterpriseId: number, moved: readonly Moved[] = []): { activated: number[]; deactivated: number[] } {
    const features = this.#featuresOf(enterpriseId);
    const seatsOf = (profileId: number | null) => (profileId === null ? [] : (features.get(profileId) ?? []));
    const from = new Map(moved.map((each) => [each.accountId, each.from]));
    const holding: Claim[] = [];
    const asking: Claim[] = [];
    for (const { accountId, profileId, active } of this.#some(enterpriseId, [...from.keys()])) {
      const wanted = seatsOf(profileId);
      const had = active === 1 ? seatsOf(from.get(accountId) ?? null) : [];
      const needs = wanted.filter((feature) => !had.includes(feature));
      const keeps = wanted.filter((feature) => had.includes(feature));
      if (active === 0) asking.push({ accountId, needs, keeps });
      else if (needs.length > 0) holding.push({ accountId, needs, keeps });
    }
    const waiting = this.#waiting(enterpriseId)
      .filter(({ accountId }) => !from.has(accountId))
      .map(({ accountId, profileId }): Claim => ({ accountId, needs: seatsOf(profileId), keeps: [] }));
    // Mostly nobody asks for anything: then no account has to be counted.
    if (holding.length + asking.length + waiting.length === 0) return { activated: [], deactivated: [] };

    const left = new Map(
      this.describe(enterpriseId).map(({ featureId, seats, used }) => [featureId, seats - used]),
    );
    // As active accounts of their new profile they are counted as if they had everything already.
    for (const { needs } of holding) for (const feature of needs) left.set(feature, left.get(feature)! + 1);
    const { activated, deactivated } = allocate(left, { holding, asking, waiting });
    this.#set(activated, 1);
    this.#set(deactivated, 0);
    return { activated, deactivated };
  }

  /** How many of these accounts are inactive. */
  inactiveOf(accountIds: readonly number[]): number {
    return this.#db
      .prepare(
        `SELECT count(*) AS accounts FROM account
          WHERE account_id IN (SELECT value FROM json_each(?)) AND active = 0`,
      )
      .get<{ accounts: number }>(JSON.stringify(accountIds))!.accounts;
  }

  /** The features of each profile that has any. */
  #featuresOf(enterpriseId: number): Map<number, number[]> {
    const rows = this.#db
      .prepare(
        `SELECT profile_id AS profileId, feature_id AS featureId
           FROM profile_feature JOIN feature USING (feature_id) WHERE enterprise_id = ?`,
      )
      .all<{ profileId: number; featureId: number }>(enterpriseId);
    const features = new Map<number, number[]>();
    for (const { profileId, featureId } of rows) {
      const found = features.get(profileId);
      if (found === undefined) features.set(profileId, [featureId]);
      else found.push(featureId);
    }
    return features;
  }

  /** Some accounts, in the order in which they are named. */
  #some(enterpriseId: number, accountIds: readonly number[]) {
    return this.#db
      .prepare(
        `SELECT account_id AS accountId, profile_id AS profileId, active
           FROM json_each(?2) AS named CROSS JOIN account ON account_id = named.value
          WHERE enterprise_id = ?1 ORDER BY named.key`,
      )
      .all<{ accountId: number; profileId: number | null; active: number }>(
        enterpriseId,
        JSON.stringify(accountIds),
      );
  }

  #waiting(enterpriseId: number) {
    return this.#db
      .prepare(
        `SELECT account_id AS accountId, profile_id AS profileId FROM account INDEXED BY account_inactive
          WHERE enterprise_id = ? AND active = 0 ORDER BY account_id`,
      )
      .all<{ accountId: number; profileId: number | null }>(enterpriseId);
  }

  #set(accountIds: readonly number[], active: 0 | 1): void {
    this.#db
      .prepare('UPDATE account SET active = ? WHERE account_id IN (SELECT value FROM json_each(?))')
      .run(active, JSON.stringify(accountIds));
  }
}

/** The feature that has the fewest free seats, and how many; nulls where there is no feature. */
export function scarcest(features: readonly FeatureSeats[]): { free: number | null; feature: string | null } {
  let found: { free: number | null; feature: string | null } = { free: null, feature: null };
  for (const { name, seats, used } of features) {
    const free = Math.max(0, seats - used);
    if (found.free === null || free < found.free) found = { free, feature: name };
  }
  return found;
}
