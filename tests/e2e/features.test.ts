/** Features, seats and feature profiles: the Features tab (domain.md 6, D22, D23). */
import type { Locator, Page } from '@playwright/test';
import { describe, test } from 'vitest';
import { configuration, launchWith } from './support/acme.ts';
import { electronMissing } from './support/available.ts';
import { expectFocusKept, tabTo } from './support/keyboard.ts';
import {
  accountGrid,
  accountRow,
  dialog,
  expect,
  expectAccounts,
  expectScreen,
  fieldOf,
  goTo,
  main,
  note,
} from './support/screens.ts';

const people = ['Ash', 'Birch', 'Cedar', 'Elm'];
const accounts = people.map((lastName) => ({ loginId: lastName.toLowerCase(), lastName }));
const byHand = (overrides: Record<string, unknown> = {}) =>
  configuration(null, { synchronization: { type: 'none' }, accounts, ...overrides });

const table = (page: Page, name: 'features' | 'feature profiles') =>
  main(page).getByRole('table', { name, exact: true });
const row = (page: Page, name: 'features' | 'feature profiles', cell: string) =>
  table(page, name)
    .getByRole('row')
    .filter({ has: page.getByRole('cell', { name: cell, exact: true }) });
const actions = (page: Page, name: string) => main(page).getByRole('button', { name: `Actions for ${name}` });
const featureForm = (page: Page, name: string | RegExp) => main(page).getByRole('form', { name });

/** What the cells of a row say. */
async function expectCells(found: Locator, texts: (string | RegExp)[]): Promise<void> {
  const cells = found.getByRole('cell');
  for (const [at, text] of texts.entries()) await expect(cells.nth(at)).toHaveText(text);
}

async function choose(page: Page, name: string, entry: string): Promise<void> {
  await actions(page, name).click();
  await page.getByRole('menuitem', { name: entry, exact: true }).click();
  // A menu that is still on its way out would be taken for the next one.
  await expect(page.getByRole('menu')).toHaveCount(0);
}

async function setSeats(page: Page, name: string, seats: number, remark?: RegExp): Promise<void> {
  await choose(page, name, 'Edit');
  const form = featureForm(page, `Edit ${name}`);
  await fieldOf(form, 'Seats in all').fill(String(seats));
  if (remark !== undefined) await expect(form.getByRole('status')).toHaveText(remark);
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(form).toBeHidden();
}

/** Gives a profile to all accounts that have another one. */
async function addAll(page: Page, profile: string): Promise<void> {
  await choose(page, profile, 'Add members…');
  const members = dialog(page, `Add members to ${profile}`);
  await members.getByRole('checkbox', { name: /^All \d+ that match/ }).check();
  await members.getByRole('button', { name: 'Add members' }).click();
  await expect(members).toBeHidden();
}

