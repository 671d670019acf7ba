import { createHash } from 'node:crypto';
import {
  ACCOUNT_FIELDS,
  emptyFields,
  type AccountField,
  type AccountFields,
} from '../../../shared/domain/account.ts';
import type { Person } from '../../../shared/domain/mivoice-business/types.ts';
import { numberList } from '../../../shared/domain/numbers.ts';
import type { AccountWrite } from '../store/index.ts';
import { NUMBER_KEY } from './pbx-baseline.ts';
import { HASH_BYTES } from './records.ts';
import type { RowEntries } from './row-entries.ts';

/** What one row of a PBX plan writes. */
interface PbxEntry {
  key: string;
  /** The number that is shown. */
  dn: string;
  /** The fields that the PBX says something of; the account keeps the others. */
  fields: Partial<AccountFields>;
  rekeyed: boolean;
  hash: Buffer;
}

/** The people of an export, and accounts that are gone from it and stay (D2), by the record that their row carries. */
export class PbxEntries implements RowEntries {
  readonly #node: string;
  readonly #entries: PbxEntry[] = [];

  /** @param node name of the node, which accounts show as theirs. */
  constructor(node: string) {
    this.#node = node;
  }

  /** Takes a person in; returns the number of their record. */
  person(person: Person, rekeyed: boolean): number {
    const { key, firstName, lastName, department, deskPhone, softPhone, softPhoneKind, group } = person;
    const fields = {
      ...{ firstName, lastName, department, deskPhone, softPhone, softPhoneKind, group },
      ...{ pbxNode: this.#node, pbxNumbers: numberList(person.numbers), orphan: '' },
    };
    return this.#put({ key, dn: key, fields, rekeyed, hash: hashOf(key, fields) });
  }

  /** Takes an account in that is gone from the PBX and stays (D2). */
  orphan({ accountId, dn }: { accountId: number; dn: string }, rekeyed: boolean): number {
    const key = orphanKey(accountId);
    return this.#put({ key, dn, fields: ORPHANED, rekeyed, hash: hashOf(key, ORPHANED) });
  }

  setLogin(record: number, loginId: string): void {
    this.#entries[record]!.fields.loginId = loginId;
  }

  /** Number that the account of a record is known by. */
  keyOf(record: number): string {
    return this.#entries[record]!.key;
  }

  /** The fields of a record, over those that the account has. */
  fields(record: number, stored: AccountFields = emptyFields()): AccountFields {
    return { ...stored, ...this.#entries[record]!.fields };
  }

  write(record: number, stored?: AccountFields): AccountWrite {
    const { key, dn, hash } = this.#entries[record]!;
    return {
      ...{ key: Buffer.from(key), keyAttribute: NUMBER_KEY, dn, hash },
      fields: this.fields(record, stored),
    };
  }

  /**
   * Whether a record says what was stored of one, to the letter. The name of the node is none of it, and the login is
   * given by us.
   */
  says(record: number, { key, fields: stored }: { key: Buffer; fields: Partial<AccountFields> }): boolean {
    const { key: now, fields } = this.#entries[record]!;
    const said = Object.entries(fields) as [AccountField, string][];
    return (
      key.toString() === now &&
      said.every(([field, value]) => isOurs(field) || (stored[field] ?? '') === value)
    );
  }

  hashOf(record: number): Buffer {
    return this.#entries[record]!.hash;
  }

  isRekeyed(record: number): boolean {
    return this.#entries[record]!.rekeyed;
  }

  #put(entry: PbxEntry): number {
    return this.#entries.push(entry) - 1;
  }
}

/** Whether a field of a record is nothing that the PBX says. */
function isOurs(field: AccountField): boolean {
  return field === 'pbxNode' || field === 'loginId';
}

/** What an account loses that is gone from the PBX and stays (D2): its phones. It keeps its names and its login. */
export const ORPHANED = {
  ...{ deskPhone: '', softPhone: '', softPhoneKind: '', group: '', pbxNumbers: '', orphan: 'yes' },
} as const satisfies Partial<AccountFields>;

/** By what such an account is known: no number, since its number may be somebody else's by now. */
export function orphanKey(accountId: number): string {
  return `gone ${accountId}`;
}

/** Old and new value of each field that differs. */
export function fieldChanges(
  stored: AccountFields,
  now: AccountFields,
): Partial<Record<AccountField, [string, string]>> {
  const differing = ACCOUNT_FIELDS.filter((field) => stored[field] !== now[field]);
  return Object.fromEntries(differing.map((field) => [field, [stored[field], now[field]]]));
}

/** Over what the PBX says of a person, whatever the account keeps of its own and the node is called (E5). */
function hashOf(key: string, { pbxNode: _, ...said }: Partial<AccountFields>): Buffer {
  const text = JSON.stringify([key, said]);
  return createHash('sha256').update(text).digest().subarray(0, HASH_BYTES);
}
