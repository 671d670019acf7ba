import { describe, onTestFinished, test } from 'vitest';
import { makePeople } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { configuration, entriesOf, launchWith, source } from './support/acme.ts';
import type { RunningApp } from './support/app.ts';
import { electronMissing } from './support/available.ts';
import { expect, goTo, progressOf, syncButton } from './support/screens.ts';

/** What stands in main for the native question: what it was asked, and what it is to answer. */
interface Stub {
  questions: { message: string; buttons: string[] }[];
  answer: number;
}

/** Answers the native question from now on: 0 keeps running, 1 quits. */
async function answerQuestions({ app }: RunningApp, answer: number): Promise<void> {
  await app.evaluate(({ dialog }, given) => {
    const stub: Stub = { questions: [], answer: given };
    Object.assign(globalThis, { quitStub: stub });
    dialog.showMessageBox = async (...parts: unknown[]) => {
      stub.questions.push(parts.at(-1) as Stub['questions'][number]);
      return { response: stub.answer, checkboxChecked: false };
    };
  }, answer);
}

const questions = ({ app }: RunningApp) =>
  app.evaluate(() => (globalThis as unknown as { quitStub: Stub }).quitStub.questions);

describe.skipIf(electronMissing)('quitting while a synchronization runs', () => {
  test('asks first, on closing the last window and on Quit, and stays or cancels as it is told', async () => {
    const server = await startScriptedLdap({ entries: entriesOf(makePeople(90)), entryDelayMs: 200 });
    onTestFinished(() => server.stop());
    await using running = await launchWith(configuration({ url: server.url, pageSize: 10 }));
    const { page, app } = running;
    await answerQuestions(running, 0);
    await goTo(page, 'Synchronization');
    await syncButton(page).click();
    await expect(progressOf(page, source)).toBeVisible();

    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    await expect.poll(async () => (await questions(running)).length).toBe(1);
    await app.evaluate(({ app: electron }) => electron.quit());
    await expect.poll(async () => (await questions(running)).length).toBe(2);
    expect((await questions(running))[0]).toMatchObject({
      message: 'A synchronization is running. Quit and cancel it?',
      buttons: ['Keep running', 'Quit'],
    });
    expect(app.windows()).toHaveLength(1);
    await expect(progressOf(page, source)).toBeVisible();

    const ended = new Promise((resolve) => app.process().once('exit', resolve));
    await answerQuestions(running, 1);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
    expect(await ended).toBe(0);
  });
});
