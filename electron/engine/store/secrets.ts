import type { Connection } from './sqlite.ts';

/** A sealed secret as it lies in the store. */
export interface SealedSecret {
  name: string;
  keyId: string;
  nonce: Uint8Array;
  sealed: Uint8Array;
}

/** The name under which a source's password is kept. */
export function passwordName(sourceId: number): string {
  return `source:${sourceId}:password`;
}

/** Sealed secrets by name. What they say is the vault's business. */
export class Secrets {
  readonly #db: Connection;

  constructor(db: Connection) {
    this.#db = db;
  }

  get(name: string): SealedSecret | undefined {
    const row = this.#db.first(this.#db.sql.selectFrom('secret').selectAll().where('name', '=', name));
    return row && { name: row.name, keyId: row.key_id, nonce: row.nonce, sealed: row.sealed };
  }

  put(secret: SealedSecret): void {
    const values = { key_id: secret.keyId, nonce: secret.nonce, sealed: secret.sealed };
    this.#db.execute(
      this.#db.sql
        .insertInto('secret')
        .values({ name: secret.name, ...values })
        .onConflict((conflict) => conflict.column('name').doUpdateSet(values)),
    );
  }

  delete(name: string): void {
    this.#db.execute(this.#db.sql.deleteFrom('secret').where('name', '=', name));
  }
}
