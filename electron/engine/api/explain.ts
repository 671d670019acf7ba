import type { Explanation } from '../../../shared/contract/index.ts';
import { ACCOUNT_FIELDS, foldLogin } from '../../../shared/domain/account.ts';
import { dayOf } from '../../../shared/domain/day.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { isPersonal } from '../../../shared/domain/number-life.ts';
import {
  accountEvents,
  accountsWithLogin,
  type AccountEventRecord,
  type Store,
  type WholeAccount,
} from '../store/index.ts';
import { toHistory } from './account-detail.ts';
import { requireEnterprise } from './context.ts';
import { byWhom, eventSentence, whyOf } from './explain-words.ts';

/** How much of an account's journal is looked at; what came before is as good as not kept. */
const MOST_EVENTS = 500;
/** Accounts that are told about, of those that had a login one after the other. */
const MOST_ACCOUNTS = 20;

type Value = Explanation['values'][number];

/** An account, or a login of an Enterprise. */
export type ExplainInput = { accountId: number } | { enterprise: string; loginId: string };

/**
 * Why an account is as it is, or why a login is absent: the account's history, and where each of today's values comes
 * from. Of a login that nobody had there is nothing to tell; of an account that never was, `account.not-found`.
 */
export function explain(store: Store, input: ExplainInput): { accounts: Explanation[] } {
  if ('accountId' in input) {
    const explanation = explainAccount(store, input.accountId);
    if (explanation.events.length === 0 && !explanation.exists) {
      throw new RollcallError('account.not-found', `Nothing is known of an account ${input.accountId}.`);
    }
    return { accounts: [explanation] };
  }
  const { enterpriseId } = requireEnterprise(store, input.enterprise);
  const ids = accountsWithLogin(store, enterpriseId, input.loginId).slice(0, MOST_ACCOUNTS);
  return { accounts: ids.map((accountId) => explainAccount(store, accountId, input.loginId)) };
}

function explainAccount(store: Store, accountId: number, asked?: string): Explanation {
  const account = store.accounts.get(accountId);
  const events = accountEvents(store, accountId, MOST_EVENTS);
  return {
    accountId,
    loginId: account?.fields.loginId ?? events[0]?.login ?? '',
    exists: account !== undefined,
    sentence: account === undefined ? whyGone(events) : whyHere(account, events, asked),
    values: account === undefined ? [] : valuesOf(store, account, events),
    events: events.map((event) => ({ ...toHistory(event), sentence: eventSentence(event) })),
  };
}

/** Why an account is gone; its deletion is the newest thing that happened to it. */
function whyGone(events: readonly AccountEventRecord[]): string {
  const deletion = events.find(({ kind, state }) => kind === 'delete' && state === 'applied');
  if (deletion === undefined) return 'The account is gone; what happened to it is no longer kept.';
  const why = whyOf(deletion);
  return `${deletion.login} was deleted by ${byWhom(deletion)}${why === '' ? '' : `: ${why}`}.`;
}

/** Why an account is there; or, when it was asked for by a login that it had once, why that is another one now. */
function whyHere(account: WholeAccount, events: readonly AccountEventRecord[], asked?: string): string {
  const { loginId } = account.fields;
  if (asked !== undefined && foldLogin(asked) !== foldLogin(loginId)) {
    const renaming = events.find(
      ({ kind, state, before }) =>
        kind === 'update' &&
        state === 'applied' &&
        typeof before?.['loginId'] === 'string' &&
        foldLogin(before['loginId']) === foldLogin(asked),
    );
    if (renaming !== undefined) {
      const [was, became] = renaming.fields['loginId'] ?? [asked, loginId];
      const today = became === loginId ? '' : ` It is ${loginId} today.`;
      return `${String(was)} was renamed to ${String(became)} by ${byWhom(renaming)}.${today}`;
    }
  }
  const creation = events.find(({ kind, state }) => kind === 'create' && state === 'applied');
  if (creation !== undefined) {
    const from = creation.dn === '' || creation.undoes !== null ? '' : ` from ${creation.dn}`;
    const what = creation.undoes === null ? 'created' : 'brought back';
    return `${loginId} was ${what} by ${byWhom(creation)}${from}.`;
  }
  if (account.createdRun !== null) {
    return `${loginId} was created by run ${account.createdRun}; what it changed is no longer kept.`;
  }
  return `${loginId} was made by a person; when is no longer kept.`;
}

