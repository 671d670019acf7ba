import type { AccountDetail, AccountEvent } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import {
  accountEvents,
  type AccountEventRecord,
  type Enterprise,
  type Store,
  type WholeAccount,
} from '../store/index.ts';
import { toAccount } from './accounts.ts';
import { FILE_FIELDS } from './configuration-accounts.ts';
import { reasonOf } from '../../../shared/domain/reasons.ts';
import { toHeldRow } from './held.ts';
import { shownKind } from './journal-changes.ts';

/** Everything that a person sets on an account that has no source. */
const ALL_EDITABLE = ['loginId', ...FILE_FIELDS, 'featureProfile', 'numbers'] as const;

/** Something that a person sets on an account. */
export type EditableField = (typeof ALL_EDITABLE)[number];

/** What a person may set on an account now, and why not the rest (domain.md 4.4, D22). */
export interface Lock {
  editable: readonly EditableField[];
  lockedBecause: string | null;
}

/** The account with that id and its Enterprise, or `account.not-found`. */
export function requireAccount(
  store: Store,
  accountId: number,
): { account: WholeAccount; enterprise: Enterprise } {
  const account = store.accounts.get(accountId);
  const enterprise = account && store.enterprises.get(account.enterpriseId);
  if (account === undefined || enterprise === undefined) {
    throw new RollcallError('account.not-found', `There is no account ${accountId}.`);
  }
  return { account, enterprise };
}

/** A source owns the fields that it fills; a PBX gives no login ID that a person could not change (domain.md 4.4). */
export function lockOf(account: WholeAccount, enterprise: Enterprise): Lock {
  if (enterprise.mode === 'integrated') {
    return {
      editable: [],
      lockedBecause: `The Enterprise ${enterprise.name} runs in MiCollab-integrated mode: MiCollab owns its accounts.`,
    };
  }
  switch (account.sourceKind) {
    case 'manual':
      return { editable: ALL_EDITABLE, lockedBecause: null };
    case 'directory':
      return {
        editable: ['featureProfile', 'numbers'],
        lockedBecause: `The synchronizer ${account.source} owns these fields.`,
      };
    case 'pbx':
      return {
        editable: ['loginId', 'featureProfile', 'numbers'],
        lockedBecause: `The PBX node ${account.source} owns these fields.`,
      };
  }
}

/** One account whole. */
export function getAccount(store: Store, accountId: number): AccountDetail {
  const { account, enterprise } = requireAccount(store, accountId);
  const { editable, lockedBecause } = lockOf(account, enterprise);
  const held = store.held.list({ accountId }, { after: 0, limit: 10 });
  return {
    ...toAccount(enterprise.name, account),
    dn: account.dn,
    profileId: account.profileId,
    version: account.version,
    createdRun: account.createdRun,
    held: held.map(toHeldRow),
    editable: [...editable],
    lockedBecause,
  };
}

/** What happened to an account, newest first; also of one that is gone. */
export function accountHistory(store: Store, input: { accountId: number; limit: number }) {
  return { events: accountEvents(store, input.accountId, input.limit).map(toHistory) };
}

/** Who made an edit by hand: an administrator, or the user of the account; empty of a run, or when it is not known. */
function whoDid({ actor, login }: Pick<AccountEventRecord, 'actor' | 'login'>): string {
  if (actor === 'user') return login;
  if (actor === 'command') return 'Administrator (command)';
  return actor === 'administrator' ? 'Administrator' : '';
}

/** Something that happened to an account, as the contract shows it. */
export function toHistory(event: AccountEventRecord): AccountEvent {
  return {
    changeId: event.changeId,
    at: new Date(event.at).toISOString(),
    runId: event.runId,
    source: event.source,
    who: whoDid(event),
    kind: shownKind(event.kind),
    state: event.state,
    reasonCode: event.reasonCode,
    reason: reasonOf(event.reasonCode, event.detail),
    accountId: event.accountId,
    login: event.login,
    dn: event.dn,
    fields: event.fields,
  };
}
