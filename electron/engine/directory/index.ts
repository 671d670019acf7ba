export { testDirectory } from './check.ts';
export { EntryDecoder } from './entry-decoder.ts';
export { scanDirectory, type ScanResult, type ScanSink } from './scan.ts';
