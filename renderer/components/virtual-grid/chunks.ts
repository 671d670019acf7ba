/** How many rows are asked for at once: some screens' worth, about 30 KB. */
export const CHUNK = 100;

/** The chunks that the rows from `first` to `last` stand in, both included, of a list of `total`. */
export function chunksOf(first: number, last: number, total: number): number[] {
  const end = Math.min(last, total - 1);
  const start = Math.max(0, first);
  if (end < start) return [];
  const from = Math.floor(start / CHUNK);
  return Array.from({ length: Math.floor(end / CHUNK) - from + 1 }, (_, index) => from + index);
}

/** Where a row stands: its chunk, and its place in that. */
export function placeOf(row: number): { chunk: number; at: number } {
  return { chunk: Math.floor(row / CHUNK), at: row % CHUNK };
}

/** Where the selected row goes on a key; `page` is how many rows are seen at once. Null when the key moves nothing. */
export function movedTo(key: string, row: number | null, total: number, page: number): number | null {
  if (total === 0) return null;
  const within = (to: number) => Math.max(0, Math.min(total - 1, to));
  switch (key) {
    case 'ArrowDown':
      return row === null ? 0 : within(row + 1);
    case 'ArrowUp':
      return row === null ? 0 : within(row - 1);
    case 'PageDown':
      return within((row ?? 0) + Math.max(1, page));
    case 'PageUp':
      return within((row ?? 0) - Math.max(1, page));
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return null;
  }
}

/** All places from one to another, both included, whichever comes first. */
export function through(one: number, other: number): number[] {
  const first = Math.min(one, other);
  return Array.from({ length: Math.abs(one - other) + 1 }, (_, index) => first + index);
}
