export { testDirectory } from './check.ts';
export { parseLdapUrl } from './connection.ts';
export { basesProblem } from './dn.ts';
export { checkFilter } from './filter.ts';
export { EntryDecoder } from './entry-decoder.ts';
export { scanDirectory, type ScanResult, type ScanSink } from './scan.ts';
export { lookUpGone, type LookupRequest } from './lookup.ts';
export { type LookupAnswer } from './lookup-decision.ts';
export { readAgain, type ReadAgainSink } from './read-again.ts';
