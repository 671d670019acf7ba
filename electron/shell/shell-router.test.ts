import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { RPCHandler } from '@orpc/server/message-port';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  guardedPort,
  type Preferences,
  type shellContract,
  type ShellEvent,
} from '../../shared/contract/index.ts';
import { RollcallError } from '../../shared/domain/errors.ts';
import type { EngineClient, Session } from '../engine/index.ts';
import { defaultSettings } from './settings-schema.ts';
import pkg from '../../package.json' with { type: 'json' };
import { RESULTS_FILES, ShellEvents, shellRouter, type ShellContext } from './shell-router.ts';

let folder = '';
let place: string | null = null;
let offered = '';
let opened: string[] = [];
let hasMail = true;
/** Sessions that asked for an export of results, each with what it asked. */
let exports: [Session, unknown][] = [];
/** Sessions that asked for one-time codes, each with what it asked. */
let asked: [Session, unknown][] = [];
let pieces: () => AsyncGenerator<string> = async function* () {};
let preferences: Preferences = defaultSettings();
let events = new ShellEvents();
let close = (): void => undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'rollcall-shell-'));
  place = null;
  offered = '';
  opened = [];
  hasMail = true;
  exports = [];
  asked = [];
  preferences = defaultSettings();
  events = new ShellEvents();
});
afterEach(() => {
  close();
  rmSync(folder, { recursive: true });
});

/** A client of the shell over real ports, as the page has one. */
function connect(session: Session = { role: 'admin' }): ContractRouterClient<typeof shellContract> {
  const engineOf = (asking: Session) =>
    ({
      session: { current: async () => ({ role: asking.role }) },
      accounts: { export: () => Promise.resolve(pieces()) },
      signIns: {
        makeCodes: async (input: unknown) => {
          asked.push([asking, input]);
          return { codes: [], passedOver: [{ loginId: 'ann', why: 'Of the directory.' }] };
        },
      },
      results: {
        export: async (input: unknown) => {
          exports.push([asking, input]);
          return { file: '', counts: {} };
        },
      },
    }) as unknown as EngineClient;
  const context: ShellContext = {
    session,
    services: {
      about: () => ({ version: '1', electron: '45', chromium: '1', node: '24', platform: 'test', note: '' }),
      preferences: () => preferences,
      changePreferences: (change) => (preferences = { ...preferences, ...change }),
      engineState: () => ({ state: 'running', message: '' }),
      withEngine: (asking, act) => act(engineOf(asking)),
      openInBrowser: async (address) => void opened.push(address),
      openMail: async (link) => {
        if (!hasMail) throw new Error('There is no mail program.');
        opened.push(link);
      },
      writeClipboard: async (text) => void opened.push(text),
    },
    window: {
      events,
      chooseSavePlace: async ({ name }) => {
        offered = name;
        return place;
      },
      chooseCaFile: async () => '/etc/ca.pem',
      pickExportFiles: async () => (place === null ? [] : [place, `${place} 2`]),
      pickExportFolder: async () => place,
      openResults: async () => place !== null,
      openWindow: (at) => at.startsWith('/'),
    },
  };
  const { port1, port2 } = new MessageChannel();
  new RPCHandler(shellRouter).upgrade(guardedPort(port1), { context });
  port1.start();
  port2.start();
  close = () => port2.close();
  const client: ContractRouterClient<typeof shellContract> = createORPCClient(new RPCLink({ port: port2 }));
  return client;
}

async function codeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return 'no error';
  } catch (error) {
    return error instanceof ORPCError ? (error as ORPCError<string, unknown>).code : error;
  }
}

