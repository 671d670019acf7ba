import { EventEmitter, once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { relay, type PagePort } from './relay.ts';

/** As Electron's MessagePortMain: an emitter of messages with `data`. */
class FakePagePort extends EventEmitter implements PagePort {
  readonly sent: unknown[] = [];
  closed = false;
  started = false;

  postMessage(message: unknown): void {
    this.sent.push(message);
  }

  start(): void {
    this.started = true;
  }

  close(): void {
    this.closed = true;
    this.emit('close');
  }
}

function setUp() {
  const page = new FakePagePort();
  const { port1: ours, port2: engine } = new MessageChannel();
  relay(page, ours);
  return { page, engine };
}

test('text passes both ways, and nothing else from the page', async () => {
  const { page, engine } = setUp();
  expect(page.started).toBe(true);
  page.emit('message', { data: { port: 'an object' } });
  page.emit('message', { data: 'question' });
  expect(await once(engine, 'message')).toEqual(['question']);
  engine.postMessage('answer');
  await expect.poll(() => page.sent).toEqual(['answer']);
  engine.close();
});

test('when the engine’s side closes, so does the page’s', async () => {
  const { page, engine } = setUp();
  engine.close();
  await expect.poll(() => page.closed).toBe(true);
});

test('when the page is gone, so is the engine’s side', async () => {
  const { page, engine } = setUp();
  page.emit('close');
  await once(engine, 'close');
});
