/** Where and why a text is not the JSON that was hoped for. The message never repeats the text: it may be secret. */
export interface JsonProblem {
  /** Counted from 1. */
  line: number;
  /** In characters, counted from 1. */
  column: number;
  message: string;
}

const DEEPEST = 64;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parses JSON (RFC 8259). Unlike JSON.parse, it says where a mistake is without quoting what stands round it, and
 * takes a key that stands twice in one object for the mistake that it is.
 */
export function parseJson(text: string): { value: unknown } | { problem: JsonProblem } {
  const body = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const fault = new Scanner(body).fault();
  if (fault !== null) return { problem: { ...position(body, fault.at), message: fault.message } };
  return { value: JSON.parse(body) as unknown };
}

interface Fault {
  at: number;
  message: string;
}

const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /(?:true|false|null)(?![A-Za-z0-9_])/y;
const BLANK = /[ \t\r\n]*/y;

/** Walks over one JSON text. Written out because a parser that only fails cannot say where. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The first mistake, or null. */
  fault(): Fault | null {
    try {
      this.#value(0);
      this.#blank();
      if (this.#at < this.#text.length) this.#fail('there is something after the end');
      return null;
    } catch (error) {
      if (error instanceof Stop) return error.fault;
      throw error;
    }
  }

  #value(depth: number): void {
    if (depth > DEEPEST) this.#fail('the nesting is too deep');
    this.#blank();
    switch (this.#text[this.#at]) {
      case '{':
        this.#object(depth);
        break;
      case '[':
        this.#array(depth);
        break;
      case '"':
        this.#string();
        break;
      case undefined:
        return this.#fail('the text ends too early');
      default:
        if (!this.#skip(NUMBER) && !this.#skip(WORD)) this.#fail('a value is expected here');
    }
  }

  #object(depth: number): void {
    this.#at += 1;
    const keys = new Set<string>();
    if (this.#closes('}')) return;
    do {
      this.#blank();
      const start = this.#at;
      if (this.#text[start] !== '"') {
        this.#fail(
          this.#text[start] === '}'
            ? 'a comma stands before the }'
            : 'a key in double quotes is expected here',
        );
      }
      const key = JSON.parse(this.#string()) as string;
      if (keys.has(key)) this.#fail('the key stands twice in this object', start);
      keys.add(key);
      this.#blank();
      if (this.#text[this.#at] !== ':') this.#fail('a colon is expected here');
      this.#at += 1;
      this.#value(depth + 1);
    } while (this.#continues('}'));
  }

  #array(depth: number): void {
    this.#at += 1;
    if (this.#closes(']')) return;
    do {
      this.#blank();
      if (this.#text[this.#at] === ']') this.#fail('a comma stands before the ]');
      this.#value(depth + 1);
    } while (this.#continues(']'));
  }

  /** Whether the next thing is the closing bracket; then it is passed. */
  #closes(bracket: string): boolean {
    this.#blank();
    if (this.#text[this.#at] !== bracket) return false;
    this.#at += 1;
    return true;
  }

  /** Whether another item follows. */
  #continues(bracket: string): boolean {
    if (this.#closes(bracket)) return false;
    if (this.#text[this.#at] !== ',') {
      this.#fail(
        this.#at < this.#text.length ? `a comma or ${bracket} is expected here` : 'the text ends too early',
      );
    }
    this.#at += 1;
    return true;
  }

  #string(): string {
    const start = this.#at;
    this.#at += 1;
    // Character by character: one pattern for a whole string overflows the stack on long ones.
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        if (!this.#skip(ESCAPE))
          this.#fail('JSON does not know this escape; a backslash itself is written \\\\');
      } else if (code >= 0x20) this.#at += 1;
      else this.#fail('this string is not closed on its line', start);
    }
    this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  #blank(): void {
    this.#skip(BLANK);
  }

  #skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.#at;
    if (!pattern.test(this.#text)) return false;
    this.#at = pattern.lastIndex;
    return true;
  }

  #fail(message: string, at = this.#at): never {
    throw new Stop({ at, message });
  }
}

/** Unwinds the scanner. */
class Stop extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

function position(text: string, at: number): { line: number; column: number } {
  const before = text.slice(0, at);
  const start = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: [...before.slice(start)].length + 1 };
}
