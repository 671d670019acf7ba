import { berEncoder } from '../servers/ber.ts';
import { Directory, type ScriptedEntry } from '../servers/ldap-directory.ts';
import type { SearchRequest } from '../servers/ldap-wire.ts';
import { answerSearch } from '../servers/scripted-answers.ts';
import type { ScriptedConnection } from '../servers/scripted-connection.ts';
import { startScriptedLdap, type ScriptedLdap, type SearchReply } from '../servers/scripted-ldap.ts';
import { searchReply } from '../servers/scripted-reply.ts';

/**
 * What happens on the wire to the answers of a server that tells the truth. `answer` counts the answers of one
 * connection from 0; messages are counted within an answer, round and round; shares are of its bytes, from 0 to 1.
 */
export type Tampering =
  /** The connection ends after this share of the answer. */
  | { kind: 'cut-off'; answer: number; share: number }
  /** Some messages are cut out. */
  | { kind: 'cut-out'; answer: number; message: number; count: number }
  /** Some bytes are cut out, and the connection ends behind the answer. */
  | { kind: 'slice'; answer: number; share: number; bytes: number }
  /** A message comes later: in the same answer or in another one, or, when there is none, never. */
  | { kind: 'move'; answer: number; message: number; later: number; to: number }
  /** A message comes again, in the same answer or in another one. */
  | { kind: 'repeat'; answer: number; message: number; later: number; to: number };

/** What happens to the conversation of the scan, and to those that look somebody up once more. */
export interface Tamperings {
  scan: readonly Tampering[];
  looks: readonly Tampering[];
}

/** A message that comes out of turn: at which place of which answer. */
interface Late {
  answer: number;
  to: number;
  message: Uint8Array;
}

/** What the wire remembers of one connection. */
interface Conversation {
  answers: number;
  late: Late[];
}

/** A server that tells the truth about a directory, and a wire that tampers with what it says. */
export class WireServer {
  readonly #server: ScriptedLdap;
  readonly #ber = berEncoder();
  #directory = new Directory([], []);
  #tamperings: Tamperings = { scan: [], looks: [] };
  readonly #conversations = new WeakMap<ScriptedConnection, Conversation>();

  private constructor(server: ScriptedLdap) {
    this.#server = server;
    server.change({ onSearch: (request, reply) => this.#answer(request, reply) });
  }

  static async start(): Promise<WireServer> {
    return new WireServer(await startScriptedLdap());
  }

  get url(): string {
    return this.#server.url;
  }

  /** What clients did against the protocol. */
  get problems(): readonly string[] {
    return this.#server.problems;
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }

  /** From now on the directory holds these entries, and this happens to what it says. */
  become(entries: readonly ScriptedEntry[], suffix: string, tamperings: Tamperings): void {
    this.#directory = new Directory(entries, [suffix]);
    this.#tamperings = tamperings;
  }

  async #answer(request: SearchRequest, reply: SearchReply): Promise<void> {
    const messages = await this.#truth(request, reply.connection);
    const done = messages.at(-1)!;
    // Only the scan asks for pages.
    const changes = request.cookie === undefined ? this.#tamperings.looks : this.#tamperings.scan;
    const conversation = this.#conversations.get(reply.connection) ?? { answers: 0, late: [] };
    this.#conversations.set(reply.connection, conversation);
    const answer = conversation.answers;
    conversation.answers += 1;
    const mine = changes.filter((change) => change.answer === answer);
    const told = rearrange(messages, mine, conversation);
    const { bytes, ends } = cut(Buffer.concat(told), mine);
    await reply.raw(bytes);
    // Nobody is to wait for what never comes: where the end of the answer is missing, the connection ends.
    if (ends || !told.includes(done)) await reply.end();
  }

  /** The messages of the true answer, encoded. */
  async #truth(request: SearchRequest, connection: ScriptedConnection): Promise<Uint8Array[]> {
    const messages: Uint8Array[] = [];
    const ear = {
      open: true,
      secure: false,
      boundDn: '',
      pagedSearches: connection.pagedSearches,
      send: async (bytes: Uint8Array) => void messages.push(bytes),
    } as unknown as ScriptedConnection;
    const reply = searchReply(ear, this.#ber, request, () => Promise.resolve());
    await answerSearch(request, reply, {}, this.#directory);
    return messages;
  }
}

/** The messages of an answer with some cut out, moved or repeated, and with those that come late. */
function rearrange(
  messages: readonly Uint8Array[],
  changes: readonly Tampering[],
  conversation: Conversation,
): Uint8Array[] {
  const told = [...messages];
  const at = conversation.answers - 1;
  for (const change of changes) {
    if (told.length === 0 || !('message' in change)) continue;
    const place = change.message % told.length;
    if (change.kind === 'cut-out') {
      told.splice(place, change.count);
      continue;
    }
    const [message] = change.kind === 'move' ? told.splice(place, 1) : told.slice(place, place + 1);
    conversation.late.push({ answer: at + change.later, to: change.to, message: message! });
  }
  for (const late of conversation.late.filter(({ answer }) => answer === at))
    told.splice(late.to % (told.length + 1), 0, late.message);
  return told;
}

/** The bytes of an answer that get through, and whether the connection ends behind them. */
function cut(bytes: Uint8Array, changes: readonly Tampering[]): { bytes: Uint8Array; ends: boolean } {
  let left = bytes;
  let ends = false;
  for (const change of changes) {
    if (change.kind !== 'cut-off' && change.kind !== 'slice') continue;
    const place = Math.floor(left.length * change.share);
    const rest = change.kind === 'slice' ? left.subarray(place + change.bytes) : new Uint8Array();
    left = Buffer.concat([left.subarray(0, place), rest]);
    ends = true;
  }
  return { bytes: left, ends };
}
