import type { RunSummary } from '../../shared/contract/index.ts';
import { counted } from './numbers.ts';

type SourceKind = RunSummary['sourceKind'];

/** How a source of each kind is called, what it is read from, and what one of its records is. */
const NOUNS = {
  directory: { source: 'synchronizer', read: 'directory', one: 'entry', many: 'entries' },
  pbx: { source: 'PBX node', read: 'PBX', one: 'person', many: 'people' },
} as const satisfies Record<SourceKind, Record<string, string>>;

/** What kind of source a run is of, as in "the *synchronizer* HQ". */
export function sourceWord(kind: SourceKind): string {
  return NOUNS[kind].source;
}

/** What a source of this kind is read from, as in "the *directory* could not be read". */
export function readWord(kind: SourceKind): string {
  return NOUNS[kind].read;
}

/** What a source of this kind is read for: entries of a directory, people of a PBX. */
export function recordsWord(kind: SourceKind): string {
  return NOUNS[kind].many;
}

/** `1 entry`, `12 entries`; of a PBX `1 person`, `12 people`. */
export function records(kind: SourceKind, count: number): string {
  return counted(count, NOUNS[kind].one, NOUNS[kind].many);
}
