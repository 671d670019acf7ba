export { testDirectory } from './check.ts';
export { parseLdapUrl } from './connection.ts';
export { checkFilter } from './filter.ts';
export { EntryDecoder } from './entry-decoder.ts';
export { scanDirectory, type ScanResult, type ScanSink } from './scan.ts';
