import type { MessagePort } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { RollcallError } from '../../shared/domain/errors.ts';
import type { Session } from '../engine/index.ts';
import type { EngineState } from './engine-host.ts';
import { ResultsFiles } from './results-files.ts';

const SESSION: Session = { role: 'admin' };

/** Files on a host that a test moves by hand; windows are texts. */
function setUp() {
  let last = 0;
  let tell: (state: EngineState) => void = () => undefined;
  let refusal: RollcallError | null = null;
  const seen: string[] = [];
  const host = {
    state: { state: 'running', message: '' } as EngineState,
    openResults: async (file: string) => {
      if (refusal !== null) throw refusal;
      const results = (last += 1);
      seen.push(`open ${file} as ${results}`);
      return { results, info: { file, enterprise: 'acme', exportedAt: '', rollcallVersion: '' } };
    },
    closeResults: (results: number) => void seen.push(`close ${results}`),
    connect: (_session: Session, results?: number) => {
      seen.push(`connect ${results}`);
      return {} as MessagePort;
    },
    onState: (listener: typeof tell) => {
      tell = listener;
      return () => true;
    },
  };
  const files = new ResultsFiles<string>({
    host,
    reopened: (window) => seen.push(`reopened ${window}`),
    lost: (window, message) => seen.push(`lost ${window}: ${message}`),
  });
  const state = async (next: EngineState['state']): Promise<void> => {
    host.state = { state: next, message: '' };
    tell(host.state);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const take = () => seen.splice(0);
  return { files, take, state, refuse: (error: RollcallError | null) => (refusal = error) };
}

describe('windows on results files', () => {
  test('a file is open as long as a window shows it', async () => {
    const { files, take } = setUp();
    const file = await files.open('/a.rollcall');
    files.show('one', file);
    files.show('two', file);
    expect(files.of('one')).toMatchObject({ file: '/a.rollcall', info: { enterprise: 'acme' } });
    expect(files.of('other')).toBeNull();
    expect(files.connect('two', SESSION)).not.toBeNull();
    expect(files.connect('other', SESSION)).toBeNull();
    files.closed('one');
    files.closed('other');
    expect(take()).toEqual(['open /a.rollcall as 1', 'connect 1']);
    files.closed('two');
    expect(take()).toEqual(['close 1']);
  });

  test('after a death of the engine each file is opened once more, and its windows are told', async () => {
    const { files, take, state } = setUp();
    const [a, b] = [await files.open('/a'), await files.open('/b')];
    files.show('one', a);
    files.show('two', a);
    files.show('three', b);
    take();
    await state('restarting');
    expect(files.connect('one', SESSION)).toBeNull();
    expect(take()).toEqual([]);
    await state('running');
    expect(take()).toEqual([
      'open /a as 3',
      'open /b as 4',
      'reopened one',
      'reopened two',
      'reopened three',
    ]);
    files.connect('one', SESSION);
    expect(take()).toEqual(['connect 3']);
  });

  test('a file that is gone is told, and tried again when a person asks', async () => {
    const { files, take, state, refuse } = setUp();
    files.show('one', await files.open('/a'));
    take();
    await state('restarting');
    refuse(new RollcallError('file.unreadable', 'It is gone.'));
    await state('running');
    expect(take()).toEqual([expect.stringContaining('lost one: It is gone. ')]);
    refuse(null);
    expect(files.connect('one', SESSION)).toBeNull();
    await new Promise((resolve) => setImmediate(resolve));
    expect(take()).toEqual(['open /a as 2', 'reopened one']);
  });

  test('a file whose last window closed meanwhile is not kept open', async () => {
    const { files, take, state } = setUp();
    files.show('one', await files.open('/a'));
    take();
    await state('restarting');
    const running = state('running');
    files.closed('one');
    await running;
    expect(take()).toEqual(['open /a as 2', 'close 2']);
  });
});
