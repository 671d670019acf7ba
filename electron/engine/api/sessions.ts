import type { SessionView } from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import type { Actor, Store } from '../store/index.ts';
import type { Session } from './context.ts';
import { adminLock } from './admin-lock.ts';

/** A user who does nothing for so long (milliseconds) is signed out. */
const USER_IDLE_MS = 30 * 60 * 1000;
/** However much they do: who may sign in is looked at anew each day, since only the directory knows (E15). */
const USER_LONGEST_MS = 12 * 60 * 60 * 1000;
/** How often watched sessions are looked at, since some end by themselves, or by another process. */
const LOOK_MS = 2000;

/** Who works in a client. Nobody yet: what the client is worth by itself. */
type Occupant =
  | {
      kind: 'user';
      accountId: number;
      /** How often the account's sessions had been ended when this one began. */
      generation: number;
      since: number;
      lastUsed: number;
      withCode: boolean;
    }
  /** By the lock that let them in. */
  | { kind: 'administrator'; lock: string; lastUsed: number }
  | { kind: 'out'; ended: SessionView['ended'] };

interface Client {
  occupant: Occupant | null;
  epoch: number;
  wake: Set<() => void>;
}

/** What sessions rest on. */
export interface SessionsOptions {
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
  /** Told whenever a user came to work in a client, or nobody does any more: whoever outlives the engine keeps it in mind. */
  onUser?: (client: string, isUser: boolean) => void;
}

/**
 * Who signed in where (E15): by the client that the transport names, and in memory only, so that nobody can take a session
 * along, and a restart ends it. Every look decides anew whether a session still holds: it ends when nobody does anything for
 * a while, when its account is gone, and when its password was changed or taken away, by whichever process.
 */
export class Sessions {
  readonly #store: Store;
  readonly #now: () => number;
  readonly #onUser: (client: string, isUser: boolean) => void;
  readonly #clients = new Map<string, Client>();
  #timer: NodeJS.Timeout | null = null;
  #closed = false;

  constructor({ store, now, onUser = () => undefined }: SessionsOptions) {
    this.#store = store;
    this.#now = now;
    this.#onUser = onUser;
  }

