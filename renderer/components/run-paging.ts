/** A piece of something long, and where the next one begins; null at the end. */
export interface Piece<Row, Cursor> {
  rows: Row[];
  next: Cursor | null;
}

type Fetch<Row, Cursor> = (after: Cursor) => Promise<Piece<Row, Cursor>>;

/** Fetches piece by piece until `enough` rows fit, or to the end: a filter then holds for all rows, loaded or not. */
export async function gather<Row, Cursor>(
  fetch: Fetch<Row, Cursor>,
  options: { from: Cursor; enough: number; fits: (row: Row) => boolean; signal: AbortSignal },
): Promise<Piece<Row, Cursor>> {
  const rows: Row[] = [];
  let next: Cursor | null = options.from;
  while (next !== null && rows.length < options.enough) {
    options.signal.throwIfAborted();
    const piece: Piece<Row, Cursor> = await fetch(next);
    rows.push(...piece.rows.filter(options.fits));
    next = piece.next;
  }
  return { rows, next };
}

/** Fetches all pieces, and tells after each how many rows there are. */
export async function collect<Row, Cursor>(
  fetch: Fetch<Row, Cursor>,
  options: { from: Cursor; signal: AbortSignal; progress: (rows: number) => void },
): Promise<Row[]> {
  const rows: Row[] = [];
  let next: Cursor | null = options.from;
  while (next !== null) {
    options.signal.throwIfAborted();
    const piece: Piece<Row, Cursor> = await fetch(next);
    // Not `push(...)`: a piece may be longer than an argument list.
    for (const row of piece.rows) rows.push(row);
    next = piece.next;
    options.progress(rows.length);
  }
  return rows;
}
