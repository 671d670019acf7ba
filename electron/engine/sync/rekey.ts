/** An entry whose key is new, as far as pairing needs to know it. */
export interface UnpairedRecord {
  record: number;
  dn: string;
  loginKey: string;
}

/** An account whose key came from another attribute than the present one. */
export interface UnpairedAccount {
  accountId: number;
  dn: string;
  loginKey: string;
}

/**
 * Pairs entries with accounts when the key attribute was changed (E6): by exact DN, then by login. Only pairs that are
 * one to one count; whoever is left over is a creation or a deletion, and the guard holds those of a new baseline.
 * Pure. Answers the account of each paired record.
 */
export function pairRekeyed(
  records: readonly UnpairedRecord[],
  accounts: readonly UnpairedAccount[],
): Map<number, number> {
  const pairs = new Map<number, number>();
  const taken = new Set<number>();
  for (const property of ['dn', 'loginKey'] as const) {
    const freeAccounts = accounts.filter((account) => !taken.has(account.accountId));
    const freeRecords = records.filter((record) => !pairs.has(record.record));
    const accountsBy = Map.groupBy(freeAccounts, (account) => account[property]);
    for (const [value, candidates] of Map.groupBy(freeRecords, (record) => record[property])) {
      const matches = accountsBy.get(value) ?? [];
      if (value === '' || candidates.length !== 1 || matches.length !== 1) continue;
      pairs.set(candidates[0]!.record, matches[0]!.accountId);
      taken.add(matches[0]!.accountId);
    }
  }
  return pairs;
}
