/** What the accessibility test looks at: Enterprises of every kind, with runs that ended in every way. */
import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import {
  demoConfiguration,
  demoEntriesAmiss,
  demoEntriesLater,
  startDemoDirectory,
} from '../../../build/demo-data.ts';
import type { EngineClient } from '../../../electron/engine/index.ts';
import { startScriptedLdap, type ScriptedEntry, type ScriptedLdap } from '../../servers/scripted-ldap.ts';
import { filledFolder, importInto, runOf } from './filled-folder.ts';

/** Runs of the Enterprise `acme`, by how they ended. */
export type RunName = 'success' | 'warnings' | 'held' | 'failed' | 'removal';

export interface AxeWorld {
  readonly dataFolder: string;
  readonly runs: Readonly<Record<RunName, number>>;
  /** Sources of `acme`: one that works, one whose server is gone. */
  readonly sources: Readonly<{ working: number; failing: number; integrated: number }>;
  /** Accounts of `acme`: of the directory, with a held deletion, made by hand. */
  readonly accounts: Readonly<{ synchronized: number; held: number; manual: number }>;
  /** Spoils a part of the database under the running app. */
  damage(sql: string): void;
  stop(): Promise<void>;
}

const LONG = 'Gesellschaft für außerordentlich umständliche Bezeichnungen und deren Abkürzungen mbH & Co. KG';

/** Fills a data folder. The directories go on listening until `stop`. */
export async function makeAxeWorld(): Promise<AxeWorld> {
  const directory = await startDemoDirectory(0);
  const old = await startScriptedLdap({ entries: fewPeople() });
  // Takes a search and says nothing, so that a synchronization runs for as long as it is looked at.
  const silent = await startScriptedLdap({
    entries: fewPeople(),
    onSearch: () => new Promise(() => undefined),
  });
  const made = await filledFolder(async (client, folder) => {
    await importInto(client, folder, configuration(directory.url, old.url, silent.url));
    const runs = await makeRuns(client, directory);
    return { runs, sources: await findSources(client), accounts: await findAccounts(client) };
  });
  return {
    ...made,
    damage(sql) {
      // The app may be writing just now.
      const database = new DatabaseSync(path.join(made.dataFolder, 'rollcall.db'), { timeout: 10_000 });
      database.exec(sql);
      database.close();
    },
    async stop() {
      for (const server of [directory, old, silent]) {
        server.destroyConnections();
        await server.stop();
      }
    },
  };
}

function configuration(url: string, oldUrl: string, silentUrl: string) {
  const demo = demoConfiguration(url);
  const [acme] = demo.enterprises;
  const [working] = acme!.synchronizers;
  const { bindDn: _, password: __, searchContext: ___, ...open } = working!;
  const anonymous = (description: string, at: string) => ({ ...open, description, url: at });
  const directory = { type: 'directory' };
  return {
    ...demo,
    enterprises: [
      {
        ...acme,
        synchronizers: [
          working,
          { ...working, description: 'Branch', url: 'ldap://127.0.0.1:1' },
          anonymous('Old directory', oldUrl),
        ],
      },
      { id: 'none', description: 'By hand', domain: 'none.example.com' },
      { id: 'bare', description: 'Bare', domain: 'bare.example.com', synchronization: directory },
      {
        id: 'phones',
        description: LONG,
        domain: 'phones.example.com',
        synchronization: { type: 'pbx', schedule: { enabled: true, every: '2h' } },
      },
      {
        id: 'micollab',
        description: 'Configured in MiCollab',
        domain: 'micollab.example.com',
        mode: 'integrated',
        synchronization: {
          ...directory,
          schedule: { enabled: true, weekly: { days: ['mon'], at: '03:00' } },
        },
        synchronizers: [anonymous('Theirs', oldUrl)],
        accounts: [{ loginId: 'desk', lastName: 'Desk' }],
      },
      {
        id: 'seats',
        description: 'Seats',
        domain: 'seats.example.com',
        features: [
          { name: 'Softphone', seats: 2 },
          { name: 'Chat', seats: 100 },
        ],
        featureProfiles: [
          { name: 'Default Feature Profile' },
          { name: LONG.slice(0, 64), description: LONG.slice(0, 128), features: ['Chat'] },
          { name: 'Full', features: ['Softphone', 'Chat'] },
        ],
        accounts: ['ash', 'birch', 'cedar', 'elm'].map((loginId, at) => ({
          loginId,
          lastName: loginId,
          ...(at === 0 ? {} : { featureProfile: 'Full' }),
        })),
      },
      {
        id: 'live',
        description: 'Live',
        domain: 'live.example.com',
        synchronization: directory,
        synchronizers: [{ ...anonymous('Silent directory', silentUrl), timeoutSeconds: 600 }],
      },
    ],
  };
}

function fewPeople(): ScriptedEntry[] {
  return ['ann', 'bob', 'cem'].map((uid, index) => ({
    dn: `uid=${uid}.old,dc=example,dc=com`,
    attributes: {
      objectClass: ['top', 'person', 'organizationalPerson', 'inetOrgPerson'],
      entryUUID: [`00000000-0000-4000-8000-00000000000${index}`],
      uid: [`${uid}.old`],
      sn: [LONG],
      cn: [uid],
    },
  }));
}

async function makeRuns(client: EngineClient, directory: ScriptedLdap): Promise<AxeWorld['runs']> {
  const synchronize = async (source: string, outcome: string): Promise<number> => {
    const run = await runOf(client, await client.synchronization.start({ enterprise: 'acme', source }));
    if (run.outcome !== outcome)
      throw new Error(`${source} ended with ${run.outcome}: ${JSON.stringify(run)}`);
    return run.id;
  };
  const success = await synchronize('HQ directory', 'success');
  directory.change({ entries: demoEntriesLater() });
  const warnings = await synchronize('HQ directory', 'warnings');
  directory.change({ entries: demoEntriesAmiss() });
  const held = await synchronize('HQ directory', 'held');
  const failed = await synchronize('Branch', 'failed');
  await synchronize('Old directory', 'success');
  const removal = await runOf(
    client,
    await client.synchronizers.delete({
      sourceId: await sourceOf(client, 'acme', 'Old directory'),
      confirm: 'Old directory',
    }),
  );
  if (removal.counters.deleted !== 3) throw new Error(`the removal deleted ${removal.counters.deleted}`);
  return { success, warnings, held, failed, removal: removal.id };
}

async function sourceOf(client: EngineClient, enterprise: string, name: string): Promise<number> {
  const { sources } = await client.sources.list({ enterprise });
  const found = sources.find((source) => source.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found.sourceId;
}

async function findSources(client: EngineClient): Promise<AxeWorld['sources']> {
  return {
    working: await sourceOf(client, 'acme', 'HQ directory'),
    failing: await sourceOf(client, 'acme', 'Branch'),
    integrated: await sourceOf(client, 'micollab', 'Theirs'),
  };
}

async function findAccounts(client: EngineClient): Promise<AxeWorld['accounts']> {
  const first = async (filter: { held?: boolean; sourceId?: number; text?: string }): Promise<number> => {
    const { rows } = await client.accounts.query({
      enterprise: 'acme',
      ...filter,
      sort: { column: 'lastName', descending: false },
      offset: 0,
      limit: 1,
    });
    if (rows[0] === undefined) throw new Error(`no account fits ${JSON.stringify(filter)}`);
    return rows[0].accountId;
  };
  return {
    synchronized: await first({ held: false, text: 'bakker' }),
    held: await first({ held: true }),
    manual: await first({ sourceId: 0 }),
  };
}
