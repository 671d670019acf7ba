import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { berEncoder, berLength } from '../../../tests/servers/ber.ts';
import {
  encodeEntry,
  encodeMessage,
  encodeResult,
  pagedResultsControl,
} from '../../../tests/servers/ldap-wire.ts';
import { Inbox, readElement, readInteger, TAG, type Frame } from './frames.ts';
import { LIMITS } from './limits.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

const ber = berEncoder();
const emptyFrame = (): Frame => ({
  messageId: 0,
  tag: 0,
  start: 0,
  end: 0,
  controlsStart: 0,
  controlsEnd: 0,
});

/** Everything a frame says, with the bytes it points at. */
interface Taken {
  messageId: number;
  tag: number;
  op: string;
  controls: string;
}

function drain(inbox: Inbox): Taken[] {
  const frame = emptyFrame();
  const taken: Taken[] = [];
  while (inbox.next(frame)) {
    taken.push({
      messageId: frame.messageId,
      tag: frame.tag,
      op: inbox.bytes.toString('hex', frame.start, frame.end),
      controls: inbox.bytes.toString('hex', frame.controlsStart, frame.controlsEnd),
    });
  }
  return taken;
}

/** A message and what an inbox must say of it. */
const messages = fc
  .record({
    messageId: fc.oneof(fc.constantFrom(0, 1, 127, 128, 0x7fffffff), fc.nat(0x7fffffff)),
    tag: fc.constantFrom(TAG.searchEntry, TAG.searchDone, TAG.searchReference, TAG.extendedResponse),
    size: fc.oneof(fc.nat(200), fc.constantFrom(0, 126, 127, 128, 255, 256, 65_535, 65_536)),
    cookie: fc.option(fc.uint8Array({ maxLength: 8 }), { nil: null }),
    lengthBytes: fc.constantFrom(undefined, 1, 3, 4),
  })
  .filter(({ size, lengthBytes, cookie }) => lengthBytes !== 1 || size + (cookie?.length ?? 0) < 60)
  .map(({ messageId, tag, size, cookie, lengthBytes }) => {
    const encoder = berEncoder(lengthBytes === undefined ? {} : { lengthBytes });
    const content = Buffer.alloc(size, messageId & 0xff);
    const control = cookie === null ? [] : [pagedResultsControl(encoder, cookie)];
    const bytes = encodeMessage(encoder, messageId, encoder.tlv(tag, content), control);
    const controls =
      cookie === null
        ? ''
        : Buffer.from(
            encoder.tlv(
              0x30,
              encoder.tlv(0x04, '1.2.840.113556.1.4.319'),
              encoder.tlv(0x04, control[0]!.value!),
            ),
          ).toString('hex');
    return { bytes, expected: { messageId, tag, op: content.toString('hex'), controls } satisfies Taken };
  });

