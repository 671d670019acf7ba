import type { TextStream } from './world.ts';

export type Colour = 'red' | 'yellow' | 'green' | 'dim' | 'bold';

const SGR: Record<Colour, number> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 };

/** One of the command's two streams of text. */
export class Output {
  readonly #stream: TextStream;
  readonly #colours: boolean;
  #status = '';
  #failure: NodeJS.ErrnoException | null = null;
  #started = false;

  constructor(stream: TextStream, env: Record<string, string | undefined>) {
    this.#stream = stream;
    this.#colours = this.isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.#failure ??= error;
    });
  }

  get isTerminal(): boolean {
    return this.#stream.isTTY === true;
  }

  get columns(): number {
    // A terminal that does not know its width says 0.
    return this.#stream.columns || 80;
  }

  /** Whether anything was written. */
  get started(): boolean {
    return this.#started;
  }

  /** Whether nobody reads any more: producing more text is useless. */
  get closed(): boolean {
    return this.#failure !== null || this.#stream.destroyed;
  }

  /** Why writing failed; a reader that went away (`| head`) is no failure. */
  get failure(): Error | null {
    return this.#failure === null || this.#failure.code === 'EPIPE' ? null : this.#failure;
  }

  /** Writes text, and waits while the reader is slower. */
  async write(text: string): Promise<void> {
    if (text === '' || this.closed) return;
    this.#started = true;
    if (this.#emit(text)) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        for (const event of ['drain', 'error', 'close']) this.#stream.off(event, done);
        resolve();
      };
      for (const event of ['drain', 'error', 'close']) this.#stream.on(event, done);
    });
  }

  /** Writes one short line without waiting. */
  line(text: string): void {
    if (this.closed) return;
    this.#started = true;
    this.#emit(`${text}\n`);
  }

  /** Shows one line that the next thing written replaces; only on a terminal. */
  status(text: string): void {
    if (!this.isTerminal || this.closed || text === this.#status) return;
    this.#stream.write(text === '' ? '\r\u001b[K' : `\r${text}\u001b[K`);
    this.#status = text;
  }

  /** Waits until everything has left this process. */
  async flush(): Promise<void> {
    if (!this.closed) await new Promise<void>((resolve) => this.#stream.write('', () => resolve()));
  }

  /** Coloured where colours are wanted: on a terminal, without NO_COLOR. */
  paint(colour: Colour, text: string): string {
    return this.#colours ? `\u001b[${SGR[colour]}m${text}\u001b[0m` : text;
  }

  #emit(text: string): boolean {
    if (this.#status === '') return this.#stream.write(text);
    return this.#stream.write(`\r\u001b[K${text}${this.#status}`);
  }
}
