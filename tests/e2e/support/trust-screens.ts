/** Previews, held rows and undo, as a person uses them. */
import type { Locator, Page } from '@playwright/test';
import { dialog, expect, expectScreen, main } from './screens.ts';

/** The sentence that a run or a preview begins with. */
export function sentenceOf(page: Page, words: string | RegExp): Locator {
  return main(page)
    .getByText(words, { exact: typeof words === 'string' })
    .first();
}

/** A part of a run or a preview, by the beginning of its name. */
export async function openPart(page: Page, part: string): Promise<Locator> {
  const tab = page.getByRole('tab', { name: new RegExp(`^${part}( |$)`) });
  await tab.click();
  await expect(tab).toHaveAttribute('aria-selected', 'true');
  return page.getByRole('tabpanel');
}

/** The row of an account in a part of a run or a preview. */
export function rowOf(scope: Locator, login: string): Locator {
  return scope
    .getByRole('row')
    .filter({ has: scope.page().getByRole('button', { name: login, exact: true }) });
}

/** Previews everything of the Enterprise, and waits for the page of the only preview. */
export async function preview(page: Page, source: string): Promise<void> {
  await main(page).getByRole('button', { name: 'Preview', exact: true }).click();
  await expectScreen(page, `Preview of ${source}`);
}

/** Applies the preview that is shown, after its question. Answers with what was asked. */
export async function applyPreview(page: Page, button: string | RegExp): Promise<void> {
  await main(page).getByRole('button', { name: 'Apply these changes…' }).click();
  await dialog(page, /^Apply these changes/)
    .getByRole('button', { name: button })
    .click();
}

/** Opens the rows that wait, from the banner of a source. */
export async function review(page: Page, source: string): Promise<void> {
  await main(page)
    .getByRole('link', { name: `Review what ${source} holds` })
    .click();
  await expectScreen(page, 'Held rows');
}

/** Chooses rows by their logins. */
export async function chooseRows(page: Page, ...logins: string[]): Promise<void> {
  for (const login of logins) await rowOf(main(page), login).getByRole('checkbox').check();
}

/** Waits until so many rows wait. */
export async function expectWaiting(page: Page, rows: number): Promise<void> {
  await expect(page.getByRole('tab', { name: `Waiting ${rows}`, exact: true })).toBeVisible();
}

/** Undoes the run that is shown, and waits for the page of the undo. */
export async function undoRun(page: Page, run: number): Promise<void> {
  await main(page).getByRole('button', { name: 'Undo…', exact: true }).click();
  await dialog(page, new RegExp(`^Undo run ${run} of`))
    .getByRole('button', { name: `Undo run ${run}` })
    .click();
  await expect(main(page).getByText(new RegExp(`^(Undid run ${run}:|No row was put back)`))).toBeVisible();
}
