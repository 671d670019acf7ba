import { ACCOUNT_FIELDS } from '../../../shared/domain/account.ts';
import type { Change, ChangeTab } from '../../../shared/contract/index.ts';
import { csv } from '../../components/csv.ts';
import { changeReason, fieldLabel, orderedFields, valueText } from '../../components/run-words.ts';

const KINDS: Record<Change['kind'], string> = {
  create: 'creation',
  update: 'change',
  delete: 'deletion',
  'number-added': 'number added',
  'number-removed': 'number removed',
  'number-held': 'number kept',
};

/** What a row is, in words. */
export function changeWord(kind: Change['kind']): string {
  return KINDS[kind];
}

/** A tab as CSV: whole accounts with a column for each field, and changes with a line for each field. */
export function tabCsv(tab: ChangeTab, changes: readonly Change[]): string {
  if (tab === 'created' || tab === 'deleted') {
    const side = tab === 'created' ? 1 : 0;
    return csv(
      [...ACCOUNT_FIELDS.map(fieldLabel), 'Reason'],
      changes.map((change) => [
        ...ACCOUNT_FIELDS.map((field) =>
          field === 'loginId' ? change.login : valueText(change.fields[field]?.[side]),
        ),
        changeReason(change),
      ]),
    );
  }
  return csv(
    ['Login ID', 'Row', 'Field', 'Before', 'After', 'Reason'],
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
      ]);
    }),
  );
}

/** Whether a row has a text in its login, its reason or one of its values, without regard to case. */
export function changeHas(change: Change, text: string): boolean {
  if (text === '') return true;
  const wanted = text.toLocaleLowerCase();
  const texts = [change.login, changeReason(change), ...Object.values(change.fields).flat().map(valueText)];
  return texts.some((each) => each.toLocaleLowerCase().includes(wanted));
}
