export { testDirectory } from './check.ts';
export { checkFilter } from './filter.ts';
export { EntryDecoder } from './entry-decoder.ts';
export { scanDirectory, type ScanResult, type ScanSink } from './scan.ts';
