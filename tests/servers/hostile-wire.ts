import type { BerEncoder } from './ber.ts';
import { afterFirstPage, type HostileLine, type Misbehaviour } from './hostile-lines.ts';
import { encodeEntry, encodeMessage, encodeNoticeOfDisconnection, encodeResult } from './ldap-wire.ts';
import type { SearchScript } from './scripted-ldap.ts';

/** How deep sets are nested: a decoder that calls itself for each would run out of stack. */
const DEEP = 20_000;
/** A drip comes four times a second, so that a test which waits one second sees several, none of them late. */
const DRIP_MS = 250;

/** Lines that break the connection, or what is sent over it. Entries come in good order on the first page. */
export const wireLines = {
  'resets before the bind': async () => ({ onConnection: (connection) => connection.destroyNow() }),
  'resets during the bind': async () => ({
    onBind: async (request, reply) => {
      const answer = encodeMessage(reply.ber, request.messageId, encodeResult(reply.ber, 0x61, {}));
      await reply.raw(answer.subarray(0, 5));
      await reply.destroy();
    },
  }),
  'resets after the bind': async () => ({ onBind: (_, reply) => reply.done().then(() => reply.destroy()) }),
  'sends half a message and stalls': async ({ entries }) => ({
    onSearch: afterFirstPage((request, reply) => {
      const { dn, attributes } = entries[entries.length - 1]!;
      const message = encodeMessage(reply.ber, request.messageId, encodeEntry(reply.ber, dn, attributes));
      return reply.raw(message.subarray(0, message.length / 2));
    }),
  }),
  'drips one byte a second': async ({ entries }) => ({
    onSearch: afterFirstPage(async (request, reply) => {
      const { dn, attributes } = entries[entries.length - 1]!;
      const message = encodeMessage(reply.ber, request.messageId, encodeEntry(reply.ber, dn, attributes));
      for (let at = 0; at < message.length && reply.connection.open; at += 1) {
        await reply.raw(message.subarray(at, at + 1));
        await reply.delay(DRIP_MS);
      }
    }),
  }),
  'answers with a wrong message id': async () => ({
    onSearch: afterFirstPage((request, reply) =>
      reply.message(encodeResult(reply.ber, 0x65, {}), { messageId: request.messageId + 40 }),
    ),
  }),
  'an unsolicited notice of disconnection': async () => ({
    onSearch: afterFirstPage((_, reply) =>
      reply.raw(encodeNoticeOfDisconnection(reply.ber, { code: 52, message: 'going down' })),
    ),
  }),
  'an unknown protocol op': async () => ({
    onSearch: afterFirstPage((_, reply) => reply.message(reply.ber.tlv(0x7e, ''))),
  }),
  'an indefinite length': async () => ({ onSearch: sends(0x30, 0x80, 0x02, 0x01, 0x02, 0, 0) }),
  'an over-long length': async () => ({ onSearch: sends(0x30, 0x85, 0, 0, 0, 0, 5, 0x02, 0x01, 0x02) }),
  'a 2 GiB length': async () => ({ onSearch: sends(0x30, 0x84, 0x7f, 0xff, 0xff, 0xff, 0x02, 0x01) }),
  'nested sets': async ({ entries }) => ({
    onSearch: afterFirstPage(async (_, reply) => {
      await reply.message(nested(reply.ber, entries[entries.length - 1]!.dn));
      await reply.default();
    }),
  }),
} satisfies Partial<Record<HostileLine, Misbehaviour>>;

/** Sends these bytes in place of the second page. */
function sends(...bytes: number[]): SearchScript {
  return afterFirstPage((_request, reply) => reply.raw(Uint8Array.from(bytes)));
}

/** An entry, one of whose values is a set of a set of a set… */
function nested(ber: BerEncoder, dn: string): Uint8Array {
  let set = ber.tlv(0x31);
  // The headers are put in front of one another: to encode each whole would copy them all each time.
  const headers: Uint8Array[] = [];
  let length = set.length;
  for (let depth = 0; depth < DEEP; depth += 1) {
    const header = Uint8Array.of(
      0x31,
      0x84,
      length >>> 24,
      (length >>> 16) & 0xff,
      (length >>> 8) & 0xff,
      length & 0xff,
    );
    headers.push(header);
    length += header.length;
  }
  set = Buffer.concat([...headers.reverse(), set]);
  const attribute = ber.tlv(0x30, ber.tlv(0x04, 'sn'), ber.tlv(0x31, set));
  return ber.tlv(0x64, ber.tlv(0x04, dn), ber.tlv(0x30, attribute));
}
