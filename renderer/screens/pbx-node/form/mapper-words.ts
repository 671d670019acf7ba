import { baseName } from '../../../components/pbx-node/node-words.ts';
import { listed } from '../../../components/run-words.ts';
import { decidedRows, type MapperFile, type MapperRow } from './mapper.ts';

/** What the mapper asks for, or that it asks for nothing. */
export function mapperWords(
  files: readonly MapperFile[],
  strays: readonly MapperRow[],
  waiting: boolean,
): string {
  if (files.length === 0 && strays.length === 0) {
    return waiting ? 'Looking for the columns…' : 'Name the files first: their headers are offered here.';
  }
  const unused = files.filter((file) => file.unused).map(({ path }) => baseName(path));
  const rows = files.flatMap((file) => file.rows);
  const sentences = [];
  if (unused.length > 0) {
    sentences.push(
      `${listed(unused)} ${unused.length === 1 ? 'was' : 'were'} taken for nothing: no form is known by such headers. Say what ${unused.length === 1 ? 'it is, or leave it out' : 'each is, or leave it out'} on purpose.`,
    );
  }
  if (rows.some(({ missing }) => missing)) {
    sentences.push(
      'Say which header each of these columns has in your files, or that they have none. It is kept with the node.',
    );
  }
  if (rows.some(({ shared }) => shared.length > 0)) sentences.push('A header can be one column only.');
  if (sentences.length > 0) return sentences.join(' ');
  const isDecided = strays.length > 0 || decidedRows(rows).length > 0;
  if (rows.length === 0) return 'None of the files has columns to choose.';
  return isDecided
    ? 'Every column that is needed has its header. What was chosen by hand is listed here.'
    : 'Every column that is needed was found by its usual header.';
}
