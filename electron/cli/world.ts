import type { Writable } from 'node:stream';
import type { Engine, EngineOptions, ResultsEngineOptions } from '../engine/index.ts';

/** A stream that text is written to, as `process.stdout` is. */
export type TextStream = Writable & { isTTY?: boolean; columns?: number };

/** Everything round the command that a test puts in another form. */
export interface World {
  version: string;
  env: Record<string, string | undefined>;
  /** The current folder. */
  cwd: string;
  /** Used when neither --data nor ROLLCALL_DATA names one. */
  defaultDataFolder: string;
  stdin: AsyncIterable<Uint8Array>;
  stdout: TextStream;
  stderr: TextStream;
  createEngine(options: EngineOptions): Promise<Engine>;
  openResults(options: ResultsEngineOptions): Promise<Engine>;
  /** Listens to SIGINT and SIGTERM instead of dying of them, until the answer is called. */
  onSignal(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void;
  /** Ends the process without waiting for anything. */
  exitAtOnce(status: number): void;
  /** Epoch milliseconds. */
  now(): number;
}
