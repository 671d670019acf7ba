import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, type JSHandle } from '@playwright/test';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { createEngine } from '../../electron/engine/index.ts';
import { launchApp, temporaryFolder, type RunningApp } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { call, takePorts } from './support/own-ports.ts';
import { startAgain } from './support/second-start.ts';

interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What the tests do with a BrowserWindow; Playwright's own type for it is `any` here. */
interface WindowInMain {
  close(): void;
  setBounds(bounds: Bounds): void;
  getNormalBounds(): Bounds;
}

async function windowOf({ app, page }: RunningApp): Promise<JSHandle<WindowInMain>> {
  return (await app.browserWindow(page)) as JSHandle<WindowInMain>;
}

describe.skipIf(electronMissing)('the shell keeps the page in', () => {
  let running: RunningApp;
  beforeAll(async () => {
    running = await launchApp({ dataFolder: await temporaryFolder('data') });
  });
  afterAll(() => running.close());

  const fetched = (address: string) =>
    running.app.evaluate(async ({ net }, url) => {
      const answer = await net.fetch(url);
      return {
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        text: await answer.text(),
      };
    }, address);

  test('every answer carries the policy; a style nonce is used once', async () => {
    const [one, two] = [await fetched('app://rollcall/'), await fetched('app://rollcall/acme/accounts')];
    const nonces = [one, two].map(({ headers, text }) => {
      const nonce = /'nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1] ?? '';
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(text).toContain(`content="${nonce}"`);
      expect(text).not.toContain('__STYLE_NONCE__');
      return nonce;
    });
    expect(nonces[0]).not.toBe(nonces[1]);
    const script = await fetched('app://rollcall/main.js');
    expect(script.headers['content-type']).toMatch(/^text\/javascript/);
    expect(script.headers['content-security-policy']).toContain(`default-src 'none'`);
  });

  test('inline scripts, handlers, requests and frames are refused', async () => {
    const got = await running.page.evaluate(async () => {
      const seen = globalThis as unknown as Record<string, unknown>;
      const script = document.createElement('script');
      script.textContent = 'globalThis.inlineScript = true';
      const button = document.createElement('button');
      button.setAttribute('onclick', 'globalThis.inlineHandler = true');
      const foreign = document.createElement('script');
      foreign.src = 'data:text/javascript,globalThis.foreignScript=true';
      document.body.append(script, button, foreign);
      button.click();
      const frame = document.createElement('iframe');
      frame.src = 'app://rollcall/';
      document.body.append(frame);
      const request = await fetch('app://rollcall/main.js').then(
        () => 'allowed',
        () => 'refused',
      );
      await new Promise((resolve) => setTimeout(resolve, 300));
      for (const element of [script, button, foreign, frame]) element.remove();
      return {
        script: 'inlineScript' in seen,
        handler: 'inlineHandler' in seen,
        foreign: 'foreignScript' in seen,
        request,
      };
    });
    expect(got).toEqual({ script: false, handler: false, foreign: false, request: 'refused' });
    expect(running.page.frames()).toHaveLength(1);
  });

  test('there is no Node and no bridge in the page', async () => {
    const names = [
      'require',
      'process',
      'module',
      'Buffer',
      'global',
      'electron',
      'ipcRenderer',
      '__dirname',
    ];
    const present = await running.page.evaluate((all) => all.filter((name) => name in globalThis), names);
    expect(present).toEqual([]);
  });

  test('without a hook from a test, nothing in main is there to be called', async () => {
    expect(await running.app.evaluate(() => 'rollcallTest' in globalThis)).toBe(false);
  });

  test('the page is sandboxed and isolated', async () => {
    const preferences = await running.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as
        { getLastWebPreferences?: () => Record<string, unknown> } | undefined;
      return contents?.getLastWebPreferences?.() ?? {};
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      webSecurity: true,
    });
  });

  test.each(['https://example.com/', 'file:///etc/passwd', 'data:text/html,hello', 'app://elsewhere/'])(
    'it cannot go to %s',
    async (address) => {
      const { page } = running;
      const before = page.url();
      await page.evaluate((url) => {
        const link = document.createElement('a');
        link.href = url;
        document.body.append(link);
        link.click();
        link.remove();
      }, address);
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
      expect(page.url()).toBe(before);
    },
  );

  test('main itself keeps the page where it is, and takes no webview, whatever Chromium would allow', async () => {
    const addresses = [
      'https://example.com/',
      'file:///etc/passwd',
      'data:text/html,hello',
      'app://elsewhere/',
    ];
    const prevented = await running.app.evaluate(({ BrowserWindow }, given) => {
      const contents = (BrowserWindow.getAllWindows() as { webContents: NodeJS.EventEmitter }[])[0]!
        .webContents;
      const isPrevented = (event: string, url: string): boolean => {
        let kept = false;
        contents.emit(event, { url, preventDefault: () => (kept = true) }, url);
        return kept;
      };
      return {
        away: ['will-navigate', 'will-redirect'].flatMap((event) =>
          given.map((url) => isPrevented(event, url)),
        ),
        home: isPrevented('will-navigate', 'app://rollcall/acme/accounts'),
        webview: isPrevented('will-attach-webview', ''),
      };
    }, addresses);
    expect(prevented).toEqual({ away: Array(8).fill(true), home: false, webview: true });
  });

  test('it opens no window by itself', async () => {
    expect(await running.page.evaluate(() => window.open('app://rollcall/') === null)).toBe(true);
    expect(running.app.windows()).toHaveLength(1);
  });

  test('it has no permission', async () => {
    const got = await running.page.evaluate(async () => {
      const refused = (promise: Promise<unknown> | undefined) =>
        (promise ?? Promise.reject(new Error('missing'))).then(
          () => 'given',
          () => 'refused',
        );
      return {
        notification: await Notification.requestPermission(),
        camera: await refused(navigator.mediaDevices?.getUserMedia({ video: true })),
        clipboard: await refused(navigator.clipboard?.readText()),
        place: await refused(
          new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(resolve, reject)),
        ),
      };
    });
    expect(got).toEqual({
      notification: 'denied',
      camera: 'refused',
      clipboard: 'refused',
      place: 'refused',
    });
  });

  test.each([
    '..%2fpackage.json',
    '%2e%2e%5cmain.cjs',
    '..%2f..%2f..%2fetc%2fpasswd',
    'chunks/..%2f..%2fmain.cjs',
  ])('app://rollcall/%s leads nowhere', async (at) => {
    expect((await fetched(`app://rollcall/${at}`)).status).toBe(400);
  });

  test('app://rollcall/../../main.cjs is what the page makes of it', async () => {
    // Chromium takes the dots away before anybody sees them.
    expect((await fetched('app://rollcall/../../package.json')).status).toBe(404);
  });

  test('nothing is fetched from elsewhere', async () => {
    const requested = await running.app.evaluate(({ net }) =>
      net.fetch('https://example.com/').then(
        () => 'fetched',
        (error: Error) => error.message,
      ),
    );
    expect(requested).toContain('ERR_BLOCKED_BY_CLIENT');
  });
});

