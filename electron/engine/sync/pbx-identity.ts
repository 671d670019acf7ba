import { foldLogin } from '../../../shared/domain/account.ts';
import { isPersonal } from '../../../shared/domain/number-life.ts';
import type { AccountBulk, NumberBulk, PlannedRow } from '../store/index.ts';
import { fieldChanges, orphanKey, ORPHANED } from './pbx-entries.ts';
import { changesTo } from './stored-plan.ts';

/** Whether a row asks if its number still belongs to the same person (D8). */
export function isIdentityRow({ kind, reasonCode }: Pick<PlannedRow, 'kind' | 'reasonCode'>): boolean {
  return kind === 'update' && reasonCode === 'pbx.identity-changed';
}

/**
 * D8 (4), an answered row: as the same person the account is renamed; as a new one the old account is deleted and another
 * one made, with a login of its own (D7). Its statuses go with it: somebody said that the number is another person's. One
 * to which a person added a number stays without its phones instead (D2): no answer about a person deletes that (D4).
 */
export function answeredIdentity(
  row: PlannedRow,
  same: boolean,
  of: { bulk: AccountBulk; numbers: NumberBulk; enterpriseId: number; node: string },
): PlannedRow[] {
  if (same) return [{ ...row, reasonCode: 'pbx-changed' }];
  const { bulk, numbers, enterpriseId, node } = of;
  const accountId = row.accountId!;
  const stored = bulk.load(accountId);
  const known = bulk.identity(accountId);
  if (stored === undefined || known === undefined) return [row];
  const stays = numbers.rows(accountId).some(isPersonal);
  const fields = { ...row.fields! };
  const number = fields.deskPhone || fields.softPhone || row.key.toString();
  const holder = bulk.loginHolder(enterpriseId, foldLogin(number));
  const isFree = holder === undefined || (holder === accountId && !stays);
  fields.loginId = isFree ? number : `${number}@${node}`;
  // What the account was given by hand, a new person does not inherit.
  for (const field of ['email', 'mobile', 'mailbox', 'title', 'location', 'displayName'] as const)
    fields[field] = '';
  const dn = stored.dn;
  const old: PlannedRow = stays
    ? {
        ...row,
        ...{ reasonCode: 'pbx-orphaned', dn, key: Buffer.from(orphanKey(accountId)), rekeyed: true },
        changes: fieldChanges(stored.fields, { ...stored.fields, ...ORPHANED }),
        fields: { ...stored.fields, ...ORPHANED },
      }
    : {
        ...row,
        ...{ kind: 'delete', reasonCode: 'pbx-replaced', gone: 'pbx-replaced', looked: null, hash: null },
        ...{ fields: null, rekeyed: false, dn, key: known.key, changes: changesTo(stored.fields, null) },
      };
  return [
    old,
    {
      ...row,
      ...{
        kind: 'create',
        reasonCode: 'pbx-new',
        accountId: null,
        version: null,
        login: fields.loginId,
        fields,
      },
      ...{ rekeyed: false, changes: changesTo(null, fields) },
    },
  ];
}
