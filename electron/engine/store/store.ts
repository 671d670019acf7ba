import { randomUUID } from 'node:crypto';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { AccountList } from './account-list.ts';
import { Accounts } from './accounts.ts';
import { DueTimes } from './due-times.ts';
import { Enterprises } from './enterprises.ts';
import { prepareFolder, type DataFolder } from './folder.ts';
import { Held } from './held.ts';
import { Leases } from './leases.ts';
import { migrate, type Migration } from './migrate.ts';
import { Nodes } from './nodes.ts';
import { NotAssignedList } from './not-assigned.ts';
import { NumberList } from './number-list.ts';
import { Plans } from './plans.ts';
import { Profiles } from './profiles.ts';
import { RunViews } from './run-view.ts';
import { Runs } from './runs.ts';
import { Seats } from './seats.ts';
import { Secrets } from './secrets.ts';
import { Sources } from './sources.ts';
import { Connection, tryLock, type Actor } from './sqlite.ts';
import { SignIns } from './sign-ins.ts';
import { Statuses } from './statuses.ts';

/** How often a small write looks whether the store is free, and how long it does so, in milliseconds. */
const BUSY_POLL_MS = 25;
const MOST_BUSY_MS = 60_000;

/** The account list and everything round it: one repository per aggregate over one connection. */
export class Store {
  readonly folder: DataFolder;
  readonly connection: Connection;
  readonly enterprises: Enterprises;
  readonly profiles: Profiles;
  readonly seats: Seats;
  readonly sources: Sources;
  readonly accounts: Accounts;
  readonly accountList: AccountList;
  readonly runs: Runs;
  readonly runViews: RunViews;
  readonly due: DueTimes;
  readonly secrets: Secrets;
  readonly held: Held;
  readonly plans: Plans;
  readonly leases: Leases;
  readonly nodes: Nodes;
  readonly notAssigned: NotAssignedList;
  readonly statuses: Statuses;
  readonly numberList: NumberList;
  readonly signIns: SignIns;
  readonly #onClose: () => void;

  constructor(folder: DataFolder, connection: Connection, onClose: () => void = () => undefined) {
    this.folder = folder;
    this.connection = connection;
    this.#onClose = onClose;
    this.enterprises = new Enterprises(connection);
    this.profiles = new Profiles(connection);
    this.seats = new Seats(connection);
    this.sources = new Sources(connection);
    this.accounts = new Accounts(connection);
    this.accountList = new AccountList(connection);
    this.runs = new Runs(connection);
    this.runViews = new RunViews(connection);
    this.due = new DueTimes(connection);
    this.secrets = new Secrets(connection);
    this.held = new Held(connection);
    this.plans = new Plans(connection);
    this.leases = new Leases(connection, folder);
    this.nodes = new Nodes(connection);
    this.notAssigned = new NotAssignedList(connection);
    this.statuses = new Statuses(connection);
    this.numberList = new NumberList(connection);
    this.signIns = new SignIns(connection);
  }

  /** Does something on somebody's behalf: edits that are recorded meanwhile name them. */
  as<T>(actor: Actor, work: () => T): T {
    const before = this.connection.actor;
    this.connection.actor = actor;
    try {
      return work();
    } finally {
      this.connection.actor = before;
    }
  }

  /** Runs `work` in one write transaction. */
  transaction<T>(work: () => T): T {
    return this.connection.transaction(work);
  }

  /** A small write: it waits while somebody else saves, without standing in the way of this thread (E1). */
  async write<T>(work: () => T): Promise<T> {
    for (let waited = 0; ; waited += BUSY_POLL_MS) {
      try {
        return this.connection.withoutWaiting(() => this.transaction(work));
      } catch (error) {
        const busy = error instanceof RollcallError && error.code === 'store.busy';
        if (!busy || waited >= MOST_BUSY_MS) throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, BUSY_POLL_MS));
    }
  }

  close(): void {
    this.connection.close();
    this.#onClose();
  }
}

export interface OpenOptions {
  migrations?: readonly Migration[];
  /** One line for the person at the terminal, such as what an integrity check found. */
  notice?: (line: string) => void;
  fileSystemType?: (folder: string) => number;
}

/**
 * Opens the store of a data folder, making it when there is none: checks that the folder can be trusted, brings
 * the schema up to date, and checks the database's integrity when a process died without closing it.
 */
export function openStore(root: string, options: OpenOptions = {}): Store {
  const folder = prepareFolder(root, options.fileSystemType);
  const presence = announcePresence(folder);
  try {
    const connection = connect(folder);
    try {
      if (presence.dead.length > 0) checkIntegrity(connection, options.notice);
      presence.forgetDead();
      migrate(connection, folder.backups, {
        ...(options.migrations ? { migrations: options.migrations } : {}),
        needsAll: () => takeAllLeases(folder),
      });
      return new Store(folder, connection, presence.leave);
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    presence.leave();
    throw error;
  }
}

/** A further connection to a store that this process has open already, for a run's own thread (E1). */
export function openSecondConnection(folder: DataFolder): Store {
  return new Store(folder, connect(folder));
}

function connect(folder: DataFolder): Connection {
  const connection = Connection.open(folder.database);
  connection.exec('PRAGMA journal_mode = WAL');
  // With WAL, NORMAL loses at most the newest commits in a power cut, and never consistency; FULL loses none.
  connection.exec('PRAGMA synchronous = FULL');
  return connection;
}

/**
 * Leaves a locked file in `locks/` for as long as this process lives. A file of that kind that nobody locks any
 * more belongs to a process that did not close the store; it stays until the database was found sound, so that
 * every later opening looks again.
 */
function announcePresence(folder: DataFolder): { dead: string[]; forgetDead(): void; leave: () => void } {
  const dead: string[] = [];
  for (const name of readdirSync(folder.locks)) {
    if (!/^process-[\w-]+\.db$/.test(name)) continue;
    const file = path.join(folder.locks, name);
    const lock = tryLock(file);
    if (lock === null) continue;
    lock.release();
    dead.push(file);
  }
  const own = path.join(folder.locks, `process-${randomUUID()}.db`);
  const lock = tryLock(own);
  return {
    dead,
    forgetDead() {
      for (const file of dead) {
        rmSync(file, { force: true });
        rmSync(`${file}-journal`, { force: true });
      }
    },
    leave: () => {
      lock?.release();
      rmSync(own, { force: true });
    },
  };
}

function checkIntegrity(connection: Connection, notice: (line: string) => void = () => undefined): void {
  const found = connection.text('PRAGMA integrity_check(5)');
  if (found !== 'ok') {
    throw new RollcallError(
      'store.damaged',
      `The database did not pass its integrity check: ${found.slice(0, 300)}`,
    );
  }
  notice('The last Rollcall did not close its data folder; the database was checked and is sound.');
}

/** A migration takes every lease: nobody may be synchronizing while tables change (E2). Returns what frees them. */
function takeAllLeases(folder: DataFolder): () => void {
  const locks: { release(): void }[] = [];
  const release = () => locks.forEach((lock) => lock.release());
  for (const name of readdirSync(folder.locks)) {
    if (!/^enterprise-\d+\.db$/.test(name)) continue;
    const lock = tryLock(path.join(folder.locks, name));
    if (lock === null) {
      release();
      throw new RollcallError(
        'store.busy',
        'A synchronization is running, so the data folder cannot be updated now.',
      );
    }
    locks.push(lock);
  }
  return release;
}