/** A data folder with one Enterprise, since addresses name one. */
async function folderWithAcme(): Promise<string> {
  const dataFolder = await temporaryFolder('data');
  const engine = await createEngine({ dataFolder, env: {}, createKeyFile: 'no', version: '0.0.0-test' });
  await engine
    .client({ role: 'admin' })
    .enterprises.create({ id: 'acme', description: 'Acme', domain: 'acme.example.com', mode: 'standalone' });
  await engine.close();
  return dataFolder;
}

describe.skipIf(electronMissing)('the shell does for the page', () => {
  let running: RunningApp;
  let dataFolder = '';
  let userData = '';
  beforeAll(async () => {
    dataFolder = await folderWithAcme();
    userData = await temporaryFolder('settings');
    running = await launchApp({ dataFolder, userData, args: ['/acme/accounts'] });
  });
  afterAll(() => running.close());

  test('what the menu says', async () => {
    await expect(running.page.getByRole('heading', { level: 1, name: 'Accounts' })).toBeVisible();
    await running.app.evaluate(({ Menu }) => {
      Menu.getApplicationMenu()?.getMenuItemById('settings')?.click();
    });
    await expect(running.page).toHaveURL('app://rollcall/~/settings');
    // From here on the ports are the test's.
    await takePorts(running.page);
  });

  test('preferences that reach the system', async ({ skip }) => {
    skip(process.platform !== 'linux', 'reads the desktop’s own file');
    await call(running.page, 'shell', '/preferences/set', { theme: 'dark', startAtLogin: true });
    expect(await running.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
    const entry = path.join(userData, 'autostart', 'rollcall.desktop');
    expect(readFileSync(entry, 'utf8')).toContain(`"--hidden" "--data" "${dataFolder}"`);
    await call(running.page, 'shell', '/preferences/set', { startAtLogin: false });
    expect(existsSync(entry)).toBe(false);
  });

  test('the account list, saved where the person says', async () => {
    const file = path.join(await temporaryFolder('saved'), 'list.csv');
    await running.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, file);
    const input = { enterprise: 'acme', format: 'csv' };
    const answer = await call(running.page, 'shell', '/files/exportAccounts', input);
    expect(answer?.p.b.json).toEqual({ path: file });
    expect(readFileSync(file, 'utf8')).toContain('Login ID');
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('another window', async () => {
    const appeared = running.app.waitForEvent('window');
    await call(running.page, 'shell', '/windows/open', { path: '/acme/runs' });
    await expect(await appeared).toHaveURL('app://rollcall/acme/runs');
    const refused = await call(running.page, 'shell', '/windows/open', { path: '//example.com/' });
    expect(refused?.p.b.json).toMatchObject({ code: 'usage.invalid' });
  });
});

describe.skipIf(electronMissing)('the shell serves the page', () => {
  test('an engine that dies is replaced, and the page gets a port to the new one', async () => {
    const running = await launchApp({
      dataFolder: await temporaryFolder('data'),
      env: { ROLLCALL_TEST: '1' },
    });
    try {
      const { app, page } = running;
      await takePorts(page);
      await expect
        .poll(async () => (await call(page, 'engine', '/system/info'))?.p.b.json)
        .toHaveProperty('schema');
      await app.evaluate(() =>
        (
          globalThis as unknown as { rollcallTest: { killEngine(): Promise<number> } }
        ).rollcallTest.killEngine(),
      );
      await expect
        .poll(async () => (await call(page, 'engine', '/system/info'))?.p.b.json, { timeout: 20_000 })
        .toHaveProperty('schema');
      expect((await call(page, 'shell', '/about'))?.p.b.json).toMatchObject({
        platform: `${process.platform} ${process.arch}`,
      });
    } finally {
      await running.close();
    }
  });

  test('closing the last window ends the app, in order', async () => {
    const running = await launchApp({ dataFolder: await temporaryFolder('data') });
    const ended = new Promise((resolve) => running.app.process().once('exit', resolve));
    const window = await windowOf(running);
    await window.evaluate((each) => each.close());
    expect(await ended).toBe(0);
    await running.close();
  });

  test('kept in the tray, it stays without a window; another start brings one back', async () => {
    const dataFolder = await temporaryFolder('data');
    const userData = await temporaryFolder('settings');
    const running = await launchApp({ dataFolder, userData });
    try {
      await takePorts(running.page);
      await call(running.page, 'shell', '/preferences/set', { keepInTray: true });
      const window = await windowOf(running);
      await window.evaluate((each) => each.close());
      await expect.poll(() => running.app.windows().length).toBe(0);
      const appeared = running.app.waitForEvent('window');
      expect(await startAgain(running, dataFolder, userData)).toBe(0);
      await appeared;
      expect(running.app.windows()).toHaveLength(1);
    } finally {
      await running.close();
    }
  });

  test('a data folder of a newer Rollcall: the window opens and the page can say why', async () => {
    const dataFolder = await temporaryFolder('data');
    const database = new DatabaseSync(path.join(dataFolder, 'rollcall.db'));
    database.exec('PRAGMA user_version = 9999');
    database.close();
    const running = await launchApp({ dataFolder });
    try {
      await takePorts(running.page);
      const state = await running.page.evaluate(async () => {
        const port = (globalThis as unknown as { testPorts: Record<string, MessagePort> }).testPorts['shell'];
        return new Promise<string>((resolve) => {
          port?.addEventListener('message', (event: MessageEvent<string>) => {
            if (event.data.includes('"failed"')) resolve(event.data);
          });
          port?.postMessage(JSON.stringify({ i: 'e', p: { u: '/events', b: { json: {} } } }));
        });
      });
      expect(state).toContain('Update this one.');
      expect(await call(running.page, 'engine', '/system/info')).toBeNull();
    } finally {
      expect(await running.close()).toBe(0);
    }
  });

  test('a second start shows its address in the first, and ends', async () => {
    const dataFolder = await folderWithAcme();
    const userData = await temporaryFolder('settings');
    const running = await launchApp({ dataFolder, userData });
    try {
      expect(await startAgain(running, dataFolder, userData, 'app://rollcall/acme/runs')).toBe(0);
      await expect(running.page).toHaveURL('app://rollcall/acme/runs');
      expect(running.app.windows()).toHaveLength(1);
    } finally {
      await running.close();
    }
  });

  test('a window comes back where it was, on the page that it showed', async () => {
    const options = {
      dataFolder: await folderWithAcme(),
      userData: await temporaryFolder('settings'),
    };
    const place = { x: 60, y: 50, width: 1100, height: 720 };
    const first = await launchApp({ ...options, args: ['/acme/accounts'] });
    const window = await windowOf(first);
    await window.evaluate((each, bounds) => each.setBounds(bounds), place);
    expect(await first.close()).toBe(0);

    const second = await launchApp(options);
    try {
      const again = await windowOf(second);
      expect(await again.evaluate((each) => each.getNormalBounds())).toEqual(place);
      expect(second.page.url()).toBe('app://rollcall/acme/accounts');
    } finally {
      await second.close();
    }
  });
});
