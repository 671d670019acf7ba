import { connect, createServer, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { makePeople, toLdif } from '../servers/people.ts';
import { slapdAvailable, startSlapd, type Slapd } from '../servers/slapd.ts';
import { suffix } from './scripted-people.ts';
import { configuration, expectSentence, readerOf, Workbench } from './workbench.ts';

/** Passes bytes to slapd and back, and calls `cut` once so many bytes came back on one connection. */
async function relay(slapd: Slapd, limit: { bytes: number }, cut: () => void): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(slapd.port, '127.0.0.1');
    let passed = 0;
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy()).on('close', () => to.destroy());
    }
    client.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => {
      passed += chunk.length;
      client.write(chunk);
      if (passed > limit.bytes) cut();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return `ldap://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}`;
}

describe.skipIf(!slapdAvailable)('slapd killed in mid-search (needs slapd)', () => {
  it('nobody is deleted, and when it is back the next run is whole', async () => {
    const many = makePeople(5000);
    const slapd = await startSlapd({ ldif: toLdif(many, suffix) });
    onTestFinished(() => slapd.stop());
    const limit = { bytes: Infinity };
    const url = await relay(slapd, limit, () => slapd.kill());
    const bench = await Workbench.open();
    await bench.import(configuration({ ...readerOf(slapd), url, pageSize: 200 }));
    const whole = await bench.synchronize();
    expect(whole).toMatchObject({ outcome: 'success' });
    const accounts = await bench.accounts();
    expect(accounts).toHaveLength(5000);

    limit.bytes = 300_000;
    const cut = await bench.synchronize();
    expect(cut).toMatchObject({ outcome: 'warnings', complete: false, error: { code: 'ldap.incomplete' } });
    expectSentence(cut.error?.message ?? '', slapd.readerPassword);
    expect(cut.counters.read).toBeGreaterThan(0);
    expect(cut.counters.read).toBeLessThan(5000);
    expect(cut.counters).toMatchObject({ deleted: 0, heldDeletes: 0 });
    expect(await bench.accounts()).toEqual(accounts);

    // Down altogether.
    const down = await bench.synchronize();
    expect(down).toMatchObject({ outcome: 'failed', complete: false });
    expect(await bench.accounts()).toEqual(accounts);

    await slapd.restart();
    limit.bytes = Infinity;
    const next = await bench.synchronize();
    expect(next).toMatchObject({ outcome: 'success', complete: true });
    expect(next.counters.unchanged).toBe(5000);
    expect(await bench.accounts()).toEqual(accounts);
  });
});
