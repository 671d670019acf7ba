import { expect, test } from 'vitest';
import { SwitchingLink } from './switching-link.ts';

type Call = Parameters<SwitchingLink['call']>;
const call = (name: string): Call => [[name], undefined, { context: {} }];
const answering = { call: (path: readonly string[]) => Promise.resolve(path[0]) };
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
const silent = { call: () => new Promise<never>(() => undefined) };

test('a call waits for the first port', async () => {
  const link = new SwitchingLink();
  const answer = link.call(...call('early'));
  link.connectLink(() => answering);
  expect(await answer).toBe('early');
});

test('what a lost port has not answered fails, and the next call uses the new one', async () => {
  const link = new SwitchingLink();
  link.connectLink(() => silent);
  const unanswered = link.call(...call('one'));
  const step = link.guard()(new Promise<never>(() => undefined));
  await turn();
  link.connectLink(() => answering);
  await expect(unanswered).rejects.toMatchObject({ code: 'engine.restarted' });
  await expect(step).rejects.toMatchObject({ code: 'engine.restarted' });
  expect(await link.call(...call('two'))).toBe('two');
});

test('a stream of a port that is gone already does not wait for ever', async () => {
  const link = new SwitchingLink();
  link.connectLink(() => silent);
  const guard = link.guard();
  link.connectLink(() => answering);
  await expect(guard(new Promise<never>(() => undefined))).rejects.toMatchObject({
    code: 'engine.restarted',
  });
});

test('an answer leaves nothing behind', async () => {
  const link = new SwitchingLink();
  link.connectLink(() => answering);
  for (let at = 0; at < 100; at += 1) await link.call(...call(String(at)));
  await turn();
  expect(link.waiting).toBe(0);
});

test('an error leaves nothing behind either, and arrives as it is', async () => {
  const link = new SwitchingLink();
  link.connectLink(() => ({ call: () => Promise.reject(new Error('no')) }));
  await expect(link.call(...call('x'))).rejects.toThrow('no');
  await turn();
  expect(link.waiting).toBe(0);
});
