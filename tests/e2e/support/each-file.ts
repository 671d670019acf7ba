/** Vitest loads this in front of every file of window tests: pictures of what failed, and a clean end. */
import { afterAll, afterEach } from 'vitest';
import { forgetClosed, keep } from './failures.ts';
import { strikeStage } from './stage.ts';

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') {
    const files = await keep(task.fullTestName);
    if (files.length > 0) process.stderr.write(`What the windows showed: ${files.join(', ')}\n`);
  }
  forgetClosed();
});

// Vitest ends its processes in a way that runs no exit handler.
afterAll(strikeStage);
