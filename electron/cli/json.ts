import type { Output } from './output.ts';

/** Writes `{ KEY: [ITEM, …] }` in pieces, an item a line, so that a long list never is one string. */
export async function writeList(
  out: Output,
  key: string,
  pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
): Promise<void> {
  await writeListAfter(out, '{', key, pages);
}

/** Writes an object whose last key is a list that comes in pieces. */
export async function writeObjectWithList(
  out: Output,
  object: Record<string, unknown>,
  key: string,
  pages: AsyncIterable<readonly unknown[]>,
): Promise<void> {
  await writeListAfter(out, `${JSON.stringify(object).slice(0, -1)},\n`, key, pages);
}

async function writeListAfter(
  out: Output,
  before: string,
  key: string,
  pages: AsyncIterable<readonly unknown[]> | Iterable<readonly unknown[]>,
): Promise<void> {
  let separator = `${before}${JSON.stringify(key)}:[\n`;
  for await (const page of pages) {
    if (out.closed) return;
    if (page.length === 0) continue;
    await out.write(separator + page.map((item) => JSON.stringify(item)).join(',\n'));
    separator = ',\n';
  }
  await out.write(separator === ',\n' ? '\n]}\n' : `${separator}]}\n`);
}
