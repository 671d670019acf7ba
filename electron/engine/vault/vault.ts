import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from 'node:crypto';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { createKeyFile, keyFilePath, readKeyFile } from './key-file.ts';

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const SHORTEST_PASSPHRASE = 16;

// Fixed, because the salt must be known before the store is: it only keeps this application's keys apart from
// others made of the same passphrase. N = 2^15 costs about 32 MB and a tenth of a second, once per process.
const PASSPHRASE_SALT = 'rollcall vault passphrase 1';
const SCRYPT = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 2 ** 20 };

const KEY_ID_LABEL = 'rollcall vault key id 1\0';

/** A secret as it is stored: nothing in it is secret. */
export interface SecretRow {
  name: string;
  /** Which key sealed it: first 16 hex digits of a hash of the key. */
  keyId: string;
  nonce: Uint8Array;
  /** Ciphertext, then the 16 bytes of the GCM tag. */
  sealed: Uint8Array;
}

/** Where rows are kept; the vault knows no store. */
export interface SecretStorage {
  get(name: string): SecretRow | undefined;
  put(row: SecretRow): void;
  delete(name: string): void;
}

/** Which key new secrets are sealed with. */
export interface VaultStatus {
  source: 'environment' | 'file' | 'none';
  /** Null when there is no key, or none that can be used. */
  keyId: string | null;
  /** Where the key file is, or would be. */
  keyFile: string;
  /** Why the key at `source` cannot be used; null when it can, or when there is none. */
  problem: string | null;
}

export interface VaultOptions {
  /** The data folder; its `key` file is used when ROLLCALL_KEY is not set. */
  folder: string;
  storage: SecretStorage;
  env: Record<string, string | undefined>;
  /** `yes`: `put` creates the key file when there is no key at all (the CLI; the app only after asking, E12). */
  createKeyFile: 'yes' | 'no';
  /** Gets lines for standard error or the log; never a secret. */
  notice?: (line: string) => void;
}

export interface Vault {
  /** Seals and stores a secret. `vault.locked` without a usable key; `store.*` when no key file can be made. */
  put(name: string, secret: string): void;
  /** The secret, or null when none is stored. `vault.locked` when its key is missing or the row is damaged. */
  get(name: string): string | null;
  delete(name: string): void;
  /** Makes the key file when there is no key at all: a person was asked (E12). `vault.locked` when there is one that cannot be used. */
  createKeyFile(): void;
  status(): VaultStatus;
}

/**
 * Opens the vault: secrets at rest, each sealed with AES-256-GCM and bound to its name (E12). The key is
 * ROLLCALL_KEY (64 hex digits, base64 of 32 bytes, or a passphrase of 16 characters or more), else the data
 * folder's key file. Opening and reading never create a key, and an unusable key is no error until a secret is
 * asked for.
 */
export function openVault(options: VaultOptions): Vault {
  return new SealedVault(options);
}

interface Key {
  id: string;
  bytes: Buffer;
}

/** All state is #private, so that neither inspect nor JSON can show a key. */
class SealedVault implements Vault {
  readonly #storage: SecretStorage;
  readonly #keyFile: string;
  readonly #createKeyFile: boolean;
  readonly #notice: (line: string) => void;
  readonly #environmentText: string;
  #environmentKey: Key | null = null;

