/** A point in the glyph's own square of 16 by 16. */
type Point = readonly [x: number, y: number];

const SIDE = 16;
const STROKE = 1.9;
/** Samples per pixel and direction, for smooth edges. */
const SAMPLES = 4;

/** A list with three ticks. */
const STROKES: [Point, Point][] = [3, 8, 13].flatMap((y): [Point, Point][] => [
  [
    [1.2, y],
    [2.7, y + 1.5],
  ],
  [
    [2.7, y + 1.5],
    [5.4, y - 1.7],
  ],
  [
    [8.5, y],
    [14.8, y],
  ],
]);

/**
 * Rollcall's glyph in one colour, drawn here so that it is sharp at every size: rows of pixels, four bytes each in the
 * order blue, green, red, alpha, with the colours multiplied by alpha, as Electron's `createFromBitmap` takes them.
 */
export function drawGlyph(size: number, [red, green, blue]: readonly [number, number, number]): Uint8Array {
  const pixels = new Uint8Array(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const covered = coverage(column, row, SIDE / size);
      const place = (row * size + column) * 4;
      pixels.set([blue * covered, green * covered, red * covered, 255 * covered].map(Math.round), place);
    }
  }
  return pixels;
}

/** How much of a pixel is inked, from 0 to 1. */
function coverage(column: number, row: number, scale: number): number {
  let inked = 0;
  for (let at = 0; at < SAMPLES * SAMPLES; at += 1) {
    const x = (column + ((at % SAMPLES) + 0.5) / SAMPLES) * scale;
    const y = (row + (Math.floor(at / SAMPLES) + 0.5) / SAMPLES) * scale;
    if (STROKES.some(([from, to]) => distance([x, y], from, to) <= STROKE / 2)) inked += 1;
  }
  return inked / (SAMPLES * SAMPLES);
}

function distance([x, y]: Point, [x1, y1]: Point, [x2, y2]: Point): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
