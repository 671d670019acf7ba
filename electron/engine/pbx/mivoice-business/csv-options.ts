import type { Options } from 'csv-parse';
import { LIMITS } from './limits.ts';

/**
 * How all files are read (RFC 4180, strictly: a quote that is where none may be ends the read). Rows may end in any of
 * the three ways, also in one file. A row with too many cells has its rest in the last one, so that neither its cells
 * nor its bytes can fill the memory.
 */
export const CSV_OPTIONS = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  ignore_last_delimiters: LIMITS.columns + 1,
  max_record_size: LIMITS.rowBytes,
} satisfies Options;
