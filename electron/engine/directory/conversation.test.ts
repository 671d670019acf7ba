import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { berEncoder } from '../../../tests/servers/ber.ts';
import { encodeMessage } from '../../../tests/servers/ldap-wire.ts';
import type { RollcallError } from '../../../shared/domain/errors.ts';
import type { LdapConnection } from './connection.ts';
import { converse } from './conversation.ts';
import { Inbox, type Frame } from './frames.ts';

const ber = berEncoder();
const SECOND = 1000;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A message of about this many bytes. */
function message(size: number): Uint8Array {
  return encodeMessage(ber, 1, ber.tlv(0x64, Buffer.alloc(size)));
}

/** A conversation that ends with so many messages, over a connection that a test feeds. */
function conversation(messages: number, options: { deadline?: number; take?: () => void } = {}) {
  const inbox = new Inbox();
  let onData = (): void => undefined;
  let onEnd = (_: RollcallError): void => undefined;
  const connection = {
    server: 'ldap://test:389',
    inbox,
    attach: (data: typeof onData, end: typeof onEnd) => ([onData, onEnd] = [data, end]),
  } as unknown as LdapConnection;
  const aborting = new AbortController();
  const frame: Frame = { messageId: 0, tag: 0, start: 0, end: 0, controlsStart: 0, controlsEnd: 0 };
  let taken = 0;
  const ended = converse(
    connection,
    { timeoutSeconds: 5, deadline: options.deadline ?? Infinity, signal: aborting.signal },
    () => undefined,
    () => {
      while (inbox.next(frame)) taken += 1;
      inbox.compact();
      options.take?.();
      return taken >= messages ? taken : null;
    },
  );
  const state: { value: unknown } = { value: 'going on' };
  ended.then(
    (value) => (state.value = value),
    (error: RollcallError) => (state.value = error),
  );
  return {
    aborting,
    /** What became of it. */
    state: async () => {
      await Promise.resolve();
      await Promise.resolve();
      return state.value;
    },
    receive: (bytes: Uint8Array) => {
      inbox.append(bytes);
      onData();
    },
    end: (error: RollcallError) => onEnd(error),
  };
}

describe('converse', () => {
  test('ends with what take returns, and stops looking', async () => {
    const { receive, state } = conversation(2);
    receive(message(10));
    expect(await state()).toBe('going on');
    receive(message(10));
    expect(await state()).toBe(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('safety.md: silence ends it after the timeout, also in the middle of a large message', async () => {
    const silent = conversation(1);
    vi.advanceTimersByTime(4.9 * SECOND);
    expect(await silent.state()).toBe('going on');
    vi.advanceTimersByTime(0.2 * SECOND);
    expect(await silent.state()).toMatchObject({
      code: 'ldap.timeout',
      message: 'ldap://test:389 did not answer within 5 seconds.',
    });
    const halfway = conversation(1);
    halfway.receive(message(10_000_000).subarray(0, 9_000_000));
    vi.advanceTimersByTime(5.1 * SECOND);
    expect(await halfway.state()).toMatchObject({ code: 'ldap.timeout' });
    expect(vi.getTimerCount()).toBe(0);
  });

  test('safety.md: a message that drips in, one byte a second, ends it after the timeout', async () => {
    const { receive, state } = conversation(1);
    const bytes = message(100);
    let at = 0;
    for (; (await state()) === 'going on' && at < bytes.length; at += 1) {
      receive(bytes.subarray(at, at + 1));
      vi.advanceTimersByTime(SECOND);
    }
    expect(at).toBe(6);
    expect(await state()).toMatchObject({
      code: 'ldap.timeout',
      message: expect.stringMatching(
        /^ldap:\/\/test:389 sent only \d bytes of a message within 5 seconds\.$/,
      ) as string,
    });
  });

  test('a large message over a slow and steady line is read', async () => {
    const { receive, state } = conversation(1);
    const bytes = message(10_000_000);
    // 100 KiB a second: it takes more than a minute and a half.
    for (let at = 0; at < bytes.length; at += 10_240) {
      receive(bytes.subarray(at, at + 10_240));
      vi.advanceTimersByTime(SECOND / 10);
    }
    expect(await state()).toBe(1);
  });

  test('small messages that come one by one are no dripping', async () => {
    const { receive, state } = conversation(20);
    for (let count = 0; count < 20; count += 1) {
      expect(await state()).toBe('going on');
      vi.advanceTimersByTime(4 * SECOND);
      receive(message(10));
    }
    expect(await state()).toBe(20);
  });

  test('a server that goes on for ever is given up at the deadline', async () => {
    const { receive, state } = conversation(Infinity, { deadline: performance.now() + 60 * SECOND });
    let count = 0;
    for (; (await state()) === 'going on' && count < 100; count += 1) {
      receive(message(10));
      vi.advanceTimersByTime(SECOND);
    }
    expect(count).toBe(61);
    expect(await state()).toMatchObject({
      code: 'ldap.timeout',
      message: 'ldap://test:389 was not done after 24 hours.',
    });
  });

  test('time that we spend on an answer is not the server’s silence', async () => {
    const { receive, state } = conversation(2);
    receive(message(10));
    vi.advanceTimersByTime(4.9 * SECOND);
    const slow = conversation(2, { take: () => vi.advanceTimersByTime(4 * SECOND) });
    slow.receive(message(10));
    vi.advanceTimersByTime(4 * SECOND);
    expect(await slow.state()).toBe('going on');
    expect(await state()).toMatchObject({ code: 'ldap.timeout' });
  });

  test('a person who cancels and a connection that breaks end it with their errors', async () => {
    const cancelling = conversation(1);
    cancelling.aborting.abort();
    vi.advanceTimersByTime(60);
    expect(await cancelling.state()).toMatchObject({ code: 'run.cancelled' });
    const broken = conversation(1);
    broken.end({ code: 'ldap.incomplete' } as RollcallError);
    expect(await broken.state()).toBeInstanceOf(Error);
    const faulty = conversation(1);
    faulty.receive(Buffer.from('HTTP'));
    expect(await faulty.state()).toMatchObject({ code: 'ldap.protocol' });
    expect(vi.getTimerCount()).toBe(0);
  });
});
