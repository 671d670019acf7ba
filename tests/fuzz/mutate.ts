import { berLength, readTlv } from '../servers/ber.ts';
import type { Random } from './random.ts';

/** An element that can be changed: `children` of a constructed one, else its `bytes`. */
interface Node {
  tag: number;
  children: Node[] | null;
  bytes: Uint8Array;
  /** The bytes of the length field, when they are to lie. */
  length: Uint8Array | null;
}

const utf8 = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** Contents that have broken decoders before. */
const INTERESTING: readonly Uint8Array[] = [
  new Uint8Array(),
  Uint8Array.of(0),
  Uint8Array.of(0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0x80, 0, 0, 0),
  Uint8Array.of(0x7f, 0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0xed, 0xa0, 0x80),
  Uint8Array.of(0xc0, 0xaf),
  utf8('0'),
  utf8('sn'),
  utf8('SN;lang-de'),
  utf8('member;range=0-*'),
  utf8('member;range=0-1499'),
  utf8('member;range=1500-*'),
  utf8('mail;range=99999999999999999999-99999999999999999999999'),
  utf8('mail;range=-1-0'),
  utf8('givenName;range=0-1;range=2-*'),
  utf8('entryUUID;binary'),
  utf8('2.5.4.4'),
  utf8('objectGUID;;;;'),
  utf8(`cn${';x-a'.repeat(500)}`),
  utf8('1.2.840.113556.1.4.319'),
  utf8('\ufeff\u0000\uffff'),
  Buffer.alloc(70_000, 0x41),
];

const TAGS = [
  0x30, 0x31, 0x04, 0x02, 0x0a, 0x01, 0x64, 0x65, 0x73, 0x78, 0x79, 0xa0, 0xa3, 0x1f, 0x00, 0xff, 0x24,
];

/** The length fields of lies: indefinite, too many bytes, 8 MB and just below 64 MB, which may come, and far more. */
const LENGTHS: readonly Uint8Array[] = [
  Uint8Array.of(0x80),
  Uint8Array.of(0xff),
  Uint8Array.of(0x85, 0, 0, 0, 0, 1),
  Uint8Array.of(0x83, 0x7f, 0xff, 0xff),
  Uint8Array.of(0x84, 0x03, 0xff, 0xff, 0xff),
  Uint8Array.of(0x84, 0x7f, 0xff, 0xff, 0xff),
  Uint8Array.of(0x84, 0xff, 0xff, 0xff, 0xff),
  Uint8Array.of(0x84, 0x04, 0, 0, 1),
  Uint8Array.of(0x81, 0x00),
  Uint8Array.of(0),
  Uint8Array.of(0x7f),
];

/** A message that differs from the given one in one to three places, most of them inside an entry's attributes. */
export function mutate(message: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  // One in eight loses its shape; the others stay a tree, so that the mistake is found further inside.
  if (random.below(8) === 0) return scramble(message, others, random);
  const root = parse(message);
  if (random.below(32) === 0) root.length = random.of(LENGTHS);
  for (let change = random.below(3); change >= 0; change -= 1) {
    // Thousands more of something only as the last change: another one among them would multiply.
    changeNode(pick(root, random), random, change === 0);
  }
  const changed = encode(root);
  return Buffer.compare(changed, message) === 0 ? scramble(message, others, random) : changed;
}

function parse(bytes: Uint8Array): Node {
  const root = parseNode(bytes, 0)?.node;
  if (root === undefined) throw new Error('the corpus holds something that is not a message');
  return root;
}

function parseNode(bytes: Uint8Array, at: number): { node: Node; end: number } | undefined {
  const element = readTlv(bytes, at);
  if (element === undefined) return undefined;
  const node: Node = { tag: element.tag, children: null, bytes: element.value, length: null };
  if ((element.tag & 0x20) !== 0) {
    node.children = [];
    for (let inner = 0; inner < element.value.length;) {
      const child = parseNode(element.value, inner);
      if (child === undefined) throw new Error('the corpus holds an element that is cut short');
      node.children.push(child.node);
      inner = child.end;
    }
  }
  return { node, end: at + element.raw.length };
}

function encode(node: Node): Uint8Array {
  const content = node.children === null ? node.bytes : Buffer.concat(node.children.map(encode));
  return Buffer.concat([Uint8Array.of(node.tag), node.length ?? berLength(content.length), content]);
}

/** Where to change something: seven in eight times inside what an entry's attribute list (or a result) holds. */
function pick(root: Node, random: Random): Node {
  const op = root.children?.[1];
  const list = op?.tag === 0x64 ? op.children?.[1] : op;
  if (list === undefined || random.below(8) === 0) return random.of(flat(root));
  const inside = flat(list).slice(1);
  return inside.length === 0 ? list : random.of(inside);
}

function flat(node: Node): Node[] {
  return [node, ...(node.children ?? []).flatMap(flat)];
}

function changeNode(node: Node, random: Random, last: boolean): void {
  const children = node.children;
  switch (random.below(children === null ? 6 : 9)) {
    case 0:
      node.tag = random.of(TAGS);
      return;
    case 1:
      node.length = random.of(LENGTHS);
      return;
    case 2: {
      // Legal, but not the shortest form.
      const content = children === null ? node.bytes.length : Buffer.concat(children.map(encode)).length;
      node.length = berLength(content, 1 + random.below(4));
      return;
    }
    case 3:
    case 4:
      node.children = null;
      node.bytes = random.of(INTERESTING);
      return;
    case 5:
      if (children === null) node.bytes = flipped(node.bytes, random);
      else children.reverse();
      return;
    case 6:
      children?.splice(random.below(children.length + 1), 1);
      return;
    case 7: {
      // The same again, a few times or very often.
      const child = children?.[random.below(children.length)];
      const times = last && random.below(20) === 0 ? 5000 : 1 + random.below(4);
      if (child !== undefined && encode(child).length < 100)
        children?.push(...Array<Node>(times).fill(child));
      return;
    }
    default: {
      // A set of a set of a set…; in few headers, since the outer ones are encoded again each time.
      let inner: Node = { tag: 0x31, children: [], bytes: new Uint8Array(), length: null };
      for (let depth = random.below(200); depth > 0; depth -= 1)
        inner = { tag: 0x31, children: [inner], bytes: new Uint8Array(), length: null };
      children?.push(inner);
    }
  }
}

function flipped(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  if (copy.length > 0) copy[random.below(copy.length)]! ^= 1 << random.below(8);
  return copy;
}

/** Changes bytes without regard to what they mean. */
function scramble(message: Uint8Array, others: readonly Uint8Array[], random: Random): Uint8Array {
  const at = random.below(message.length);
  switch (random.below(5)) {
    case 0:
      return flipped(message, random);
    case 1:
      return message.subarray(0, at);
    case 2:
      return Buffer.concat([message.subarray(0, at), random.of(INTERESTING), message.subarray(at)]);
    case 3: {
      const other = random.of(others);
      return Buffer.concat([message.subarray(0, at), other.subarray(random.below(other.length))]);
    }
    default:
      return Buffer.concat([message.subarray(0, at), message.subarray(at + 1 + random.below(8))]);
  }
}
