import type { NotAssignedRow } from '../../../shared/contract/index.ts';
import { withOddBlanks } from '../../components/odd-blanks.ts';

type Code = NotAssignedRow['code'];

/** Why devices are in no account, in a few words. */
const REASONS: Partial<Record<Code, string>> = {
  'pbx.needs-group': 'Needs a group',
  'pbx.near-match': 'Name almost the same',
  'pbx.second-softphone': 'Second softphone',
  'pbx.duplicate-number': 'Number stands twice',
  'pbx.unknown-member': 'Group member without a device',
  'pbx.number-in-two-groups': 'In two groups',
  'pbx.same-identity': 'Same name as another',
  'pbx.application-port': 'Port of an application',
  'pbx.unknown-pilot': 'Pilot of its group is missing',
  'pbx.resilient': 'Belongs to another node',
  'pbx.excluded': 'Excluded',
  'pbx.out-of-scope': 'No dynamic extension',
  'pbx.unknown-number': 'Number cannot be used',
  'pbx.unclear-row': 'Row is unclear',
  'pbx.held': 'Waits with its account',
  'pbx.identity-changed': 'Same person or a new one?',
};

/** The reason in a few words; a code that has none stays as it is. */
export function reasonWord(code: Code): string {
  return REASONS[code] ?? code;
}

/** Codes of devices that nobody can be asked about: something else decides. */
const SETTLED: ReadonlySet<Code> = new Set<Code>([
  'pbx.duplicate-number',
  'pbx.excluded',
  'pbx.held',
  'pbx.identity-changed',
  'pbx.out-of-scope',
  'pbx.resilient',
  'pbx.unclear-row',
  'pbx.unknown-number',
  'pbx.unknown-pilot',
]);

/** Which answers a person may give of a device (D12). */
export function answersFor({ code, near }: Pick<NotAssignedRow, 'code' | 'near'>): {
  same: boolean;
  separate: boolean;
} {
  const open = !SETTLED.has(code);
  return { same: open && near !== '', separate: open };
}

/** What was answered of a device, in words; null when nothing was. */
export function answerWord({ answered, near }: Pick<NotAssignedRow, 'answered' | 'near'>): string | null {
  if (answered === null) return null;
  if (answered === 'separate') return 'A person of their own';
  return near === '' ? 'The same person' : `The same person as ${near}`;
}

/** The person of a device, with blanks marked that nobody sees: `Kane␣, Eva`; empty when it has no name. */
export function personText({ firstName, lastName }: Pick<NotAssignedRow, 'firstName' | 'lastName'>): string {
  return [withOddBlanks(lastName), withOddBlanks(firstName)].filter((part) => part !== '').join(', ');
}
