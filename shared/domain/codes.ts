/**
 * Every issue and error has a permanent code (interfaces.md, "Codes"). A code is never renamed or reused.
 * `hint` is the next step for the person who reads it; the message itself is written where the facts are.
 */
const CODES = {
  'ldap.unreachable': 'Check the host name, the port and the firewall between this machine and the server.',
  'ldap.invalid-credentials': 'Check the bind DN and the password of the synchronizer.',
  'ldap.account-locked': 'Unlock or renew the bind account in the directory, then try again.',
  'ldap.base-not-found':
    'Check the base DN and the search context; both must name an entry that the bind account may see.',
  'ldap.incomplete': 'Nothing was deleted. Synchronize again when the server and the network are steady.',
  'ldap.size-limit':
    'Turn on "Server supports paging results", or have the server raise its size limit for the bind account.',
  'ldap.time-limit': 'Have the server raise its time limit for the bind account, or narrow the query.',
  'ldap.referral':
    'A part of the tree lives on another server. Add a synchronizer for that server, or narrow the base.',
  'ldap.protocol': 'The server sent something that is not valid LDAP. Check that the port is an LDAP port.',
  'ldap.timeout':
    'The server did not answer in time. Check its load, or raise the timeout of the synchronizer.',
  'ldap.refused-by-server':
    'The server refused the request. Its own words are in the message; its log says more.',
  'ldap.encryption-required':
    'The server refuses a bind without encryption. Set the transport to StartTLS or LDAPS.',
  'ldap.overlapping-bases': 'Remove the narrower base from the search context; the wider one covers it.',
  'ldap.several-domains': 'Make a synchronizer for each domain: one connection reads one domain.',
  'tls.untrusted':
    "Name the CA certificate that signed the server's certificate in the synchronizer's CA file, or test the connection and trust the server's key.",
  'tls.expired': "Renew the server's certificate, and check the clock of this machine.",
  'tls.name-mismatch': "Use the host name that stands in the server's certificate.",
  'tls.key-changed':
    'If the server was given a new key, test the connection and trust the new one. If it was not, somebody else may be answering in its place.',
  'tls.refused': 'The server does not offer StartTLS here. Use LDAPS, or enable TLS on the server.',
  'source.empty':
    'Check the base and the query, or export again. If a directory really is empty, approve the deletions.',
  'source.changed':
    'Server, base, query, bind identity or key attribute changed since the last complete run. Whoever would be deleted because of that waits for approval.',
  'source.orphan': 'The account has no source any more. Delete it by hand, or give it a source.',
  'source.unsupported':
    'This version cannot read a MiVoice Office 250. The settings of the node are kept for a later version.',
  'source.inactive': 'Choose the matching synchronization type of the Enterprise to use this source.',
  'source.context-reversed': 'The search context now stands in the order that the directory uses.',
  'guard.deletes':
    'Look at the held deletions. If they are right, approve them; if not, correct the source and run again.',
  'guard.unproven':
    'Nobody can say whether those people are gone. Check the rights of the bind account, then approve, reject or keep them.',
  'guard.updates': 'Look at the held changes. A wrong field mapping is the usual cause.',
  'entry.disabled': 'Clear "Do not import disabled accounts" to import them.',
  'entry.invalid-character':
    'Correct the attribute in the directory, or set the synchronizer to replace invalid characters.',
  'entry.invalid-utf8': 'Correct the attribute in the directory: its bytes are not UTF-8 text.',
  'entry.replaced-character':
    'The entry was imported with U+FFFD in its place. Correct the attribute in the directory.',
  'entry.missing-field': 'Fill the attribute in the directory, or correct the field mapping.',
  'entry.duplicate-key':
    'Two entries carry the same directory key. Map the key to an attribute that is unique.',
  'entry.duplicate-login':
    'Give each person a login ID of their own: in the directory, by mapping another attribute to Login ID, or, of a PBX account, by editing it.',
  'entry.unusual-login':
    'MiCollab Client takes login IDs of 2 to 113 Latin-1 characters that neither begin nor end with @.',
  'guard.numbers':
    'Look at the held changes: many numbers would go at once. A cut or wrong export is the usual cause.',
  'guard.groups':
    'Look at the held changes: many groups would go at once. A cut or missing group export is the usual cause.',
  'pbx.duplicate-number': 'Two rows of the export have this number. Correct the PBX, or export again.',
  'pbx.unknown-member': 'The group names a number that has no device row. Export the devices again.',
  'pbx.number-in-two-groups': 'Take the number out of one of the groups on the PBX.',
  'pbx.needs-group':
    'Put all devices of the user into one PRG or MDUG on the PBX; or say on the page of the node whether it is the same person.',
  'pbx.near-match':
    'Make first name, last name and department equal on the PBX, to the letter; or say on the page of the node that it is the same person.',
  'pbx.second-softphone': 'A user has one softphone. Take one of them away on the PBX if it is not wanted.',
  'pbx.same-identity':
    'Two accounts have the same first name, last name and department. Tell them apart on the PBX.',
  'pbx.application-port': 'Nothing to do: a port of an application, with no user.',
  'pbx.unknown-pilot':
    'The pilot of the group has no device row. Its account was left as it is; export the devices again.',
  'pbx.resilient': 'Nothing to do: another node has this account already.',
  'pbx.answered': 'A person decided this. The answer can be changed on the page of the node.',
  'pbx.identity-changed':
    'Say whether the number still belongs to the same person, or to a new one: approve it as the one or the other.',
  'pbx.still-there':
    'A number of the account is still on the PBX. Approve it if the account should go all the same; else correct the PBX.',
  'pbx.excluded': 'Look at the exclusions of the node if it should be taken over.',
  'pbx.out-of-scope': 'Clear "Synchronize Dynamic Extensions only" to import everybody.',
  'pbx.held': 'Answer the rows together: each says whose number it is, and what stands in the way.',
  'pbx.too-many-members': 'A group has at most eight members on the PBX. Check the export.',
  'pbx.unclear-row':
    'Correct the row on the PBX, then export the form again. Until then the account that has the number stays as it is.',
  'pbx.odd-character':
    'The row was taken over as it stands. Correct it on the PBX if the character does not belong there.',
  'pbx.unknown-number': 'Correct the directory number on the PBX; the row was passed over.',
  'pbx.stale-export': 'Export the forms again, all on the same day.',
  'csv.missing-column': 'Map the column to a header of the file, or to none, in the settings of the node.',
  'csv.malformed': 'Export the file again; an editor may have damaged it.',
  'csv.encoding': 'Save the file as UTF-8, UTF-16 or Windows-1252.',
  'file.older': 'The file is older than the one that was read last. If it is the right one, export it again.',
  'file.truncated':
    'Wait until the export is written to its end, or export it again; then synchronize again.',
  'file.missing': 'Check the path in the settings of the node, and that you may read the file.',
  'file.repeated': 'Keep one of the files, the newer one as a rule; then synchronize again.',
  'file.passed-over': 'Nothing to do, unless it should have been read: then look at its header.',
  'seats.needed': 'Nothing to do: there are enough.',
  'seats.short': 'Free some seats on the Features tab, or give the accounts another feature profile.',
  'feature.not-found': 'It may have been deleted meanwhile. Look at the Features tab again.',
  'feature.in-use': 'Take the feature out of all feature profiles first.',
  'feature.exists':
    'Choose another name: features and feature profiles of an Enterprise have their own each.',
  'status.not-found': 'List the statuses of the account with: rollcall statuses LOGIN',
  'status.exists': 'Choose another name: the statuses of an account have their own each.',
  'status.not-allowed': 'Ask your administrator: users of this Enterprise cannot add statuses.',
  'status.locked': 'An administrator defined this status; only an administrator changes it.',
  'number.not-found': 'List the numbers with: rollcall numbers',
  'number.gone': 'Choose another number of the account, or one of its phones.',
  'number.present': 'Delete it where it comes from; the next synchronization takes it away here.',
  'number.moved':
    'Nothing to do. Statuses that pointed at the old number point at the new one; an undo of the run points them back.',
  'number.held':
    'Point the dynamic statuses that use the number at another one; then the number can be removed.',
  'number.exists': 'The account has this number already.',
  'number.manual': 'A person added the number; only a person removes it.',
  'row.moved':
    'What it rests on changed meanwhile; the message says what. The next synchronization looks again.',
  'row.rejected': 'Look under the answers of the source to have Rollcall ask again.',
  'row.kept': 'Look under the answers of the source to have Rollcall ask again.',
  'row.asked': 'An answer was taken back, so it waits: approve it, reject it, or keep the account.',
  'row.undone': 'A person undid this before, so it waits: approve it, or reject it.',
  'plan.not-found': 'Make a new preview: previews are kept for 7 days.',
  'plan.expired': 'Make a new preview: this one is older than 7 days.',
  'plan.after':
    'Apply the previews that it names first, in their order, or make a preview of this source alone.',
  'plan.applied': 'Make a new preview: this one was applied already.',
  'held.not-found': 'It was answered meanwhile, or is no longer asked for.',
  'held.newer': 'A later run looked again. Answer its rows.',
  'answer.not-found': 'List the answers with: rollcall held answers',
  'undo.nothing': 'The run changed nothing that could be put back.',
  'run.unbalanced': 'The counters of the run did not add up, so nothing was written. Please report this.',
  'run.cancelled': 'Nothing was changed.',
  'run.interrupted': 'The run was cut off before it saved anything. Synchronize again.',
  'run.skipped': 'Another synchronization of this Enterprise was running. The next one is on schedule.',
  'run.not-found': 'List the runs with: rollcall runs',
  'run.expired': 'The journal of this run is no longer kept.',
  'vault.locked': 'Give the key through ROLLCALL_KEY, or put the key file back into the data folder.',
  'vault.missing-secret': "Enter the synchronizer's password again, or set the environment variable or file.",
  'store.newer': 'The data folder was written by a newer Rollcall. Update this one.',
  'store.full': 'Free some space on the disk of the data folder. Nothing was lost.',
  'store.busy': 'Another Rollcall is busy with the data folder. Try again when it is done.',
  'store.network-share': 'Choose a data folder on a local disk, with --data or ROLLCALL_DATA.',
  'store.damaged': 'Restore the newest file of the backups folder, and keep the damaged one for inspection.',
  'store.unwritable': 'Choose a data folder that you may write to, with --data or ROLLCALL_DATA.',
  'results.not-results':
    'Choose a file that Rollcall wrote with "Export results"; its name ends in .rollcall.',
  'results.truncated': 'The file is not whole. Copy it again, or have it exported again.',
  'results.damaged': 'Copy the file again, or have it exported again. Nothing of it was taken over.',
  'results.newer': 'Update Rollcall on this machine, then open the file again.',
  'results.read-only': 'Change it in the Rollcall that the results come from.',
  'file.unreadable': 'Check that the file exists and that you may read it.',
  'file.unwritable': 'Choose another place, or check that you may write there.',
  'usage.invalid': 'Show what there is with: rollcall --help',
  'config.invalid': 'Correct the configuration file. Nothing was imported.',
  'enterprise.not-found': 'List the Enterprises with: rollcall config export',
  'source.not-found': 'List the sources with: rollcall config export',
  'enterprise.exists': 'Choose another Enterprise ID or domain, or edit the Enterprise that has it.',
  'enterprise.locked': 'Delete the PBX nodes of the Enterprise first: its ID stands in their accounts.',
  'enterprise.integrated':
    'The Enterprise runs in MiCollab-integrated mode: its configuration is made in MiCollab. Edit the Enterprise to change the mode.',
  'enterprise.busy': 'Cancel its synchronization, or wait until it has ended.',
  'source.exists': 'Choose another name: synchronizers and PBX nodes of an Enterprise share theirs.',
  'account.not-found': 'It may have been deleted meanwhile. Look at the account list again.',
  'account.exists': 'Choose another login ID: it is unique in the Enterprise, without regard to case.',
  'account.moved': 'Look at it again, then repeat the change.',
  'account.read-only': 'Its source owns these fields. Change them there and synchronize.',
  'confirm.mismatch': 'Type the name exactly as it is shown.',
  'profile.not-found': 'Choose one of the feature profiles of the Enterprise.',
  'profile.in-use': 'Give the sources and accounts that use the feature profile another one first.',
  'profile.default':
    'Every Enterprise has it, without licensed features. Make another feature profile for those.',
  'sign-in.refused':
    'Check login ID and password, also upper and lower case. Your administrator can give you a new one-time code.',
  'sign-in.locked': 'Wait, then try again; or ask your administrator to unlock it.',
  'sign-in.unavailable': 'The directory cannot be asked now. Try again later, or tell your administrator.',
  'sign-in.unprotected':
    'An administrator sets the synchronizer to StartTLS or LDAPS: no password is sent over a plain connection.',
  'sign-in.of-directory': 'The directory keeps the password of this account. Change it there.',
  'lock.refused':
    'Check upper and lower case. On this machine, rollcall lock remove takes the lock off without it.',
  'session.ended': 'Sign in again.',
  'password.weak': 'Choose a longer password.',
  'access.denied': 'Sign in with an account that has the needed role.',
  internal: 'This is a fault of Rollcall. The log in the data folder has the details.',
} as const;

