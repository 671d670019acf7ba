/**
 * `npm run fuzz -- --minutes N [--seed S] [--mutant M]`: mutated messages of real servers for the receiving half of
 * the directory reader. Fails on an error that is not typed, on a step of more than 50 ms, on memory beyond the
 * limits, and when fewer than half of the mutants reach the attribute decoder. The same seed gives the same mutants;
 * with --mutant only the one of that number is fed, after those before it that share its decoder.
 */
import { inspect, parseArgs } from 'node:util';
import { RollcallError } from '../../shared/domain/errors.ts';
import { corpus } from './corpus.ts';
import { Feeder, type Fed } from './feed.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';

/** The longest that any single step may take, in milliseconds. */
const MOST_MS = 50;
/** A busy machine makes anything slow now and then: what took longer than this is done again before it counts. */
const AGAIN_MS = 5;
/** Mutants that share one decoder, as the entries of a scan do. */
const TOGETHER = 256;
/** The most memory that the process may hold in buffers and on its heap, in bytes; it starts with some 40 MB. */
const MOST_MEMORY = 512 * 1024 * 1024;
const LEAST_SHARE = 0.5;

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string' },
    mutant: { type: 'string' },
  },
});
const minutes = numberOption('minutes', options.minutes);
const seed = numberOption('seed', options.seed ?? String(Math.floor(Math.random() * 2 ** 32)));
const only = options.mutant === undefined ? null : numberOption('mutant', options.mutant);

const messages = corpus();
const entries = messages.filter(isEntry);
const calm = messages.filter((message) => !isEntry(message));
const totals = { mutants: 0, reached: 0, refused: 0, worst: 0, memory: 0 };
const deadline = performance.now() + minutes * 60_000;
let feeder = new Feeder();
process.stdout.write(
  `fuzz: seed ${seed}, ${minutes} minutes, ${messages.length} real messages (${entries.length} entries)\n`,
);

for (let index = only === null ? 0 : only - (only % TOGETHER); ; index += 1) {
  if (only === null ? performance.now() > deadline : index > only) break;
  if (index % TOGETHER === 0) {
    feeder = new Feeder();
    watchMemory(index);
  }
  feedOne(index);
}
report();

/** Feeds the mutant of a number: whole messages around it, in chunks of any size. */
function feedOne(index: number): void {
  const { mutant, chunks } = makeMutant(index);
  let fed = tryFeed(feeder, chunks, index, mutant);
  // What is slow by its nature is so each time.
  for (let again = 0; fed.worst > AGAIN_MS && again < 3; again += 1) {
    const repeated = tryFeed(new Feeder(), chunks, index, mutant);
    fed = { ...fed, worst: Math.min(fed.worst, repeated.worst) };
  }
  totals.mutants += 1;
  if (fed.reached) totals.reached += 1;
  if (fed.thrown !== undefined) totals.refused += 1;
  totals.worst = Math.max(totals.worst, fed.worst);
  if (fed.thrown !== undefined && !isTyped(fed.thrown))
    fail(index, mutant, 'an error that is not typed', fed.thrown);
  if (fed.worst > MOST_MS) fail(index, mutant, `a step of ${fed.worst.toFixed(1)} ms`);
}

function makeMutant(index: number): { mutant: Uint8Array; chunks: Uint8Array[] } {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b));
  const original = random.below(10) < 8 ? random.of(entries) : random.of(messages);
  const mutant = mutate(original, messages, random);
  // Only the mutant may be what reaches the attribute decoder, so its neighbours are none that do.
  const parts: Uint8Array[] = [mutant];
  if (random.below(4) === 0) parts.unshift(random.of(calm));
  if (random.below(4) === 0) parts.push(random.of(calm));
  return { mutant, chunks: inChunks(Buffer.concat(parts), random) };
}

function inChunks(bytes: Uint8Array, random: Random): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const size = random.below(3) === 0 ? 1 + random.below(40) : bytes.length;
    // The last byte of a length field is where a decoder that waits for it may go wrong.
    chunks.push(bytes.subarray(at, (at += size)));
    if (chunks.length > 50) {
      chunks.push(bytes.subarray(at));
      break;
    }
  }
  return chunks;
}

/** Bounds that are broken throw as plain errors: they are failures too. */
function tryFeed(into: Feeder, chunks: readonly Uint8Array[], index: number, mutant: Uint8Array): Fed {
  try {
    return into.feed(chunks);
  } catch (error) {
    return fail(index, mutant, 'a bound that was broken', error);
  }
}

function isEntry(message: Uint8Array): boolean {
  const bytes = Buffer.from(message);
  // 30 <length> 02 <length> <id> <tag of the operation>
  const idAt = 2 + (bytes[1]! < 0x80 ? 0 : bytes[1]! & 0x7f);
  const idLength = bytes[idAt + 1]!;
  const tagAt =
    idLength < 0x80
      ? idAt + 2 + idLength
      : idAt + 2 + (idLength & 0x7f) + bytes[idAt + 1 + (idLength & 0x7f)]!;
  return bytes[tagAt] === 0x64;
}

/** Typed, with a sentence, and not a fault of ours in disguise. */
function isTyped(thrown: unknown): boolean {
  return (
    thrown instanceof RollcallError && thrown.code.startsWith('ldap.') && /^[^\n]+\.$/.test(thrown.message)
  );
}

function watchMemory(index: number): void {
  const { heapUsed, external } = process.memoryUsage();
  totals.memory = Math.max(totals.memory, heapUsed + external);
  if (heapUsed + external > MOST_MEMORY)
    fail(index, new Uint8Array(), `${heapUsed + external} bytes of memory`);
}

function numberOption(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= 0) return value;
  process.stderr.write(`--${name} takes a number, not ${text}.\n`);
  process.exit(64);
}

function fail(index: number, mutant: Uint8Array, what: string, cause?: unknown): never {
  const hex = Buffer.from(mutant).toString('hex');
  process.stderr.write(
    `fuzz: ${what} at mutant ${index} (--seed ${seed} --mutant ${index}): ${hex.slice(0, 4000)}\n`,
  );
  if (cause !== undefined) process.stderr.write(`${inspect(cause)}\n`);
  process.exit(1);
}

function report(): void {
  const { mutants, reached, refused, worst, memory } = totals;
  const share = reached / Math.max(1, mutants);
  const percent = (part: number) => `${((100 * part) / Math.max(1, mutants)).toFixed(1)} %`;
  process.stdout.write(
    `fuzz: ${mutants} mutants, ${percent(reached)} reached the attribute decoder, ${percent(refused)} were refused; ` +
      `worst step ${worst.toFixed(2)} ms, at most ${Math.ceil(memory / 2 ** 20)} MB of memory\n`,
  );
  if (only === null && share < LEAST_SHARE) {
    process.stderr.write('fuzz: fewer than half of the mutants reached the attribute decoder.\n');
    process.exit(1);
  }
}