  /** A session that says at each moment who works in its client. One without a client stays what it is. */
  live(ground: Session): Session {
    const { client } = ground;
    if (client === undefined) return ground;
    if (ground.signedOut === true && !this.#clients.has(client))
      this.#set(client, { kind: 'out', ended: '' });
    const roleNow = () => this.#role(client, ground);
    const accountNow = () => this.#accountId(client);
    const epochNow = () => {
      // The role too: a lock that somebody sets elsewhere ends what nobody signed in for.
      const role = roleNow();
      return `${this.#clients.get(client)?.epoch ?? 0} ${role}`;
    };
    const { role: _, accountId: __, ...rest } = ground;
    const mayAdminister = ground.role === 'admin';
    return Object.defineProperties(
      { ...rest, mayAdminister },
      {
        role: { get: roleNow, enumerable: true },
        accountId: { get: accountNow, enumerable: true },
        epoch: { get: epochNow, enumerable: true },
      },
    ) as Session;
  }

  /** A user was let in. */
  enterUser(session: Session, user: { accountId: number; withCode: boolean; generation: number }): void {
    const now = this.#now();
    const client = requireClient(session);
    this.#set(client, { kind: 'user', ...user, since: now, lastUsed: now });
    this.#onUser(client, true);
  }

  /** The administrator who works here set the lock: it is not for them, and what they follow goes on. */
  stayAdministrator({ client }: Session): void {
    const lock = adminLock(this.#store);
    if (client === undefined) return;
    this.#client(client).occupant =
      lock === null ? null : { kind: 'administrator', lock: lock.hash, lastUsed: this.#now() };
  }

  /** An administrator was let in. */
  enterAdministrator(session: Session): void {
    const client = requireClient(session);
    const lock = adminLock(this.#store);
    // Without a lock an administrator's session has no end, as before anybody signed in.
    this.#set(
      client,
      lock === null ? null : { kind: 'administrator', lock: lock.hash, lastUsed: this.#now() },
    );
    this.#onUser(client, false);
  }

  /** Somebody signed out, or locked. */
  leave(session: Session): void {
    this.#set(requireClient(session), { kind: 'out', ended: '' });
  }

  /** Somebody is there. */
  touch(session: Session): void {
    if (session.client === undefined) return;
    const occupant = this.#settled(session.client);
    if (occupant !== null && occupant.kind !== 'out') occupant.lastUsed = this.#now();
  }

  /** A user changed their own password: this session goes on, all older ones of the account are over. */
  renew(session: Session): void {
    const occupant =
      session.client === undefined ? null : (this.#clients.get(session.client)?.occupant ?? null);
    if (occupant?.kind !== 'user') return;
    occupant.generation = this.#store.signIns.generation(occupant.accountId) ?? occupant.generation;
    occupant.withCode = false;
  }

  /** Whether the user of a session came in with a one-time code and has set no password since. */
  cameWithCode(session: Session): boolean {
    const occupant = session.client === undefined ? null : this.#settled(session.client);
    return occupant?.kind === 'user' && occupant.withCode;
  }

  /** What a client is told about its session. */
  view(session: Session, mayBeAdministrator: boolean): SessionView {
    const { client } = session;
    const occupant = client === undefined ? null : this.#settled(client);
    const account = occupant?.kind === 'user' ? this.#store.accounts.get(occupant.accountId) : undefined;
    const enterprises = this.#store.enterprises.list();
    const free = adminLock(this.#store) === null ? 'free' : 'locked';
    return {
      role: session.role,
      account:
        account === undefined
          ? null
          : {
              accountId: account.accountId,
              enterprise: enterprises.find((each) => each.enterpriseId === account.enterpriseId)?.name ?? '',
              loginId: account.fields.loginId,
              name: [account.fields.firstName, account.fields.lastName]
                .filter((name) => name !== '')
                .join(' '),
            },
      canSignOut: client !== undefined && session.role !== 'anyone',
      administrator: mayBeAdministrator ? free : 'no',
      enterprises: enterprises.map(({ name, description }) => ({ id: name, description })),
      ended: occupant?.kind === 'out' ? occupant.ended : '',
    };
  }

  /** What a client is told, now and whenever it changes, until the signal or the engine's end. */
  async *watch(
    session: Session,
    mayBeAdministrator: boolean,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<SessionView> {
    const client = session.client === undefined ? null : this.#client(session.client);
    let wake: () => void = () => undefined;
    const woken = () => wake();
    client?.wake.add(woken);
    signal?.addEventListener('abort', woken);
    this.#look();
    let said = '';
    try {
      while (signal?.aborted !== true && !this.#closed) {
        const changed = new Promise<void>((resolve) => (wake = resolve));
        const view = this.view(session, mayBeAdministrator);
        const text = JSON.stringify(view);
        if (text !== said) {
          said = text;
          yield view;
        } else await changed;
      }
    } finally {
      client?.wake.delete(woken);
      signal?.removeEventListener('abort', woken);
    }
  }

  /** Has every watcher look again: the lock or the Enterprises changed. */
  wakeAll(): void {
    for (const { wake } of this.#clients.values()) for (const each of wake) each();
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) clearInterval(this.#timer);
    this.wakeAll();
  }

  #look(): void {
    if (this.#timer !== null || this.#closed) return;
    this.#timer = setInterval(() => this.wakeAll(), LOOK_MS);
    this.#timer.unref();
  }

  #client(client: string): Client {
    const found = this.#clients.get(client) ?? { occupant: null, epoch: 0, wake: new Set() };
    this.#clients.set(client, found);
    return found;
  }

  #set(client: string, occupant: Occupant | null): void {
    const state = this.#client(client);
    state.occupant = occupant;
    state.epoch += 1;
    for (const wake of state.wake) wake();
  }

  #role(client: string, ground: Session): Session['role'] {
    const occupant = this.#settled(client);
    if (occupant === null) return adminLock(this.#store) === null ? ground.role : 'anyone';
    if (occupant.kind === 'user') return 'user';
    return occupant.kind === 'administrator' ? 'admin' : 'anyone';
  }

  #accountId(client: string): number | undefined {
    const occupant = this.#settled(client);
    return occupant?.kind === 'user' ? occupant.accountId : undefined;
  }

  /** Who works in a client, after whoever may no longer was put out. */
  #settled(client: string): Occupant | null {
    const occupant = this.#clients.get(client)?.occupant ?? null;
    if (occupant === null || occupant.kind === 'out') return occupant;
    const ended = this.#endOf(occupant);
    if (ended === '') return occupant;
    this.#set(client, { kind: 'out', ended });
    return this.#clients.get(client)?.occupant ?? null;
  }

  #endOf(occupant: Exclude<Occupant, { kind: 'out' }>): SessionView['ended'] {
    const idle = this.#now() - occupant.lastUsed;
    if (occupant.kind === 'administrator') {
      const lock = adminLock(this.#store);
      if (lock === null) return '';
      if (lock.hash !== occupant.lock) return 'credential-changed';
      return idle >= lock.idleMinutes * 60_000 ? 'idle' : '';
    }
    if (idle >= USER_IDLE_MS || this.#now() - occupant.since >= USER_LONGEST_MS) return 'idle';
    const generation = this.#store.signIns.generation(occupant.accountId);
    if (generation === undefined) return 'account-gone';
    return generation === occupant.generation ? '' : 'credential-changed';
  }
}

/** On whose behalf a session edits. */
export function actorOf({ role, via }: Session): Actor {
  if (role === 'user') return 'user';
  return via === 'window' ? 'administrator' : 'command';
}

function requireClient({ client }: Session): string {
  if (client !== undefined) return client;
  throw new RollcallError('access.denied', 'Only a client such as a window can sign in and out.');
}

/** Throws `session.ended` when somebody else works there than when the epoch was looked at. */
export function requireSame(session: Session, epoch: string | undefined): void {
  if (session.epoch !== epoch) throw sessionEnded();
}

/** What is said to whoever is not there any more. */
export function sessionEnded(): RollcallError {
  return new RollcallError('session.ended', 'Whoever asked for this is signed out.');
}
