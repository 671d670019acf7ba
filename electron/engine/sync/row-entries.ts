import type { AccountFields } from '../../../shared/domain/account.ts';
import type { AccountWrite } from '../store/index.ts';
import type { Collector } from './collector.ts';
import { ownFields, type PlanOptions } from './plan.ts';
import type { RecordFormat } from './records.ts';

/** Where the rows of a plan have their entries from: `record` is the number that a row carries. */
export interface RowEntries {
  /** What a row writes; for an update with the account's present fields. */
  write(record: number, stored?: AccountFields): AccountWrite;
  /** The hash of an entry's mapped bytes. */
  hashOf(record: number): Buffer;
  /** Whether the row gives its account another key (E6). */
  isRekeyed(record: number): boolean;
}

/** The entries of a read, in its spool. */
export function spooledEntries(read: {
  format: RecordFormat;
  collector: Collector;
  keyAttribute: string;
  options: PlanOptions;
  /** Accounts whose key attribute changed, by the record that was paired with each. */
  rekeyed(): ReadonlyMap<number, number>;
}): RowEntries {
  const { format, collector, keyAttribute, options } = read;
  return {
    write(record, stored) {
      const decoded = format.decode(collector.spool.read(record));
      const fields = format.fields(decoded, stored);
      return {
        key: format.key(decoded),
        keyAttribute,
        dn: format.dn(decoded),
        hash: collector.hashOf(record),
        fields: stored === undefined ? fields : ownFields(fields, stored, options),
      };
    },
    hashOf: (record) => collector.hashOf(record),
    isRekeyed: (record) => read.rekeyed().has(record),
  };
}

/** Entries that were kept with their rows: of a preview, or of rows that waited. */
export function keptEntries(kept: readonly { write: AccountWrite; rekeyed: boolean }[]): RowEntries {
  return {
    write: (record) => kept[record]!.write,
    hashOf: (record) => Buffer.from(kept[record]!.write.hash),
    isRekeyed: (record) => kept[record]!.rekeyed,
  };
}
