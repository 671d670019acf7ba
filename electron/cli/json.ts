import type { Output } from './output.ts';

/** Writes `{ KEY: [ITEM, …] }` in pieces, an item a line, so that a long list never is one string. */
export async function writeList(
  out: Output,
  key: string,
  pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
): Promise<void> {
  await writeListAfter(out, '{', key, pages);
}

type Pages = AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>;

/** Writes `{ KEY: [ITEM, …], KEY: [ITEM, …] }` in pieces. */
export async function writeTwoLists(
  out: Output,
  first: { key: string; pages: Pages },
  second: { key: string; pages: Pages },
): Promise<void> {
  await writeListAfter(out, '{', first.key, first.pages, '\n],');
  await writeListAfter(out, '', second.key, second.pages);
}

/** Writes `{ KEY: [OBJECT, …] }`, where each object ends with a list of its own that comes in pieces. */
export async function writeListOfObjects(
  out: Output,
  key: string,
  innerKey: string,
  items: Iterable<{ object: Record<string, unknown>; pages: AsyncIterable<readonly unknown[]> }>,
): Promise<void> {
  let before = `{${JSON.stringify(key)}:[\n`;
  for (const { object, pages } of items) {
    if (out.closed) return;
    await writeListAfter(out, `${before}${opened(object)}`, innerKey, pages, '\n]}');
    before = ',\n';
  }
  await out.write(before === ',\n' ? '\n]}\n' : `${before}]}\n`);
}

/** Writes an object whose last key is a list that comes in pieces. */
export async function writeObjectWithList(
  out: Output,
  object: Record<string, unknown>,
  key: string,
  pages: AsyncIterable<readonly unknown[]>,
): Promise<void> {
  await writeListAfter(out, opened(object), key, pages);
}

/** An object that goes on with another key. */
function opened(object: Record<string, unknown>): string {
  return `${JSON.stringify(object).slice(0, -1)},\n`;
}

async function writeListAfter(
  out: Output,
  before: string,
  key: string,
  pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
  end = '\n]}\n',
): Promise<void> {
  let separator = `${before}${JSON.stringify(key)}:[\n`;
  for await (const page of pages) {
    if (out.closed) return;
    if (page.length === 0) continue;
    await out.write(separator + page.map((item) => JSON.stringify(item)).join(',\n'));
    separator = ',\n';
  }
  await out.write(separator === ',\n' ? end : `${separator}${end.trimStart()}`);
}
