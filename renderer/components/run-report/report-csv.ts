import { ACCOUNT_FIELDS, DIRECTORY_FIELDS } from '../../../shared/domain/account.ts';
import type { Change, ChangeTab } from '../../../shared/contract/index.ts';
import { csv } from '../csv.ts';
import {
  changeReason,
  changeWord,
  fieldLabel,
  fieldText,
  numberOf,
  orderedFields,
  valueText,
} from '../run-words.ts';

const BY_DIRECTORY: ReadonlySet<string> = new Set(DIRECTORY_FIELDS);

/** A tab as CSV: whole accounts with a column for each field, numbers, and changes with a line for each field. */
export function tabCsv(tab: ChangeTab, changes: readonly Change[]): string {
  if (tab === 'numbers') return numbersCsv(changes);
  if (tab === 'created' || tab === 'deleted') {
    const side = tab === 'created' ? 1 : 0;
    // What only a PBX fills has a column where there is something in it.
    const fields = ACCOUNT_FIELDS.filter(
      (field) =>
        BY_DIRECTORY.has(field) || changes.some((change) => valueText(change.fields[field]?.[side]) !== ''),
    );
    return csv(
      [...fields.map(fieldLabel), 'Reason', 'Entry'],
      changes.map((change) => [
        ...fields.map((field) =>
          field === 'loginId' ? change.login : fieldText(field, change.fields[field]?.[side]),
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
        fieldText(field, before),
        fieldText(field, after),
        changeReason(change),
        change.dn,
      ]);
    }),
  );
}

function numbersCsv(changes: readonly Change[]): string {
  return csv(
    ['Login ID', 'Row', 'State', 'Number', 'Kind', 'Reason', 'Who must act'],
    changes.map((change) => {
      const { number, kind } = numberOf(change);
      const who = fieldText('mustAct', change.fields['mustAct']?.[1]);
      return [change.login, changeWord(change.kind), change.state, number, kind, changeReason(change), who];
    }),
  );
}
