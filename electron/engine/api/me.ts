import type { Me, MyNumber, StepOfLife } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { isPersonal } from '../../../shared/domain/number-life.ts';
import type { AccountStatus } from '../../../shared/domain/status-rules.ts';
import { UndoRows, type NumberRecord, type Store, type WholeAccount } from '../store/index.ts';
import { requireAccount } from './account-detail.ts';
import { numberRows, sourceNumber } from './account-numbers.ts';
import type { Services, Session } from './context.ts';
import { lifeOf } from './life.ts';
import { ADMINISTRATORS, isOfAdministrator, undoableChange, undoSentence } from './my-edits.ts';
import { accountStatuses, toStatus } from './statuses.ts';

type Use = MyNumber['usedBy'][number];

/**
 * The account of the user who is signed in: from the session only, never from what is asked (E15). `access.denied` for
 * whoever has none, such as an administrator; `account.not-found` when it is gone.
 */
export function mine(store: Store, { accountId }: Session): WholeAccount {
  if (accountId === undefined) {
    throw new RollcallError('access.denied', 'Only a user who is signed in has an account here.');
  }
  return requireAccount(store, accountId).account;
}

/** Everything that a user sees of their own account. */
export function getMe(services: Services, session: Session): Me {
  const { store } = services;
  return store.connection.snapshot(() => {
    const account = mine(store, session);
    const { enterprise } = requireAccount(store, account.accountId);
    const { loginId, firstName, lastName, department, deskPhone, softPhone } = account.fields;
    const statuses = accountStatuses(store, account);
    const change = undoableChange(store, account);
    return {
      account: {
        enterprise: enterprise.name,
        ...{ loginId, firstName, lastName, department, deskPhone, softPhone },
      },
      statuses: statuses.map(toStatus),
      numbers: myNumbers(store, account, statuses),
      mayAddStatuses: store.statuses.usersMayAdd(account.enterpriseId),
      undo: change && { changeId: change.changeId, sentence: undoSentence(change) },
      signIn: signInOf(services, session, account),
      version: account.version,
    };
  });
}

/** What happened to the user's numbers and statuses, newest first. */
export function myHistory(store: Store, session: Session, limit: number): { steps: StepOfLife[] } {
  return { steps: lifeOf(store, mine(store, session).accountId, limit) };
}

/**
 * The version of the account, at once and whenever something of it changed: also when the Enterprise's templates did, with the
 * same version then. Ends with the account.
 */
export async function* myEvents(
  { store, events }: Services,
  session: Session,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ version: number }> {
  const { accountId } = mine(store, session);
  const changes = events.subscribe(signal);
  let said = '';
  try {
    for (;;) {
      const now = lookAt(store, accountId);
      if (now === undefined) return;
      if (now.text !== said) {
        said = now.text;
        yield { version: now.version };
      }
      if ((await changes.next()).done === true) return;
    }
  } finally {
    await changes.return(undefined);
  }
}

/** What a user's page depends on, short; undefined when the account is gone. */
function lookAt(store: Store, accountId: number): { version: number; text: string } | undefined {
  const account = store.accounts.get(accountId);
  if (account === undefined) return undefined;
  const { version, enterpriseId } = account;
  const { templates, active } = store.statuses.of(accountId)!;
  const text = JSON.stringify([version, active, templates, store.statuses.usersMayAdd(enterpriseId)]);
  return { version, text };
}

function signInOf({ sessions }: Services, session: Session, { sourceKind }: WholeAccount): Me['signIn'] {
  if (sourceKind === 'directory') return 'directory';
  return sessions.cameWithCode(session) ? 'code' : 'password';
}

function myNumbers(store: Store, account: WholeAccount, statuses: readonly AccountStatus[]): MyNumber[] {
  const { accountId } = account;
  const since = new Map(
    new UndoRows(store.connection).numbers(accountId).map((row) => [row.number, row.since]),
  );
  const { references } = store.statuses.image(accountId);
  return numberRows(account).map((row) => {
    const usedBy = usesOf(row.number, statuses, references);
    const at = since.get(row.number);
    const whyNot = whyNotDeleted(account, row, usedBy);
    return {
      ...row,
      since: at === undefined ? null : new Date(at).toISOString(),
      ...{ usedBy, canDelete: whyNot === '', whyNot },
    };
  });
}

/** The statuses that point at a number, in their order, with the places that do (A11). */
function usesOf(
  number: string,
  statuses: readonly AccountStatus[],
  references: readonly Record<string, unknown>[],
): Use[] {
  const own = references.filter((each) => each['number'] === number);
  const places = ['makeCallFrom', 'sendCallsTo', 'whenBusy', 'whenNoAnswer'] as const;
  return statuses.flatMap(({ name, locked }) => {
    const of = own.filter((each) => each['status'] === name);
    if (of.length === 0) return [];
    return [
      { status: name, slots: places.filter((slot) => of.some((each) => each['slot'] === slot)), locked },
    ];
  });
}

/** Why a number cannot be deleted by its user now; empty when it can (D4, R6). */
function whyNotDeleted(account: WholeAccount, row: NumberRecord, usedBy: readonly Use[]): string {
  const { number, origin, state } = row;
  const source = sourceNumber(account, number);
  if (source !== null || (state === 'present' && !isPersonal(row))) {
    return `The ${(source ?? { origin }).origin === 'directory' ? 'directory' : 'phone system'} still has it.`;
  }
  if (isOfAdministrator(row)) return ADMINISTRATORS;
  if (usedBy.length === 0) return '';
  const names = usedBy.map(({ status }) => status);
  const locked = usedBy.filter((use) => use.locked).map(({ status }) => status);
  const verb = names.length === 1 ? 'points' : 'point';
  const who = locked.length === 0 ? '' : ` An administrator must change ${listed(locked)}.`;
  return `${listed(names)} still ${verb} at it.${who}`;
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
