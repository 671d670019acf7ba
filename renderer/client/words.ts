import type { Me, MyNumber, Status } from '../../shared/contract/index.ts';
import type { StatusSettings } from '../../shared/domain/status.ts';
import { REFERENCE_SLOTS, referencesOf } from '../../shared/domain/status-rules.ts';
import { isolated } from '../components/isolated.ts';
import { counted } from '../components/numbers.ts';
import { listed } from '../components/run-words.ts';
import { problemAt, type EditorPhones } from '../components/status-editor/options.ts';

/** Where a number comes from, said to its user. */
export const MY_ORIGINS: Record<MyNumber['origin'], string> = {
  pbx: 'from the phone system',
  directory: 'from the directory',
  manual: 'added by your administrator',
  user: 'added by you',
};

/** What became of a number, said to its user (D3). */
export const MY_STATES: Record<MyNumber['state'], string> = {
  present: 'Works',
  'deleted-on-pbx': 'Deleted on the phone system',
  reassigned: 'Belongs to somebody else now',
};

/** The user's phones, as the editor takes them. */
export function phonesOf({ account, numbers }: Me): EditorPhones {
  return { deskPhone: account.deskPhone, softPhone: account.softPhone, numbers };
}

/** What the user is called in the frame: `Eva Kane · 3000`. */
export function whoAmI({ account }: Pick<Me, 'account'>): string {
  const name = [account.firstName, account.lastName].filter((part) => part !== '').join(' ');
  const phone = account.deskPhone === '' ? account.softPhone : account.deskPhone;
  return [isolated(name === '' ? account.loginId : name), isolated(phone)]
    .filter((part) => part !== '')
    .join(' · ');
}

/** How many statuses still use a number, as a sentence. */
export function stillUsing({ usedBy }: Pick<MyNumber, 'usedBy'>): string {
  if (usedBy.length === 0) return 'No status uses it.';
  return `${counted(usedBy.length, 'status', 'statuses')} still ${usedBy.length === 1 ? 'uses' : 'use'} it.`;
}

/** Who alone can change the statuses that an administrator defined, as a sentence; empty where there is none. */
export function administratorMustAct(usedBy: MyNumber['usedBy']): string {
  const locked = usedBy.filter((use) => use.locked).map(({ status }) => isolated(status));
  if (locked.length === 0) return '';
  return `${listed(locked)} ${locked.length === 1 ? 'is' : 'are'} defined by your administrator, so only they can change ${locked.length === 1 ? 'it' : 'them'}.`;
}

/** Why a status stands out in the list: it uses a number that is gone, or does not work; null when all is well. */
export function statusMark(status: Status, me: Me): string | null {
  const gone = new Map(
    me.numbers.filter(({ state }) => state !== 'present').map((each) => [each.number, each]),
  );
  const used = [...new Set(referencesOf(status).map(({ number }) => number))].flatMap((number) => {
    const state = gone.get(number)?.state;
    if (state === undefined) return [];
    return `${isolated(number)}, which ${state === 'reassigned' ? 'belongs to somebody else now' : 'was deleted'}`;
  });
  if (used.length > 0) return `uses ${listed(used)}`;
  if (!status.broken) return null;
  const settings: StatusSettings = status;
  const phones = phonesOf(me);
  const problem = REFERENCE_SLOTS.map((slot) => problemAt(slot, settings, phones)).find(
    (each) => each !== null,
  );
  // A part of a sentence, so it begins small and ends without a dot.
  return `broken: ${(problem ?? 'It points at nothing that works.').replace(/^[A-Z]/, (letter) => letter.toLowerCase()).replace(/\.$/, '')}`;
}

/** The status that is looked at first: one that needs somebody, else the active one. */
export function firstStatus(me: Me): string | null {
  const marked = me.statuses.find((status) => !status.locked && statusMark(status, me) !== null);
  return (marked ?? me.statuses.find(({ active }) => active) ?? me.statuses[0])?.name ?? null;
}

/** What the button that puts the last change back is called, and what it does: the engine's sentence is `Undo: what`. */
export function undoWords(sentence: string): { label: 'Undo' | 'Redo'; what: string } {
  const label = sentence.startsWith('Redo') ? 'Redo' : 'Undo';
  return { label, what: isolated(sentence.replace(/^(?:Undo|Redo):? /, '')) };
}