/** A permanent code. */
export type Code = keyof typeof CODES;

/** All codes, in the order of declaration. */
export const ALL_CODES = Object.keys(CODES) as Code[];

/** Next steps that are others where the source is a PBX node: it has files and columns, no base and no query. */
const PBX_HINTS: Partial<Record<Code, string>> = {
  'source.empty':
    'Export the forms again, and check the files, the columns and the exclusions in the settings of the node.',
  'source.changed':
    'Nothing to do if that was meant: whatever would go because of it waits for approval. If not, put the settings back and synchronize again.',
  'guard.updates': 'Look at the held changes. A wrong column in the settings of the node is the usual cause.',
  'entry.invalid-character': 'Correct the text on the PBX, then export the form again.',
  'entry.invalid-utf8': 'Correct the text on the PBX, then export the form again.',
  'entry.missing-field': 'Fill the field on the PBX, then export the form again.',
  'entry.duplicate-login': 'Edit the account, and give it a login ID that nobody else has.',
};

/** The next step that belongs to a code, where it makes a difference for sources of that kind. */
export function hintOf(code: Code, source?: 'directory' | 'pbx'): string {
  return (source === 'pbx' && PBX_HINTS[code]) || CODES[code];
}

/** Rows that carry a code, each with the next step for a source of that kind. */
export function withHints<Row extends { code: Code }>(
  rows: readonly Row[],
  source: 'directory' | 'pbx',
): (Row & { hint: string })[] {
  return rows.map((row) => ({ ...row, hint: hintOf(row.code, source) }));
}
