import { describe, test } from 'vitest';
import { source } from './support/acme.ts';
import { directoryMissing, launchWithPeople, startPeople } from './support/people-world.ts';
import {
  dialog,
  expect,
  expectAccounts,
  expectScreen,
  goTo,
  main,
  note,
  panel,
  syncNow,
} from './support/screens.ts';
import { chooseRows, expectWaiting, openPart, review, rowOf, sentenceOf } from './support/trust-screens.ts';

describe.skipIf(directoryMissing)('held deletions', () => {
  test('are reviewed: some are approved, one is kept, one rejected, and nobody is asked twice', async () => {
    const world = await startPeople(30);
    await using running = await launchWithPeople(world);
    const { page } = running;
    const gone = world.people.slice(0, 8);
    const [ann, bob, cem, dan, eva] = gone.map(({ uid }) => uid);
    await world.leave(...gone);

    await goTo(page, 'Synchronization');
    await syncNow(page);
    await expect(main(page).getByText(`${source}: 8 deletions wait for you:`)).toBeVisible();
    await goTo(page, 'Overview');
    await expect(panel(page, 'Needs attention')).toContainText(`8 deletions of ${source} wait for approval.`);
    await goTo(page, 'Synchronization');
    await review(page, source);
    await expectWaiting(page, 8);

    await chooseRows(page, ann!);
    await main(page).getByRole('button', { name: 'Keep this account' }).click();
    await expectWaiting(page, 7);
    await chooseRows(page, bob!);
    await main(page).getByRole('button', { name: 'Reject' }).click();
    await expectWaiting(page, 6);
    await chooseRows(page, cem!, dan!);
    await main(page).getByRole('button', { name: 'Approve…' }).click();
    const question = dialog(page, 'Approve 2 deletions?');
    await expect(question.getByRole('list', { name: 'Accounts' }).getByRole('listitem')).toHaveText([
      cem!,
      dan!,
    ]);
    await question.getByRole('button', { name: 'Approve 2 deletions' }).click();
    await expect(note(page, `Approved: ${source}`)).toBeVisible();
    await expectWaiting(page, 4);
    await note(page, `Approved: ${source}`).getByRole('link', { name: 'Show run 3' }).click();
    await expectScreen(page, `Run 3 of ${source}`);
    await expect(sentenceOf(page, 'Approved: deleted 2.')).toBeVisible();
    await expect(rowOf(await openPart(page, 'Deleted'), cem!)).toBeVisible();
    await goTo(page, 'Accounts');
    await expectAccounts(page, '28 accounts');

    // The next synchronization asks for the four that nobody answered, and for no other.
    await goTo(page, 'Synchronization');
    await syncNow(page);
    await expect(main(page).getByText(`${source}: 4 deletions wait for you:`)).toBeVisible();
    await page.goto('app://rollcall/acme/runs/2?tab=held');
    await expect(main(page).getByText('8 rows of this run wait here no more')).toBeVisible();
    await main(page).getByRole('link', { name: 'Review 4 waiting rows' }).click();
    await expectWaiting(page, 4);
    await expect(rowOf(main(page), eva!)).toContainText('deleted in directory');
    for (const login of [ann!, bob!]) await expect(rowOf(main(page), login)).toBeHidden();

    // But it can be made to ask again.
    await page.getByRole('tab', { name: 'Answers 2' }).click();
    const answers = main(page).getByRole('table', { name: 'answers' });
    await expect(answers.getByRole('row').filter({ hasText: ann! })).toContainText('Kept:');
    await expect(answers.getByRole('row').filter({ hasText: bob! })).toContainText('Rejected:');
    await main(page)
      .getByRole('button', { name: `Ask again about the deletion of ${ann}` })
      .click();
    await expect(answers.getByRole('row').filter({ hasText: ann! })).toContainText('Taken back:');
    // One deletion alone is no accident by any threshold: it waits because it was to be asked about.
    await goTo(page, 'Synchronization');
    await syncNow(page);
    await expect(main(page).getByText(`${source}: 5 deletions wait for you:`)).toBeVisible();
    await review(page, source);
    await expect(rowOf(main(page), ann!)).toBeVisible();
    await expect(rowOf(main(page), bob!)).toBeHidden();
  });

  test('are all approved by keyboard', async () => {
    const world = await startPeople(20);
    await using running = await launchWithPeople(world);
    const { page } = running;
    const gone = world.people.slice(0, 12);
    await world.leave(...gone);
    await goTo(page, 'Synchronization');
    await syncNow(page);
    await review(page, source);
    await expectWaiting(page, 12);
    const all = main(page).getByRole('checkbox', { name: /^Choose all rows shown/ });
    await all.focus();
    await page.keyboard.press('Space');
    await expect(main(page).getByText('12 of 12 chosen')).toBeVisible();
    await main(page).getByRole('button', { name: 'Approve…' }).focus();
    await page.keyboard.press('Enter');
    const question = dialog(page, 'Approve 12 deletions?');
    // Ten are named.
    await expect(question.getByRole('list', { name: 'Accounts' })).toContainText('and 2 others');
    // The focus stands where nothing happens.
    await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expectWaiting(page, 0);
    await expect(main(page).getByText('Nothing waits for you')).toBeVisible();
    await goTo(page, 'Accounts');
    await expectAccounts(page, '8 accounts');
  });
});
