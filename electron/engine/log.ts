import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pino, type DestinationStream } from 'pino';
import { plainFields } from './log-fields.ts';

const DAYS_KEPT = 14;
const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];
const FILE_NAME = /^rollcall-\d{4}-\d{2}-\d{2}\.log$/;

/** Names that pino writes itself; a field of that name would stand in the line twice. */
const OWN_NAMES = new Set(['level', 'time', 'pid', 'event']);

/** After a failed write the log rests this long (ms): a full disk must not cost two system calls a line. */
const REST_AFTER_FAILURE = 60_000;

/** A log of events. None of its functions ever throws. */
export interface Logger {
  /** `event` is a short dotted name such as `run.finished`; what varies goes into `fields`. */
  info(event: string, fields?: object): void;
  warn(event: string, fields?: object): void;
  error(event: string, fields?: object): void;
  /** Lines after closing are dropped. */
  close(): void;
}

/**
 * Opens the log in `folder` (the data folder's `logs`, which must exist; E2): JSON lines in
 * `rollcall-YYYY-MM-DD.log`, one file per local day, mode 0600, the last 14 days kept. Secrets are redacted by
 * name at any depth. A log that cannot be written is silent; it never disturbs its caller.
 */
export function openLog(folder: string, options: { now?: () => Date; level?: string } = {}): Logger {
  const now = options.now ?? (() => new Date());
  const stream = new DailyFile(folder, now);
  const log = pino(
    {
      level: LEVELS.includes(options.level ?? '') ? options.level : 'info',
      base: { pid: process.pid },
      messageKey: 'event',
      timestamp: () => `,"time":"${now().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: lineFields },
    },
    stream,
  );
  const write = (level: 'info' | 'warn' | 'error', event: string, fields: object = {}): void => {
    try {
      // Wrapped, because pino itself treats an Error or a request given as the first argument specially.
      log[level]({ fields }, event);
    } catch {
      // A getter that throws, for instance. The log gives way.
    }
  };
  return {
    info: (event, fields) => write('info', event, fields),
    warn: (event, fields) => write('warn', event, fields),
    error: (event, fields) => write('error', event, fields),
    close: () => stream.close(),
  };
}

function lineFields(wrapped: Record<string, unknown>): Record<string, unknown> {
  const line: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(plainFields(wrapped.fields as object))) {
    line[OWN_NAMES.has(name) ? `${name}_` : name] = value;
  }
  return line;
}

type Destination = ReturnType<typeof pino.destination>;

/** A stream that goes on in a new file when the day changes, also in an app that runs for months. */
class DailyFile implements DestinationStream {
  readonly #folder: string;
  readonly #now: () => Date;
  #file: Destination | null = null;
  #name = '';
  #closed = false;
  #failedAt: number | null = null;

  constructor(folder: string, now: () => Date) {
    this.#folder = folder;
    this.#now = now;
    prune(folder, now());
  }

  write(line: string): void {
    if (this.#closed) return;
    const now = this.#now();
    const name = fileName(now);
    try {
      if (this.#failedAt !== null) {
        // The distance, not the order: the clock may have been set back.
        if (Math.abs(now.getTime() - this.#failedAt) < REST_AFTER_FAILURE) return;
        this.#failedAt = null;
      }
      if (name !== this.#name) {
        this.#release();
        if (this.#name !== '') prune(this.#folder, now);
        this.#file = this.#open(name);
        this.#name = name;
      }
      this.#file?.write(line);
    } catch {
      this.#fail();
    }
  }

  close(): void {
    this.#closed = true;
    this.#release();
  }

  #open(name: string): Destination {
    const file = pino.destination({
      dest: join(this.#folder, name),
      sync: true,
      mkdir: false,
      mode: 0o600,
      // Waiting inside a synchronous write would stop the whole thread.
      retryEAGAIN: () => false,
    });
    file.on('error', () => {
      if (this.#file === file) this.#fail();
    });
    return file;
  }

  #fail(): void {
    this.#failedAt = this.#now().getTime();
    this.#name = '';
    this.#release();
  }

  #release(): void {
    const file = this.#file;
    this.#file = null;
    try {
      file?.destroy();
    } catch {
      // Closed already.
    }
  }
}

function fileName(date: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  return `rollcall-${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}.log`;
}

/** Removes the files of days before the last 14, today being one of them. Names sort as their days do. */
function prune(folder: string, today: Date): void {
  try {
    const oldestKept = fileName(
      new Date(today.getFullYear(), today.getMonth(), today.getDate() - (DAYS_KEPT - 1)),
    );
    for (const name of readdirSync(folder)) {
      if (FILE_NAME.test(name) && name < oldestKept) rmSync(join(folder, name), { force: true });
    }
  } catch {
    // Another process may be pruning, or the folder is not there: the next opening tries again.
  }
}
