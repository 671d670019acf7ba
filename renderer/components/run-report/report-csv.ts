import { ACCOUNT_FIELDS } from '../../../shared/domain/account.ts';
import type { Change, ChangeTab } from '../../../shared/contract/index.ts';
import { csv } from '../csv.ts';
import { changeReason, changeWord, fieldLabel, orderedFields, valueText } from '../run-words.ts';

/** A tab as CSV: whole accounts with a column for each field, and changes with a line for each field. */
export function tabCsv(tab: ChangeTab, changes: readonly Change[]): string {
  if (tab === 'created' || tab === 'deleted') {
    const side = tab === 'created' ? 1 : 0;
    return csv(
      [...ACCOUNT_FIELDS.map(fieldLabel), 'Reason', 'Entry'],
      changes.map((change) => [
        ...ACCOUNT_FIELDS.map((field) =>
          field === 'loginId' ? change.login : valueText(change.fields[field]?.[side]),
        ),
        changeReason(change),
        change.dn,
      ]),
    );
  }
  return csv(
    ['Login ID', 'Row', 'Field', 'Before', 'After', 'Reason', 'Entry'],
    changes.flatMap((change) => {
      const fields = orderedFields(change);
      const lines = fields.length > 0 ? fields : [['', '', ''] as const];
      return lines.map(([field, before, after]) => [
        change.login,
        changeWord(change.kind),
        fieldLabel(field),
        valueText(before),
        valueText(after),
        changeReason(change),
        change.dn,
      ]);
    }),
  );
}