describe('the shell’s contract', () => {
  test('keeps preferences, a part at a time', async () => {
    const shell = connect();
    expect(await shell.preferences.set({ theme: 'dark' })).toMatchObject({
      theme: 'dark',
      keepInTray: false,
    });
    expect(await shell.preferences.get()).toMatchObject({ theme: 'dark' });
    expect(await codeOf(shell.preferences.set({ theme: 'pink' as 'dark' }))).toBe('usage.invalid');
  });

  test('tells first how things are, then what changes', async () => {
    const shell = connect();
    const seen: ShellEvent[] = [];
    for await (const event of await shell.events()) {
      seen.push(event);
      if (seen.length === 2) events.publish({ type: 'command', command: 'sync-now' });
      if (seen.length === 3) break;
    }
    expect(seen.map(({ type }) => type)).toEqual(['preferences', 'engine', 'command']);
  });

  test('saves a text where the person wants it', async () => {
    const shell = connect();
    expect(await shell.files.saveText({ name: 'run 7.csv', text: 'x' })).toEqual({ path: null });
    place = path.join(folder, 'here.csv');
    expect(await shell.files.saveText({ name: 'run 7.csv', text: 'x' })).toEqual({ path: place });
    expect([offered, readFileSync(place, 'utf8')]).toEqual(['run 7.csv', 'x']);
    place = path.join(folder, 'missing', 'x');
    expect(await codeOf(shell.files.saveText({ name: 'a', text: '' }))).toBe('file.unwritable');
    expect(await codeOf(shell.files.saveText({ name: '../a', text: '' }))).toBe('usage.invalid');
  });

  test('exports accounts in pieces; an engine that breaks off leaves no half file', async () => {
    const shell = connect();
    place = path.join(folder, 'list.csv');
    pieces = async function* () {
      yield 'a';
      yield 'b';
    };
    expect(await shell.files.exportAccounts({ enterprise: 'a:b', format: 'csv' })).toEqual({ path: place });
    expect([offered, readFileSync(place, 'utf8')]).toEqual(['a-b accounts.csv', 'ab']);
    pieces = async function* () {
      yield 'c';
      throw new RollcallError('enterprise.not-found', 'There is no Enterprise a:b.');
    };
    expect(await codeOf(shell.files.exportAccounts({ enterprise: 'a:b', format: 'csv' }))).toBe(
      'enterprise.not-found',
    );
    expect(readFileSync(place, 'utf8')).toBe('ab');
  });

  test('exports results to where the person says, and only there', async () => {
    const shell = connect({ role: 'admin', via: 'window' });
    expect(await shell.files.exportResults({ enterprise: 'a:b' })).toEqual({ path: null });
    expect(exports).toEqual([]);
    place = path.join(folder, 'x.rollcall');
    expect(await shell.files.exportResults({ enterprise: 'a:b' })).toEqual({ path: place });
    expect(offered).toMatch(/^a-b results \d{4}-\d\d-\d\d\.rollcall$/);
    // The engine takes a file's name from no window.
    expect(exports).toEqual([
      [
        { role: 'admin', via: 'process' },
        { enterprise: 'a:b', file: place, overwrite: true },
      ],
    ]);
  });

  test('one-time codes are made only when the person named a file for them, and never for a window', async () => {
    const shell = connect({ role: 'admin', via: 'window' });
    const input = { enterprise: 'a:b', days: 7 };
    expect(await shell.files.saveCodes(input)).toEqual({ path: null, codes: 0, passedOver: [] });
    expect([offered, asked]).toEqual(['a-b one-time codes.csv', []]);
    place = path.join(folder, 'codes.csv');
    expect(await shell.files.saveCodes({ ...input, accountIds: [7] })).toEqual({
      path: place,
      codes: 0,
      passedOver: [{ loginId: 'ann', why: 'Of the directory.' }],
    });
    expect(asked).toEqual([
      [
        { role: 'admin', via: 'process' },
        { ...input, accountIds: [7] },
      ],
    ]);
  });

  test('opens a letter in the mail program; what is too long for it goes to the clipboard', async () => {
    const shell = connect();
    const letter = { to: 'eva@acme.example', subject: 'Your number', body: 'Hello' };
    expect(await shell.openMail(letter)).toEqual({ opened: true, shortened: false });
    expect(opened).toEqual(['mailto:eva@acme.example?subject=Your%20number&body=Hello']);
    opened = [];
    const body = 'words '.repeat(1000);
    expect(await shell.openMail({ ...letter, body })).toEqual({ opened: true, shortened: true });
    expect(opened[0]).toMatch(/^mailto:eva@acme\.example\?subject=/);
    expect(opened[1]).toBe(body);
    opened = [];
    hasMail = false;
    expect(await shell.openMail(letter)).toEqual({ opened: false, shortened: false });
    expect(opened).toEqual(['Hello']);
    opened = [];
    expect(await codeOf(shell.openMail({ ...letter, to: 'eva@acme.example?cc=x@y' }))).toBe('usage.invalid');
    expect(opened).toEqual([]);
  });

  test('results files are the ones that a packaged app is opened with', () => {
    // What electron-builder reads.
    expect(pkg.build.fileAssociations.map(({ ext }) => ext)).toEqual(RESULTS_FILES.extensions);
  });

  test('says whether results were opened', async () => {
    const shell = connect();
    expect(await shell.files.openResults()).toEqual({ opened: false });
    place = 'chosen';
    expect(await shell.files.openResults()).toEqual({ opened: true });
  });

  test('gives back the export files, or the folder, that a person chose; nothing when they cancelled', async () => {
    const shell = connect();
    expect(await shell.files.pickExportFiles()).toEqual({ paths: [] });
    expect(await shell.files.pickExportFolder()).toEqual({ path: null });
    place = '/exports/users.csv';
    expect(await shell.files.pickExportFiles()).toEqual({ paths: [place, `${place} 2`] });
    expect(await shell.files.pickExportFolder()).toEqual({ path: place });
  });

  test('asks for the role that the contract names', async () => {
    const shell = connect({ role: 'user', accountId: 1 });
    expect(await shell.about()).toMatchObject({ version: '1' });
    expect(await codeOf(shell.files.exportAccounts({ enterprise: 'a', format: 'csv' }))).toBe(
      'access.denied',
    );
    expect(await codeOf(shell.files.chooseCaFile())).toBe('access.denied');
    expect(await codeOf(shell.files.pickExportFiles())).toBe('access.denied');
    expect(await codeOf(shell.files.pickExportFolder())).toBe('access.denied');
    expect(await codeOf(shell.files.openResults())).toBe('access.denied');
    expect(await codeOf(shell.files.exportResults({ enterprise: 'a' }))).toBe('access.denied');
    expect(await codeOf(shell.files.saveCodes({ enterprise: 'a', days: 7 }))).toBe('access.denied');
    expect(await codeOf(shell.openMail({ to: 'a@b', subject: '', body: '' }))).toBe('access.denied');
    expect([asked, opened]).toEqual([[], []]);
  });

  test('opens help that is on the list, and windows on its own page', async () => {
    const shell = connect();
    expect(await shell.openHelp({ url: 'https://www.mitel.com/document-center' })).toEqual({ opened: true });
    expect(await shell.openHelp({ url: 'https://evil.example/' })).toEqual({ opened: false });
    expect(opened).toEqual(['https://www.mitel.com/document-center']);
    expect(await shell.windows.open({ path: '/acme' })).toEqual({});
    expect(await codeOf(shell.windows.open({ path: 'https://evil.example/' }))).toBe('usage.invalid');
  });
});