describe('Inbox', () => {
  test('safety.md: any messages, split into any pieces, come out the same, whether kept or dropped in between', () => {
    fc.assert(
      fc.property(
        fc.array(messages, { maxLength: 6 }),
        fc.array(fc.tuple(fc.oneof(fc.nat(3), fc.nat(300), fc.nat(70_000)), fc.boolean()), { maxLength: 30 }),
        (sent, cuts) => {
          const stream = Buffer.concat(sent.map(({ bytes }) => bytes));
          const inbox = new Inbox();
          const taken: Taken[] = [];
          let at = 0;
          for (const [size, compact] of [...cuts, [stream.length, false] as const]) {
            inbox.append(stream.subarray(at, at + size));
            at = Math.min(stream.length, at + size);
            taken.push(...drain(inbox));
            if (compact) {
              inbox.compact();
              expect(inbox.held).toBe(0);
            }
          }
          expect(taken).toEqual(sent.map(({ expected }) => expected));
          expect(inbox.waiting).toBe(0);
        },
      ),
      { numRuns },
    );
  });

  test('frames stay where they are until they are dropped, also when the buffer grows', () => {
    const inbox = new Inbox();
    const frames: Frame[] = [];
    for (let index = 1; index <= 40; index += 1) {
      inbox.append(encodeMessage(ber, index, ber.tlv(TAG.searchEntry, Buffer.alloc(20_000, index))));
      const frame = emptyFrame();
      expect(inbox.next(frame)).toBe(true);
      frames.push(frame);
    }
    for (const frame of frames) {
      expect(inbox.bytes.subarray(frame.start, frame.end).equals(Buffer.alloc(20_000, frame.messageId))).toBe(
        true,
      );
    }
  });

  test('safety.md: half a message is waited for, byte by byte', () => {
    const message = encodeMessage(ber, 5, encodeEntry(ber, 'cn=a', { cn: ['a'.repeat(300)] }));
    const inbox = new Inbox();
    const frame = emptyFrame();
    for (const byte of message.subarray(0, -1)) {
      inbox.append(Uint8Array.of(byte));
      expect(inbox.next(frame)).toBe(false);
    }
    expect(inbox.waiting).toBe(message.length - 1);
    inbox.append(message.subarray(-1));
    expect(inbox.next(frame)).toBe(true);
    expect(frame.messageId).toBe(5);
  });

  test.each([
    ['an indefinite length', '3080', 'an indefinite length'],
    ['a length of five bytes', '3085', 'an over-long length'],
    ['a length of 126 bytes', '30fe', 'an over-long length'],
    ['a length of 127 bytes', '30ff', 'an over-long length'],
    ['a message of 2 GiB', '308480000000', 'a message of 2147483648 bytes'],
    ['a message of 4 GiB', '3084ffffffff', 'a message of 4294967295 bytes'],
    [
      'a message one byte too long',
      `3084${(LIMITS.messageBytes + 1).toString(16).padStart(8, '0')}`,
      'a message of 67108865 bytes',
    ],
    ['an answer in HTTP', Buffer.from('HTTP/1.1 400').toString('hex'), 'a message that begins with 0x48'],
    ['a TLS record', '15030100020230', 'a message that begins with 0x15'],
    ['a message of nothing', '3000', 'an element is cut short'],
    ['a message id that is no integer', '3003040101', 'a message id expected, tag 0x4 found'],
    ['a message id of five bytes', '300902050100000000640000', 'an integer of an odd size'],
    ['a message id without bytes', '300402006400', 'an integer of an odd size'],
    ['an operation longer than its message', '30050201016402', 'an element is longer than its container'],
    ['no operation', '3003020101', 'an element is cut short'],
    ['an operation with an indefinite length', '3007020101648000000000', 'an indefinite length'],
    ['controls longer than their message', '30070201016400a005', 'an element is longer than its container'],
  ])('safety.md: %s is ldap.protocol, and nothing is allocated for it', (_, hex, what) => {
    const inbox = new Inbox();
    inbox.append(Buffer.from(hex, 'hex'));
    const allocations = [vi.spyOn(Buffer, 'allocUnsafe'), vi.spyOn(Buffer, 'alloc')];
    try {
      expect(() => drain(inbox)).toThrow(expect.objectContaining({ code: 'ldap.protocol' }) as Error);
      expect(() => drain(inbox)).toThrow(what);
      for (const allocation of allocations) {
        for (const [size] of allocation.mock.calls) expect(size).toBeLessThan(1024 * 1024);
      }
    } finally {
      for (const allocation of allocations) allocation.mockRestore();
    }
  });

  test('a message of the greatest size is waited for, without space being made for it', () => {
    const inbox = new Inbox();
    inbox.append(Buffer.concat([Uint8Array.of(0x30), berLength(LIMITS.messageBytes)]));
    const size = inbox.bytes.length;
    expect(inbox.next(emptyFrame())).toBe(false);
    expect(inbox.bytes.length).toBe(size);
  });

  test('safety.md: any bytes whatever end in frames, in waiting, or in ldap.protocol', () => {
    const byte = fc.oneof(fc.constantFrom(0x30, 0x02, 0x01, 0x64, 0x84, 0x80, 0x00, 0xa0, 0xff), fc.nat(255));
    fc.assert(
      fc.property(fc.array(byte, { maxLength: 40 }), (bytes) => {
        const inbox = new Inbox();
        inbox.append(Uint8Array.from([0x30, ...bytes]));
        try {
          drain(inbox);
        } catch (error) {
          expect(error).toMatchObject({ name: 'RollcallError', code: 'ldap.protocol' });
        }
      }),
      { numRuns },
    );
  });

  test('an element behind the operation that is no list of controls is passed over (RFC 4511 section 4)', () => {
    const inbox = new Inbox();
    const done = encodeResult(ber, TAG.searchDone, {});
    inbox.append(ber.tlv(0x30, ber.integer(1), done, ber.tlv(0xa1, 'x')));
    expect(drain(inbox)).toMatchObject([{ messageId: 1, tag: TAG.searchDone, controls: '' }]);
  });
});

describe('readElement', () => {
  const read = (hex: string, limit?: number) => {
    const bytes = Buffer.from(hex, 'hex');
    return readElement(bytes, 0, limit ?? bytes.length, { tag: 0, start: 0, end: 0 });
  };

  test('reads short and long lengths', () => {
    expect(read('0400')).toEqual({ tag: 4, start: 2, end: 2 });
    expect(read('040161')).toEqual({ tag: 4, start: 2, end: 3 });
    expect(read('04810161')).toEqual({ tag: 4, start: 3, end: 4 });
    expect(read('04840000000161')).toEqual({ tag: 4, start: 6, end: 7 });
  });

  test.each(['', '04', '0402', '0481', '048201', '04840000', '0484000000'])(
    'refuses %j as cut short',
    (hex) => {
      expect(() => read(hex)).toThrow(expect.objectContaining({ code: 'ldap.protocol' }) as Error);
    },
  );

  test('keeps to its limit, not to the end of the buffer', () => {
    expect(read('04026161', 4).end).toBe(4);
    expect(() => read('04026161', 3)).toThrow('longer than its container');
    expect(() => read('0481016161', 2)).toThrow('an over-long length');
  });
});

test('integers are two’s complement of one to four bytes', () => {
  const read = (hex: string) => {
    const bytes = Buffer.from(hex, 'hex');
    return readInteger(bytes, { tag: 2, start: 0, end: bytes.length });
  };
  expect(['00', '7f', '0080', 'ff', '7fffffff', '80000000', '00000001'].map(read)).toEqual([
    0, 127, 128, -1, 2147483647, -2147483648, 1,
  ]);
  fc.assert(
    fc.property(fc.integer(), (value) => {
      expect(read(Buffer.from(ber.integer(value).subarray(2)).toString('hex'))).toBe(value);
    }),
    { numRuns },
  );
});