  constructor(options: VaultOptions) {
    this.#storage = options.storage;
    this.#keyFile = keyFilePath(options.folder);
    this.#createKeyFile = options.createKeyFile === 'yes';
    // White space around it comes from how environments are written down, not from the key.
    this.#environmentText = (options.env.ROLLCALL_KEY ?? '').trim();
    const said = new Set<string>();
    this.#notice = (line) => {
      if (said.has(line)) return;
      said.add(line);
      options.notice?.(line);
    };
  }

  put(name: string, secret: string): void {
    const key = this.#key() ?? (this.#createKeyFile ? this.#newKeyFile() : this.#missingKey());
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key.bytes, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(Buffer.from(name));
    const sealed = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    this.#storage.put({ name, keyId: key.id, nonce, sealed });
  }

  get(name: string): string | null {
    const row = this.#storage.get(name);
    if (!row) return null;
    const problems: string[] = [];
    for (const source of ['environment', 'file'] as const) {
      try {
        const key = source === 'environment' ? this.#fromEnvironment() : this.#fromFile();
        if (key?.id === row.keyId) return open(row, name, key);
        problems.push(this.#mismatch(source, key));
      } catch (error) {
        // A broken ROLLCALL_KEY must not hide a key file that fits, nor the reverse.
        if (!(error instanceof UnusableKey)) throw error;
        problems.push(error.message);
      }
    }
    throw new RollcallError(
      'vault.locked',
      `The stored secret "${name}" needs the key ${row.keyId}. ${problems.join(' ')}`,
    );
  }

  delete(name: string): void {
    this.#storage.delete(name);
  }

  createKeyFile(): void {
    if (this.#key() === null) this.#newKeyFile();
  }

  status(): VaultStatus {
    const base = { keyFile: this.#keyFile, keyId: null, problem: null };
    let source: VaultStatus['source'] = this.#environmentText === '' ? 'file' : 'environment';
    try {
      const key = this.#key();
      if (!key) source = 'none';
      return { ...base, source, keyId: key?.id ?? null };
    } catch (error) {
      if (!(error instanceof UnusableKey)) throw error;
      return { ...base, source, problem: error.message };
    }
  }

  /** What new secrets are sealed with; null when there is no key at all. */
  #key(): Key | null {
    return this.#fromEnvironment() ?? this.#fromFile();
  }

  #fromEnvironment(): Key | null {
    if (this.#environmentText === '') return null;
    this.#environmentKey ??= keyOf(bytesOfText(this.#environmentText));
    return this.#environmentKey;
  }

  /** Read anew every time: a key that is no longer on the disk must not seal anything. */
  #fromFile(): Key | null {
    try {
      const bytes = readKeyFile(this.#keyFile, this.#notice);
      return bytes && keyOf(bytes);
    } catch (error) {
      throw error instanceof RollcallError ? new UnusableKey(error.message) : error;
    }
  }

  #missingKey(): never {
    throw new RollcallError(
      'vault.locked',
      `There is no key to seal the secret with: ROLLCALL_KEY is not set and ${this.#keyFile} does not exist.`,
    );
  }

  #newKeyFile(): Key {
    if (createKeyFile(this.#keyFile)) {
      this.#notice(
        `Created the key file ${this.#keyFile}: whoever can read it can read the stored passwords.`,
      );
    }
    // What is on the disk counts, in case another process was first.
    const key = this.#fromFile();
    if (!key) throw new UnusableKey(`The key file ${this.#keyFile} vanished as soon as it was created.`);
    return key;
  }

  #mismatch(source: 'environment' | 'file', key: Key | null): string {
    if (source === 'environment') {
      return key ? `ROLLCALL_KEY is another one (${key.id}).` : 'ROLLCALL_KEY is not set.';
    }
    return key
      ? `The key file ${this.#keyFile} holds another one (${key.id}).`
      : `The key file ${this.#keyFile} does not exist.`;
  }
}

/** A key that is there and cannot be used. */
class UnusableKey extends RollcallError {
  constructor(message: string) {
    super('vault.locked', message);
  }
}

function keyOf(bytes: Buffer): Key {
  return { id: createHash('sha256').update(KEY_ID_LABEL).update(bytes).digest('hex').slice(0, 16), bytes };
}

/** The key that ROLLCALL_KEY stands for. */
function bytesOfText(text: string): Buffer {
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (/^(?:[A-Za-z0-9+/]{43}|[A-Za-z0-9_-]{43})=?$/.test(text)) {
    const bytes = Buffer.from(text, 'base64url');
    // Only what an encoder would write; anything else of that length is a passphrase.
    const canonical = text.replace('=', '').replaceAll('+', '-').replaceAll('/', '_');
    if (bytes.length === 32 && bytes.toString('base64url') === canonical) return bytes;
  }
  // The same passphrase typed on another system may be composed differently.
  const passphrase = text.normalize('NFC');
  if ([...passphrase].length < SHORTEST_PASSPHRASE) {
    throw new UnusableKey(
      `ROLLCALL_KEY is too short: give 64 hex digits, 32 bytes in base64, or a passphrase of at least ${SHORTEST_PASSPHRASE} characters.`,
    );
  }
  return scryptSync(passphrase, PASSPHRASE_SALT, 32, SCRYPT);
}

function open(row: SecretRow, name: string, key: Key): string {
  try {
    const body = Buffer.from(row.sealed);
    const decipher = createDecipheriv(CIPHER, key.bytes, row.nonce, { authTagLength: TAG_BYTES });
    // The name asked for, not the row's: a row copied to another name must not open.
    decipher.setAAD(Buffer.from(name));
    decipher.setAuthTag(body.subarray(body.length - TAG_BYTES));
    const text = decipher.update(body.subarray(0, body.length - TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    // Without the cause: it says nothing, and could carry bytes of the row.
    throw new RollcallError(
      'vault.locked',
      `The stored secret "${name}" is damaged or was tampered with. Enter it again.`,
    );
  }
}
