import { describe, onTestFinished, test } from 'vitest';
import { makePeople } from '../servers/people.ts';
import { startScriptedLdap } from '../servers/scripted-ldap.ts';
import { configuration, entriesOf, launchWith, source } from './support/acme.ts';
import { electronMissing } from './support/available.ts';
import { directoryMissing, launchWithPeople, startPeople } from './support/people-world.ts';
import {
  dialog,
  expect,
  expectAccounts,
  expectIdle,
  expectScreen,
  goTo,
  main,
  newestRun,
  note,
  progressOf,
} from './support/screens.ts';
import { applyPreview, openPart, preview, rowOf, sentenceOf } from './support/trust-screens.ts';

const [newcomer] = makePeople(31, { ous: ['Sales'] }).slice(30);

describe.skipIf(directoryMissing)('a preview', () => {
  test('says what would happen, changes nothing, and is applied exactly', async () => {
    const world = await startPeople(30);
    await using running = await launchWithPeople(world);
    const { page } = running;
    const [ann, bob, cem] = world.people;
    await world.leave(ann!, bob!);
    await world.change(cem!, 'departmentNumber', 'Field Service');
    await world.join(newcomer!);

    await goTo(page, 'Synchronization');
    const before = await newestRun(page);
    await preview(page, source);
    await expect(sentenceOf(page, 'Would create 1, change 1, delete 2.')).toBeVisible();
    const deleted = await openPart(page, 'Deleted');
    await expect(rowOf(deleted, ann!.uid)).toContainText('deleted in directory');
    const changed = await openPart(page, 'Changed');
    await rowOf(changed, cem!.uid).getByRole('button').click();
    await expect(changed.getByRole('table', { name: `Fields of ${cem!.uid}` })).toContainText(
      `Department${cem!.departmentNumber}Field Service`,
    );
    await goTo(page, 'Accounts');
    await expectAccounts(page, '30 accounts');
    expect(await newestRun(page)).toBe(before);

    // It is kept.
    await goTo(page, 'Synchronization');
    await main(page).getByRole('link', { name: '1 preview' }).click();
    await main(page)
      .getByRole('link', { name: /^Would create 1/ })
      .click();
    await main(page).getByRole('button', { name: 'Apply these changes…' }).click();
    const question = dialog(page, /^Apply these changes/);
    await expect(question).toContainText('Would create 1, change 1, delete 2.');
    await expect(question).toContainText('2 accounts are deleted');
    await question.getByRole('button', { name: 'Apply, and delete 2 accounts' }).click();
    await expectScreen(page, `Run 2 of ${source}`);
    await expect(sentenceOf(page, 'Created 1, changed 1, deleted 2.')).toBeVisible();
    await goTo(page, 'Accounts');
    await expectAccounts(page, '29 accounts');
    // It is applied once only.
    await page.goto('app://rollcall/acme/previews');
    await main(page)
      .getByRole('link', { name: /^Would create 1/ })
      .click();
    await expect(main(page).getByText('These changes were applied')).toBeVisible();
    await expect(main(page).getByRole('button', { name: 'Apply these changes…' })).toHaveAttribute(
      'aria-disabled',
      'true',
    );
  });

  test('a row whose ground moved is refused by name, and the others go through', async () => {
    const world = await startPeople(30);
    await using running = await launchWithPeople(world);
    const { page } = running;
    const [ann, bob] = world.people;
    await world.move(ann!, 'away');
    await world.leave(bob!);
    await goTo(page, 'Synchronization');
    await preview(page, source);
    await expect(rowOf(await openPart(page, 'Deleted'), ann!.uid)).toContainText(
      'moved out of the search base',
    );
    await world.move(ann!, 'back');

    await applyPreview(page, 'Apply, and delete 2 accounts');
    await expectScreen(page, `Run 2 of ${source}`);
    await expect(sentenceOf(page, /^.*[Dd]eleted 1; 1 row was refused\.$/)).toBeVisible();
    const refused = await openPart(page, 'Refused');
    await expect(rowOf(refused, ann!.uid)).toContainText('refused');
    const deleted = await openPart(page, 'Deleted');
    await expect(rowOf(deleted, bob!.uid)).toBeVisible();
    await goTo(page, 'Accounts');
    await expectAccounts(page, '29 accounts');
  });
});

describe.skipIf(electronMissing)('a preview that comes to nothing', () => {
  const people = entriesOf(makePeople(90));

  test('is cancelled while it reads, or says why the directory cannot be read', async () => {
    const server = await startScriptedLdap({ entries: people });
    onTestFinished(() => server.stop());
    await using running = await launchWith(configuration({ url: server.url, pageSize: 10 }), {
      synchronized: true,
    });
    const { page } = running;
    server.change({ entryDelayMs: 40 });
    await goTo(page, 'Synchronization');
    await main(page).getByRole('button', { name: 'Preview', exact: true }).click();
    await expect(progressOf(page, source)).toBeVisible();
    await main(page)
      .getByRole('button', { name: `Cancel the preview of ${source}` })
      .first()
      .click();
    await expect(note(page, `Preview cancelled: ${source}`)).toBeVisible();
    await expectIdle(page);
    await expectScreen(page, 'Synchronization');

    server.destroyConnections();
    await server.stop();
    await main(page).getByRole('button', { name: 'Preview', exact: true }).click();
    await expect(note(page, `No preview of ${source}`)).toContainText('ldap.unreachable');
    await page.goto('app://rollcall/acme/previews');
    await expect(main(page).getByText('No previews')).toBeVisible();
  });

  test('is discarded', async () => {
    const server = await startScriptedLdap({ entries: people });
    onTestFinished(() => server.stop());
    await using running = await launchWith(configuration({ url: server.url }));
    const { page } = running;
    await goTo(page, 'Synchronization');
    await preview(page, source);
    await expect(sentenceOf(page, 'Would create 90.')).toBeVisible();
    await main(page).getByRole('button', { name: 'Discard' }).click();
    await expectScreen(page, 'Synchronization');
    await expect(main(page).getByRole('link', { name: /preview/ })).toBeHidden();
    await goTo(page, 'Accounts');
    await expect(
      main(page)
        .getByText(/No accounts yet|first synchronization/i)
        .first(),
    ).toBeVisible();
  });
});
