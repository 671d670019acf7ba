import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { guardedPort } from './guarded-port.ts';

test('only well-formed requests arrive, and the port lives on', async () => {
  const { port1: page, port2: ours } = new MessageChannel();
  const arrived: unknown[] = [];
  let closed = false;
  const guarded = guardedPort(ours);
  guarded.on('message', (event) => arrived.push(event?.data));
  guarded.on('close', () => (closed = true));
  ours.start();

  const request = JSON.stringify({ i: '1', p: { u: '/system/info', b: { json: {} } } });
  const abort = JSON.stringify({ i: '1', t: 4 });
  const odd: unknown[] = [
    'no json',
    '',
    'null',
    '[]',
    '{}',
    { i: '1', p: { u: '/system/info' } },
    new Uint8Array([1, 2, 3]),
    JSON.stringify({ i: 1, p: { u: '/x' } }),
    JSON.stringify({ i: '1' }),
    JSON.stringify({ i: '1', p: null }),
    JSON.stringify({ i: '1', p: { u: 'http://[' } }),
    JSON.stringify({ i: '1', p: { u: '/x', m: 7 } }),
    JSON.stringify({ i: '1', p: { u: '/x', h: { 'content-type': 'multipart/form-data' } } }),
    JSON.stringify({ i: '1', p: { u: '/x', h: { 'Content-Disposition': 'x' } } }),
    JSON.stringify({ i: '1', p: { u: '/x', h: { a: ['b'] } } }),
    JSON.stringify({ i: '1', t: 3, p: { e: 'message' } }),
  ];
  for (const message of [...odd, request, abort]) page.postMessage(message);
  await expect.poll(() => arrived).toEqual([request, abort]);
  page.close();
  await expect.poll(() => closed).toBe(true);
});
