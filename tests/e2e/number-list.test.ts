/** The list of numbers: sorted by any column, with the columns of each view, and from one holder to the other. */
import type { Page } from '@playwright/test';
import { describe, test } from 'vitest';
import { electronMissing } from './support/available.ts';
import { launchWithHeld, look, numberRow, showHeld } from './support/held-world.ts';
import { expect, goTo, main } from './support/screens.ts';

const grid = (page: Page) => main(page).getByRole('grid', { name: 'Numbers' });
const header = (page: Page, name: string) => grid(page).getByRole('columnheader', { name, exact: true });
const view = (page: Page, name: RegExp) =>
  main(page).getByRole('radiogroup', { name: 'Saved views' }).getByText(name);

/** What stands in the first column with text of the rows, in their order. */
async function numbers(page: Page): Promise<string[]> {
  const rows = await grid(page).getByRole('row').all();
  const found: { top: number; text: string }[] = [];
  for (const row of rows.slice(1)) {
    const cell = row.getByRole('gridcell').nth(1);
    found.push({ top: (await row.boundingBox())!.y, text: await cell.innerText() });
  }
  return found.sort((left, right) => left.top - right.top).map(({ text }) => text);
}

describe.skipIf(electronMissing)('the list of numbers', () => {
  test('every column sorts, both ways and by the keyboard; it is remembered', async () => {
    await using running = await launchWithHeld({}, { accounts: MANUAL });
    const { page } = running;
    await goTo(page, 'Numbers');
    await expect(header(page, 'Number')).toHaveAttribute('aria-sort', 'ascending');
    for (const each of await grid(page).getByRole('columnheader').all()) {
      // All but the box that chooses all.
      if ((await each.getByRole('checkbox').count()) === 0) await expect(each).toHaveAttribute('aria-sort');
    }
    await header(page, 'Number').getByRole('button').click();
    await expect(header(page, 'Number')).toHaveAttribute('aria-sort', 'descending');
    await expect.poll(async () => (await numbers(page)).at(-1)).toBe('3000');

    // Whatever is empty comes last, whichever way it is sorted.
    await header(page, 'Held by').getByRole('button').focus();
    await page.keyboard.press('Enter');
    await expect(header(page, 'Held by')).toHaveAttribute('aria-sort', 'ascending');
    await expect
      .poll(async () => (await numbers(page)).slice(0, 4))
      .toEqual(['3001', '3011', '3021', '3031']);
    await header(page, 'Who must act').getByRole('button').click();
    await expect.poll(async () => (await numbers(page))[0]).toBe('3031');
    await look(page, 'numbers-sorted');
    await goTo(page, 'Accounts');
    await goTo(page, 'Numbers');
    await expect(header(page, 'Who must act')).toHaveAttribute('aria-sort', 'ascending');
    await expect.poll(async () => (await numbers(page))[0]).toBe('3031');
  });

  test('held numbers can show kind, origin and what holds them; what is there is held by nothing', async () => {
    await using running = await launchWithHeld({}, { accounts: MANUAL });
    const { page } = running;
    await showHeld(page);
    await expect(header(page, 'Why it stays')).toBeVisible();
    await expect(header(page, 'Kind')).toHaveCount(0);
    await main(page).getByRole('button', { name: 'Columns of the number list' }).click();
    for (const name of ['Kind', 'Origin', 'Held by']) {
      await page.getByRole('menuitemcheckbox', { name, exact: true }).click();
      await expect(header(page, name)).toBeVisible();
    }
    await page.keyboard.press('Escape');
    await expect(numberRow(page, '3001')).toContainText('Softphone');
    await expect(
      numberRow(page, '3001').getByRole('gridcell', { name: 'Mobile', exact: true }),
    ).toBeVisible();
    await look(page, 'numbers-held-columns');
    // The other views keep their own columns; a manual number that is there is not held.
    await view(page, /^Manual/).click();
    await expect(numberRow(page, '+44 20 7946 0123')).not.toContainText('added by a person');
    await view(page, /^Held/).click();
    await expect(header(page, 'Origin')).toBeVisible();
  });

  test('a conflict leads to the other holder, from the list and from the panel', async () => {
    await using running = await launchWithHeld({}, { accounts: MANUAL });
    const { page } = running;
    await goTo(page, 'Numbers');
    await view(page, /^Conflicts 2$/).click();
    const row = numberRow(page, '+44 20 7946 0123');
    const link = row.getByRole('link', { name: 'Gate (gate), by hand, as 0044 (0)20 7946 0123' });
    await expect(link).toBeVisible();
    await look(page, 'numbers-conflicts');
    await link.click();
    const gate = main(page).getByRole('complementary', { name: '0044 (0)20 7946 0123' });
    await expect(gate).toContainText('Gate (gate)');
    await look(page, 'number-conflict-panel');
    const back = gate
      .getByRole('list', { name: 'Other accounts with this number' })
      .getByRole('link', { name: 'Lobby (lobby), by hand, as +44 20 7946 0123' });
    await back.focus();
    await page.keyboard.press('Enter');
    await expect(main(page).getByRole('complementary', { name: '+44 20 7946 0123' })).toBeVisible();
    expect(running.logs.join('\n')).not.toContain('[page] uncaught');
  });
});

/** Two who have the same number, written in two ways. */
const MANUAL = [
  { loginId: 'lobby', lastName: 'Lobby', numbers: [{ number: '+44 20 7946 0123', kind: 'other' }] },
  { loginId: 'gate', lastName: 'Gate', numbers: [{ number: '0044 (0)20 7946 0123', kind: 'other' }] },
];
