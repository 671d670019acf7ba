import { Writable } from 'node:stream';
import type { Engine, EngineClient, EngineOptions } from '../../electron/engine/index.ts';
import { main } from '../../electron/cli/main.ts';
import type { TextStream, World } from '../../electron/cli/world.ts';

/** The parts of the contract that a test answers; every call is recorded. */
export type Answers = Partial<Record<string, (input: unknown) => unknown>>;

/** What the command left behind, and what it asked of the engine. */
export interface Result {
  status: number;
  stdout: string;
  stderr: string;
  calls: [procedure: string, input: unknown][];
  options: EngineOptions[];
  /** Results files that were opened. */
  files: string[];
  closed: number;
}

/** What a test puts in another form. */
export type TestWorld = Partial<World> & { terminal?: boolean; stdoutFails?: NodeJS.ErrnoException };

/** Runs the command against an engine that only says what a test tells it to. */
export async function runCommand(
  argv: string[],
  answers: Answers = {},
  world: TestWorld = {},
): Promise<Result> {
  const calls: Result['calls'] = [];
  const options: EngineOptions[] = [];
  const files: string[] = [];
  let closed = 0;
  const texts = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof texts, failure?: NodeJS.ErrnoException): TextStream =>
    Object.assign(
      new Writable({
        write(piece: Buffer, _encoding, done) {
          if (failure === undefined) texts[name] += piece.toString();
          done(failure);
        },
      }),
      { isTTY: world.terminal ?? false, columns: 100 },
    );
  const client = new Proxy(
    {},
    {
      get: (_, room: string) =>
        new Proxy(
          {},
          {
            get: (__, procedure: string) => async (input: unknown) => {
              const name = `${room}.${procedure}`;
              calls.push([name, input]);
              const answer = answers[name];
              if (answer === undefined) throw new Error(`${name} is not expected`);
              return answer(input);
            },
          },
        ),
    },
  ) as EngineClient;
  const engine: Engine = {
    client: () => client,
    serve: () => undefined,
    close: async () => {
      closed += 1;
    },
  };
  const status = await main(argv, {
    version: '1.2.3',
    env: {},
    cwd: '/',
    defaultDataFolder: '/default/data',
    stdin: (async function* () {})(),
    stdout: stream('stdout', world.stdoutFails),
    stderr: stream('stderr'),
    createEngine: async (given) => {
      options.push(given);
      return engine;
    },
    openResults: async ({ file }) => {
      files.push(file);
      return engine;
    },
    onSignal: () => () => undefined,
    exitAtOnce: () => undefined,
    now: () => 0,
    ...world,
  });
  return { status, ...texts, calls, options, files, closed };
}
