/**
 * Bounds on what an export may make Rollcall hold or look at. What goes beyond one of them ends the read with a code,
 * before anything is kept of it. They are far from what a MiVoice Business has: its forms hold some ten thousand rows
 * of some dozen columns.
 */
export const LIMITS = {
  /** Bytes of one file. */
  fileBytes: 512 * 1024 * 1024,
  /** Files of a folder that may be exports. */
  files: 200,
  /** Rows of all files of a read together. */
  rows: 1_000_000,
  /** Columns of a row. */
  columns: 256,
  /** Characters of a cell. */
  cellCharacters: 4096,
  /** Bytes of a row, over all lines that its quotes make it span. */
  rowBytes: 1024 * 1024,
  /** Bytes at the beginning of a file among which its header is looked for… */
  headBytes: 64 * 1024,
  /** …and lines. */
  headLines: 40,
  /** Bytes that are read at once. The signal is looked at, and other work let through, in between. */
  chunkBytes: 64 * 1024,
  /** Rows that are shown of a file. */
  sampleRows: 5,
  /** Headers that a message names, and characters of each. */
  shownHeaders: 20,
  shownCharacters: 60,
} as const;
