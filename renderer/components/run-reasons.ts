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
  'row.undone': 'A person undid this before. It comes back only when somebody approves it.',
  'row.moved': 'The account, or its entry, changed after this row was planned, so it was left alone.',
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
  'row.undone': 'Undone by a person before',
};

/** A heading for rows with this reason; the reason's own sentence where there is none. */
export function reasonHeading(reasonCode: string, reason: string): string {
  return GROUPS[reasonCode] ?? reason.charAt(0).toUpperCase() + reason.slice(1);
}
