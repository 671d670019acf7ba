/** How the reason of a row is known, and what follows from it, where the reason alone does not say (safety.md 2, E8). */
const HELP: Record<string, string> = {
  deleted:
    'Looked up again by its directory key and by its DN, the entry was found by neither, while the container it stood in is still visible and holds other entries.',
  moved: 'Looked up again, the entry was found outside of what this source searches.',
  unmatched: 'Looked up again, the entry is still there, but no longer one that the query asks for.',
  disabled: 'The entry is still there, and marked as disabled in the directory.',
  'not-visible':
    'The directory refuses access to the entry, or shows nothing any more of the container it stood in. That is more often a lost right than a deletion, so it always waits for somebody.',
  unknown:
    'The entry could not be looked up again, so it is not known why it is missing. Such a deletion always waits for somebody.',
  absent:
    'The entry was missing from a complete read. It was not looked up again, because so many deletions wait for somebody anyway; it is looked up when the deletion is approved.',
  'guard.deletes': 'So many deletions at once look like an accident, so they wait for somebody.',
  'guard.updates':
    'So many accounts with a change of the same field look like a wrong field mapping, so they wait for somebody.',
  'source.empty': 'The source came back empty, which looks like an accident.',
  'source.changed':
    'Server, base, query, bind identity or key attribute differ from the last complete run, so entries may be missing only because another part of the directory was read.',
  'login-held': 'The login ID is free only after the row of its present holder was answered.',
  'number-held':
    'One number cannot be two people’s. So nobody gets a number that an account keeps for now, and nobody loses one that is on its way to an account which stays as it is. The rows go together, once the other one was answered.',
  'row.undone': 'A person undid this before. It comes back only when somebody approves it.',
  'row.moved':
    'The account, or what its source says of it, changed after this row was planned, so it was left alone.',
  'pbx-renumbered':
    'A person with the same first name, last name and department has another number now. Statuses that pointed at the old one point at the new one.',
  'pbx-absent':
    'None of its numbers is in the export, and the export was read completely. A PBX cannot be asked again, so the guard is what protects against a wrong export.',
  'pbx-unassigned':
    'Its numbers are still on the PBX, but they belong to somebody else there, or to nobody whom the rules can tell.',
  'pbx-out-of-scope':
    'Synchronize Dynamic Extensions only is on, and the user is none of those whom it lets in. Accounts that leave because the setting was changed always wait for somebody.',
  'pbx-orphaned':
    'Its last number is gone from the PBX. The account stays while a status points at one of its numbers, or a person added one.',
  'pbx.identity-changed':
    'First and last name of this number both changed. That is a new person on an old number, or the same person under another name: the PBX cannot say which. The account stays as it is until somebody answers.',
  'pbx.still-there':
    'By the rules this account is nobody any more, but one of its numbers is still on the PBX: with somebody else, or in no account. Only a number that is absent from a complete export makes an account go by itself, so this waits for somebody.',
  'guard.numbers': 'So many numbers at once look like a wrong export, so they wait for somebody.',
  'guard.groups':
    'So many groups at once look like a missing or wrong group export, so they wait for somebody.',
  'file.truncated':
    'So many rows less than before look like a file that was cut off, so they wait for somebody.',
  'number.held':
    'The number is gone from the PBX. It stays until no status of the account points at it any more, and goes with the next synchronization, or when somebody deletes it.',
  'number.manual':
    'A person added the number, so that no synchronization deletes it. It goes when somebody deletes it.',
  'number-reassigned': 'The number is still on the PBX, but belongs to somebody else there, or to nobody.',
};

/** What explains a reason code; null where its sentence says all. */
export function reasonHelp(reasonCode: string): string | null {
  return HELP[reasonCode] ?? null;
}

/** What rows with the same reason are called where they stand together. */
const GROUPS: Record<string, string> = {
  deleted: 'Deleted in the directory',
  moved: 'Moved out of the search base',
  unmatched: 'No longer match the query',
  disabled: 'Disabled in the directory',
  'not-visible': 'Not visible any more',
  unknown: 'Not known why they are missing',
  absent: 'Missing from a complete read',
  'guard.deletes': 'More deletions than the guard lets through',
  'guard.updates': 'One field changes on more accounts than the guard lets through',
  'source.empty': 'The source came back empty',
  'source.changed': 'The settings of the source changed',
  'login-held': 'Need a login ID of another held row',
  'number-held': 'A number moves to or from an account that stays as it is for now',
  'row.undone': 'Undone by a person before',
  'pbx-absent': 'Absent from a complete export',
  'pbx-unassigned': 'Numbers are no longer their own on the PBX',
  'pbx-out-of-scope': 'Left out by Synchronize Dynamic Extensions only',
  'pbx.identity-changed': 'Same person, or a new one?',
  'pbx.still-there': 'Would go, though a number is still on the PBX',
  'guard.numbers': 'More numbers would go than the guard lets through',
  'guard.groups': 'More groups would go than the guard lets through',
  'file.truncated': 'A file lost more rows than the guard lets through',
};

/** A heading for rows with this reason; the reason's own sentence where there is none. */
export function reasonHeading(reasonCode: string, reason: string): string {
  return GROUPS[reasonCode] ?? reason.charAt(0).toUpperCase() + reason.slice(1);
}
