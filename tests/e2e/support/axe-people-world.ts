/** What the accessibility test of signed-in people looks at: users with every trouble, and one with nothing at all. */
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import type { EngineClient } from '../../../electron/engine/index.ts';
import { makePeople } from '../../servers/people.ts';
import { startScriptedLdap } from '../../servers/scripted-ldap.ts';
import { device, NodeFiles, pbx, prg, without } from '../../support/pbx-node.ts';
import { configuration, entriesOf } from './acme.ts';
import { temporaryFolder } from './app.ts';
import { filledFolder, importInto, runOf } from './filled-folder.ts';
import { giveTo } from './person.ts';
import { stage } from './stage.ts';

/** What everybody who has a password here signs in with. */
export const PASSWORD = 'ferns under glass';

export interface PeopleWorld {
  readonly dataFolder: string;
  /**
   * Accounts: Eva has statuses that use numbers which are gone, Ian is locked out, Nora has neither numbers nor a history
   * and may add no status, and the directory of Uma does not answer.
   */
  readonly accounts: Readonly<Record<'eva' | 'ian' | 'nora' | 'uma', number>>;
  /** What Nora signs in with. */
  readonly code: string;
  /** Changes the database under the running app. */
  damage(sql: string): void;
}

export const LOGINS = { eva: '6000', ian: '7000', nora: 'nora' } as const;

const LONG = 'While I am travelling with the whole team to customers up north';
const OFFICE = pbx(
  [
    device('6000', 'desk', 'Eva Kane/R&D'),
    device('6001', 'uc', 'Softphone 1'),
    device('7000', 'desk', 'Ian Poe/Legal'),
  ],
  [prg('6000', '6000', '6001')],
);
const [uma] = makePeople(1) as [ReturnType<typeof makePeople>[number]];
/** The login of somebody whose directory is gone. */
export const UMA = uma.uid;

/** Fills a data folder. */
export async function makePeopleWorld(): Promise<PeopleWorld> {
  const directory = await startScriptedLdap({ entries: entriesOf([uma]) });
  const files = new NodeFiles(await temporaryFolder('exports'), 'HQ');
  files.write(OFFICE);
  const made = await filledFolder(async (client, folder) => {
    await importInto(client, folder, enterprises(files, directory.url));
    await synchronize(client, 'acme');
    await synchronize(client, 'far');
    const accounts = {
      eva: await accountOf(client, 'acme', LOGINS.eva),
      ian: await accountOf(client, 'acme', LOGINS.ian),
      nora: await accountOf(client, 'bare', LOGINS.nora),
      uma: await accountOf(client, 'far', UMA),
    };
    await fillEva(client, accounts.eva);
    await client.signIns.setPassword({ accountId: accounts.eva, password: PASSWORD });
    files.write(without(OFFICE, '6001'));
    await synchronize(client, 'acme');
    const { code } = await client.signIns.makeCode({ accountId: accounts.nora });
    // One wrong try, which is made many below.
    const wrong = { enterprise: 'acme', loginId: LOGINS.ian, password: 'not the password' };
    await client.session.signIn(wrong).catch(() => undefined);
    return { accounts, code };
  });
  directory.destroyConnections();
  await directory.stop();
  giveTo((await stage()).person, files.folder);
  const damage = (sql: string) => {
    // The app may be writing just now.
    const database = new DatabaseSync(path.join(made.dataFolder, 'rollcall.db'), { timeout: 10_000 });
    database.exec(sql);
    database.close();
  };
  damage(`UPDATE number SET state = 'reassigned', origin = 'pbx' WHERE number = '6002';
    UPDATE sign_in_try SET wrong = 5, last_at = ${Date.now()}, locked_until = ${Date.now() + 14 * 60_000}`);
  return { ...made, damage };
}

function enterprises(files: NodeFiles, url: string) {
  const [acme] = configuration(null, {
    synchronization: { type: 'pbx' },
    pbxNodes: [files.entry()],
  }).enterprises;
  const [far] = configuration({ url }, { id: 'far', description: 'Far away' }).enterprises;
  const bare = {
    id: 'bare',
    description: 'Bare',
    domain: 'bare.example.com',
    statuses: { usersMayAdd: false },
    accounts: [{ loginId: LOGINS.nora, lastName: 'Nord' }],
  };
  return { rollcall: 1, enterprises: [acme, bare, far] };
}

/** Statuses that use numbers which go, one of them the administrator's, and one of her own with a long name. */
async function fillEva(client: EngineClient, accountId: number): Promise<void> {
  const { version } = await client.accounts.get({ accountId });
  const numbers = ['6002', '+49 170 5'].map((number) => ({ number, kind: 'other' as const }));
  await client.accounts.update({ accountId, version, account: { numbers } });
  await client.statuses.add({ accountId, name: LONG, settings: { makeCallFrom: '6002' } });
  for (const [name, locked] of [
    ['Mobile', false],
    ['In a Meeting', false],
    ['Out of Office', true],
  ] as const) {
    await client.statuses.set({ accountId, name, settings: { makeCallFrom: '6001' }, locked });
  }
}

async function synchronize(client: EngineClient, enterprise: string): Promise<void> {
  await runOf(client, await client.synchronization.start({ enterprise }));
}

async function accountOf(client: EngineClient, enterprise: string, login: string): Promise<number> {
  const sort = { column: 'loginId', descending: false } as const;
  const { rows } = await client.accounts.query({ enterprise, text: login, sort, offset: 0, limit: 1 });
  if (rows[0] === undefined) throw new Error(`There is no ${login}`);
  return rows[0].accountId;
}