/** Where each value of an account comes from, in the order of the form. */
function valuesOf(store: Store, account: WholeAccount, events: readonly AccountEventRecord[]): Value[] {
  const mappings = new Map<number, Record<string, string>>();
  const today: [string, string][] = [
    ...ACCOUNT_FIELDS.map((field): [string, string] => [field, account.fields[field]]),
    ['featureProfile', account.featureProfile ?? ''],
  ];
  const values = today
    .filter(([, value]) => value !== '')
    .map(([field, value]) => ({ field, value, ...originOf(field, account, events, mappings, store) }));
  return [...values, ...account.numbers.map((number) => numberValue(account, number.number, events))];
}

/** What set a field to its present value. An account that came back has its values from before it went. */
function originOf(
  field: string,
  account: WholeAccount,
  events: readonly AccountEventRecord[],
  mappings: Map<number, Record<string, string>>,
  store: Store,
): Omit<Value, 'field' | 'value'> {
  const setter = events.find(
    ({ state, kind, fields, undoes }) =>
      state === 'applied' && kind !== 'delete' && (kind !== 'create' || undoes === null) && field in fields,
  );
  if (setter === undefined) {
    const origin =
      account.source === null
        ? 'Entered by a person; when is no longer kept.'
        : `From ${account.source}; the run that brought it is no longer kept.`;
    return { origin, runId: null, at: null, source: account.source, dn: account.dn, attribute: '' };
  }
  const { runId, source, at, undoes, runKind } = setter;
  const dn = setter.dn === '' ? account.dn : setter.dn;
  const known = { runId, source, at: new Date(at).toISOString(), dn, attribute: '' };
  if (runId === null) return { ...known, dn: '', origin: `Entered by ${byWhom(setter)}.` };
  if (undoes !== null) return { ...known, origin: `Put back by ${byWhom(setter)}.` };
  if (field === 'featureProfile') {
    return {
      ...known,
      origin: `The feature profile of ${source ?? 'its source'}, given by ${byWhom(setter)}.`,
    };
  }
  const attribute = mappingOf(store, runId, mappings)[field] ?? '';
  const what = attribute === '' ? dn : dn === '' ? attribute : `${attribute} of ${dn}`;
  const run = `${runKind === 'approval' ? 'approved in run' : 'run'} ${runId} on ${dayOf(at)}`;
  const through = [source, run].filter((part) => part !== null).join(', ');
  return { ...known, attribute, origin: what === '' ? `${through}.` : `${what} through ${through}.` };
}

/** A number that is more than the directory's own: a person's, or one that is kept for a status (R6). */
function numberValue(account: WholeAccount, number: string, events: readonly AccountEventRecord[]): Value {
  const { origin, state } = account.numbers.find((each) => each.number === number)!;
  const held = events.find(
    (each) =>
      each.kind === 'number-held' && (each.proposed?.['number'] as unknown[] | undefined)?.[0] === number,
  );
  const came = events.find((each) => {
    const [before, after] = each.state === 'applied' ? (each.fields[`number:${number}`] ?? []) : [];
    return each.kind !== 'delete' && typeof after === 'string' && typeof before !== 'string';
  });
  const event = state === 'present' ? came : (held ?? came);
  const known = {
    field: 'number',
    value: number,
    runId: event?.runId ?? null,
    at: event === undefined ? null : new Date(event.at).toISOString(),
    source: event?.source ?? null,
    dn: '',
    attribute: '',
  };
  const when = event === undefined ? '; when is no longer kept' : '';
  if (state !== 'present') {
    const by = event === undefined ? '' : ` since ${byWhom(event)}`;
    const reason = isPersonal({ origin }) ? 'a person added it' : 'a status points at it';
    return {
      ...known,
      origin: `The source took it away; it is kept because ${reason}${by}${when}.`,
    };
  }
  const who = isPersonal({ origin }) ? 'Added' : 'Found';
  return { ...known, origin: event === undefined ? `${who}${when}.` : `${who} by ${byWhom(event)}.` };
}

/** The attribute of each field, as a run read them; empty for runs of before it was kept. */
function mappingOf(
  store: Store,
  runId: number,
  known: Map<number, Record<string, string>>,
): Record<string, string> {
  let mapping = known.get(runId);
  if (mapping === undefined) {
    const evidence = store.runs.get(runId)?.evidence as
      { mapping?: Record<string, string> } | null | undefined;
    mapping = evidence?.mapping ?? {};
    known.set(runId, mapping);
  }
  return mapping;
}