describe.skipIf(electronMissing)('the Features tab', () => {
  test('6: features, a profile and its members: who finds no seat is inactive until there is one', async () => {
    await using running = await launchWith(byHand());
    const { page } = running;
    await goTo(page, 'Features');
    await expect(main(page).getByText('No licensed feature yet')).toBeVisible();

    // With the keyboard only.
    await tabTo(page, main(page).getByRole('button', { name: 'Add feature', exact: true }));
    await page.keyboard.press('Enter');
    const form = featureForm(page, 'New feature');
    await expect(fieldOf(form, 'Feature')).toBeFocused();
    await page.keyboard.type('Soft|phone');
    await page.keyboard.press('Tab');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await expect(form.getByText('Must not contain the vertical bar |')).toBeVisible();
    await expect(fieldOf(form, 'Feature')).toBeFocused();
    await page.keyboard.press('Control+A');
    await page.keyboard.type('Softphone');
    await page.keyboard.press('Enter');
    await expect(form).toBeHidden();
    await expectFocusKept(page);
    await expectCells(row(page, 'features', 'Softphone'), ['Softphone', '3', '0', '3', 'In none']);

    await main(page).getByRole('button', { name: 'Add feature profile' }).click();
    const profile = dialog(page, 'New feature profile');
    await fieldOf(profile, 'Name').fill('default feature profile');
    await profile.getByRole('checkbox', { name: 'Select all' }).check();
    await expect(profile.getByRole('checkbox', { name: 'Softphone' })).toBeChecked();
    await profile.getByRole('button', { name: 'Create' }).click();
    await expect(
      profile.getByText('The Enterprise has a feature profile Default Feature Profile already.'),
    ).toBeVisible();
    await fieldOf(profile, 'Name').fill('Full');
    await fieldOf(profile, 'Description').fill('Everything that is licensed');
    await profile.getByRole('button', { name: 'Create' }).click();
    await expect(profile).toBeHidden();
    await expectCells(row(page, 'feature profiles', 'Full'), [
      'Full',
      'Everything that is licensed',
      '0',
      '3',
      'Softphone',
      '',
    ]);

    await choose(page, 'Full', 'Add members…');
    const members = dialog(page, 'Add members to Full');
    await expect(members.getByRole('row')).toHaveCount(1 + people.length);
    await fieldOf(members, 'Name, login, number or department').fill('birch');
    await expect(members.getByRole('row')).toHaveCount(2);
    await fieldOf(members, 'Name, login, number or department').fill('');
    await expect(members.getByRole('row')).toHaveCount(1 + people.length);
    await members.getByRole('checkbox', { name: /^All 4 that match/ }).check();
    await expect(members.getByText(/up to 1\.$/)).toBeVisible();
    await members.getByRole('button', { name: 'Add members' }).click();
    await expect(
      note(page, '4 accounts have Full now. 1 of them is inactive: no seat was free for it.'),
    ).toBeVisible();
    await expectCells(row(page, 'features', 'Softphone'), ['Softphone', '0', '3', '3', /^1/, 'Full']);
    await expectCells(row(page, 'feature profiles', 'Full'), ['Full', /./, /^4.*1 inactive/, '0']);

    await row(page, 'feature profiles', 'Full')
      .getByRole('link', { name: /1 inactive/ })
      .click();
    await expectScreen(page, 'Accounts');
    await expectAccounts(page, '1 of 4 accounts');
    await expect(
      accountRow(page, 'elm').getByRole('gridcell', { name: 'No', exact: true }).first(),
    ).toBeVisible();

    // A seat more, and the one that waited has it.
    await goTo(page, 'Features');
    await setSeats(page, 'Softphone', 4, /^1 account with this feature waits for seats/);
    await expectFocusKept(page);
    await expectCells(row(page, 'features', 'Softphone'), ['Softphone', '0', '4', '4', 'Full']);
    await row(page, 'feature profiles', 'Full')
      .getByRole('link', { name: /members of Full/ })
      .click();
    await expectAccounts(page, '4 of 4 accounts');
    await expect(accountGrid(page).getByRole('columnheader', { name: 'Active' })).toBeHidden();
  });

  test('D23: a profile in use is not deleted and says who has it; seats in use are taken from nobody', async () => {
    const features = [{ name: 'Softphone', seats: 4 }];
    const featureProfiles = [{ name: 'Full', features: ['Softphone'] }];
    const pbx = { featureProfile: 'Full' };
    await using running = await launchWith(
      byHand({ features, featureProfiles, synchronization: { type: 'none', pbx } }),
    );
    const { page } = running;
    await goTo(page, 'Features');
    await addAll(page, 'Full');
    await setSeats(page, 'Softphone', 1, /^4 seats in use, 3 more than there would be/);
    await expectCells(row(page, 'features', 'Softphone'), [
      'Softphone',
      /3 too many in use/,
      '4',
      '1',
      'Full',
    ]);

    await choose(page, 'Full', 'Delete…');
    const question = dialog(page, 'Delete the feature profile Full');
    await expect(question.getByRole('listitem')).toHaveText(['Options of the PBX Node type', '4 accounts']);
    await expect(question.getByRole('button', { name: /^Delete/ })).toBeHidden();
    await question.getByRole('button', { name: 'Close', exact: true }).last().click();
    await choose(page, 'Softphone', 'Delete…');
    const feature = dialog(page, 'Delete the feature Softphone');
    await expect(feature.getByRole('listitem')).toHaveText(['Feature profile Full']);
    await page.keyboard.press('Escape');
    await expect(feature).toBeHidden();
    await expectFocusKept(page);

    // Its name goes along to the options; then everybody gets another one.
    await choose(page, 'Full', 'Edit');
    const form = dialog(page, 'Edit Full');
    await fieldOf(form, 'Name').fill('Everything');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect(form).toBeHidden();
    await expect(row(page, 'feature profiles', 'Everything')).toContainText('Options of the PBX Node type');
    await addAll(page, 'Default Feature Profile');
    await expectCells(row(page, 'features', 'Softphone'), ['Softphone', '1', '0', '1', 'Everything']);

    await choose(page, 'Default Feature Profile', 'Edit');
    const ours = dialog(page, 'Edit Default Feature Profile');
    await expect(fieldOf(ours, 'Name')).toBeDisabled();
    await expect(ours.getByText(/no licensed features/)).toBeVisible();
  });

  test('D22: in integrated mode everything is seen, and nothing changed', async () => {
    const features = [{ name: 'Softphone', seats: 4 }];
    await using running = await launchWith(byHand({ features, mode: 'integrated' }));
    const { page } = running;
    await goTo(page, 'Features');
    for (const name of ['Add feature', 'Add feature profile'])
      await expect(main(page).getByRole('button', { name, exact: true })).toHaveAttribute(
        'aria-disabled',
        'true',
      );
    await actions(page, 'Softphone').click();
    await expect(page.getByRole('menuitem', { name: 'Edit' })).toBeDisabled();
    await page.keyboard.press('Escape');
    await choose(page, 'Default Feature Profile', 'View');
    const form = dialog(page, 'Default Feature Profile');
    await expect(fieldOf(form, 'Description')).toBeDisabled();
    await expect(form.getByRole('button', { name: 'Save' })).toBeHidden();
  });
});
