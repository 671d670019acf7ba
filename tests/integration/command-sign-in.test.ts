import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configuration, filesBelow, Workbench } from './workbench.ts';

const PASSWORD = 'a password for the lock';

/** An Enterprise whose accounts a person made. */
const byHand = () =>
  configuration(
    {},
    {
      synchronizers: [],
      accounts: ['ann', 'bob'].map((loginId) => ({ loginId, lastName: `=${loginId}` })),
    },
  );

describe('the command and sign-in', () => {
  it('codes that it prints let people in, once, while the app is open', async () => {
    const bench = await Workbench.open();
    await bench.import(byHand());
    const first = await bench.cli(['codes', '--login', 'ANN']);
    expect(first).toMatchObject({ status: 0, stderr: '1 code made.\n' });
    const code = /([0-9A-Z]{4}-){3}[0-9A-Z]{4}/.exec(first.stdout)?.[0] ?? '';
    const signIn = () =>
      bench.window('w1').session.signIn({ enterprise: 'acme', loginId: 'ann', password: code });
    expect((await signIn()).account?.loginId).toBe('ann');
    await expect(signIn()).rejects.toMatchObject({ code: 'sign-in.refused' });
    const rest = await bench.cli(['codes', '--json', '--days', '1']);
    const { codes } = JSON.parse(rest.stdout) as { codes: { loginId: string; code: string }[] };
    // Ann's is used up, so she has none.
    expect(codes.map(({ loginId }) => loginId)).toEqual(['ann', 'bob']);
    expect((await bench.cli(['codes', '--login', 'zoe'])).status).toBe(64);
    // Nothing of a code stays behind but its hash.
    const bytes = filesBelow(bench.folder).map((file) => readFileSync(file).toString('latin1'));
    for (const each of [code, codes[0]!.code]) {
      for (const text of bytes) {
        expect(text).not.toContain(each);
        expect(text).not.toContain(each.replaceAll('-', ''));
      }
    }
  });

  it('a lock that it sets locks an open window, and one that it removes frees it', async () => {
    const bench = await Workbench.open();
    const window = bench.window('w1');
    expect((await window.session.current()).role).toBe('admin');
    const set = await bench.cli(['lock', 'set', '--idle', '30'], { input: `${PASSWORD}\n` });
    expect(set).toMatchObject({ status: 0, stderr: '' });
    expect(await window.session.current()).toMatchObject({ role: 'anyone', administrator: 'locked' });
    await expect(window.enterprises.list()).rejects.toMatchObject({ code: 'access.denied' });
    expect((await window.session.unlock({ password: PASSWORD })).role).toBe('admin');
    const changed = await bench.cli(['lock', 'set'], { env: { ROLLCALL_LOCK_PASSWORD: 'another password' } });
    expect(changed.stdout).toContain('30 minutes');
    expect(await window.session.current()).toMatchObject({ role: 'anyone', ended: 'credential-changed' });
    expect((await bench.cli(['lock', 'set'], { input: 'short\n' })).status).toBe(64);
    expect((await bench.cli(['lock', 'remove'])).status).toBe(0);
    expect((await bench.cli(['lock', '--json'])).stdout).toBe('{"isSet":false,"idleMinutes":15}\n');
    expect((await window.session.unlock({ password: '' })).role).toBe('admin');
    const bytes = filesBelow(bench.folder).map((file) => readFileSync(file).toString('latin1'));
    expect(bytes.some((text) => text.includes(PASSWORD))).toBe(false);
  });
});
