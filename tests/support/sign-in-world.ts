import { createRouterClient } from '@orpc/server';
import { emptyFields, type AccountFields } from '../../shared/domain/account.ts';
import type { Services, Session } from '../../electron/engine/api/context.ts';
import { router } from '../../electron/engine/api/router.ts';
import { Sessions } from '../../electron/engine/api/sessions.ts';
import { AccountBulk, type DirectorySource, type Store } from '../../electron/engine/store/index.ts';
import { createSource, enterpriseValues, openQuickStore, TestFolders } from './store.ts';

/** A store with two Enterprises, a directory and a PBX, and clients in which people sign in. */
export class SignInWorld {
  readonly folders = new TestFolders();
  readonly store: Store;
  readonly sessions: Sessions;
  readonly services: Services;
  readonly one: number;
  readonly two: number;
  readonly directory: DirectorySource;
  readonly pbx: number;
  /** Epoch milliseconds. */
  now = 1_700_000_000_000;
  /** How often listeners were told that the store changed. */
  changed = 0;

  /** What writes wait for. */
  #held: Promise<void> = Promise.resolve();

  constructor() {
    this.store = openQuickStore(this.folders.next());
    const now = () => this.now;
    this.sessions = new Sessions({ store: this.store, now });
    this.services = {
      store: this.store,
      sessions: this.sessions,
      now,
      env: {},
      vault: { get: () => null },
      write: async <T>(work: () => T) => {
        await this.#held;
        return this.store.write(work);
      },
      events: { storeChanged: () => (this.changed += 1) },
    } as unknown as Services;
    this.one = this.store.enterprises.create(enterpriseValues('One'), 1);
    this.two = this.store.enterprises.create(enterpriseValues('Two'), 1);
    // Nobody listens on port 1 of this machine.
    this.directory = createSource(this.store, this.one, 'HQ', { urls: ['ldap://127.0.0.1:1'] });
    const node = { enterpriseId: this.one, kind: 'pbx' as const, name: 'Node', settings: {} };
    this.pbx = this.store.sources.create({ ...node, profileId: null });
  }

  /** Lets writes wait from now on, as they do while a run saves; the answer lets them go on. */
  hold(): () => void {
    let free = (): void => undefined;
    this.#held = new Promise((resolve) => (free = resolve));
    return free;
  }

  wipe(): void {
    this.store.connection.exec(
      `DELETE FROM change; DELETE FROM account; DELETE FROM credential; DELETE FROM sign_in_try;
       DELETE FROM setting; UPDATE source SET removed_at = NULL`,
    );
  }

  close(): void {
    this.sessions.close();
    this.store.close();
    this.folders.remove();
  }

  /** An account that a person made. */
  manual(loginId: string, enterpriseId = this.one, fields: Partial<AccountFields> = {}): number {
    return this.store.accounts.createManual(enterpriseId, { ...emptyFields(), loginId, ...fields }, null);
  }

  /** An account of a source. */
  synced(loginId: string, sourceId: number): number {
    const fields = { ...emptyFields(), loginId };
    const write = { key: Buffer.from(loginId), keyAttribute: 'entryUUID', dn: `uid=${loginId},dc=x`, fields };
    return new AccountBulk(this.store.connection).create(
      this.one,
      sourceId,
      { ...write, hash: Buffer.alloc(16) },
      null,
      0,
    )!;
  }

  /** What a client may ask for, by who works there. */
  client(session: Session) {
    return createRouterClient(router, {
      context: { services: this.services, session: this.sessions.live(session) },
    });
  }

  /** The administrator, who signs nobody in. */
  get admin() {
    return this.client({ role: 'admin' });
  }

  /** A window of its own. */
  window(name: string) {
    return this.client({ role: 'admin', via: 'window', client: name });
  }
}

/** The code that a call is refused with; `none` when it is not. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'none',
    (error: unknown) => (error as { code: string }).code,
  );
}
