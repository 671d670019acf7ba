/** Hands on the keyboard only: what has the focus, and how it is brought elsewhere. */
import type { Locator, Page } from '@playwright/test';
import { expect } from './screens.ts';

/** No screen has more stops than this. */
const MOST_STOPS = 120;

/** The focus must be somewhere: a person without a mouse, or without sight, would have to begin anew. */
export async function expectFocusKept(page: Page): Promise<void> {
  const somewhere = () => page.evaluate(() => document.activeElement !== document.body);
  await expect.poll(somewhere, 'nothing has the focus').toBe(true);
}

/** Presses Tab, or Shift+Tab, until this has the focus; everything on the way must show that it has it. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    const { there, unseen } = await target.evaluate(lookAtFocus);
    if (stop > 0 && unseen !== null) throw new Error(`It is not to be seen that ${unseen} has the focus`);
    if (there) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${MOST_STOPS} times ${key} do not lead to ${String(target)}`);
}

/** Brings the focus to a field and types. */
export async function typeInto(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field);
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
  await expect(field).toHaveValue(text);
}

/** Runs in the page: whether `target` has the focus, and what has it without being drawn so, within the window. */
function lookAtFocus(target: Element): { there: boolean; unseen: string | null } {
  const element = document.activeElement;
  if (element === null || element === document.body) return { there: false, unseen: null };
  const { top, bottom, left, right } = element.getBoundingClientRect();
  const within = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
  const seen = within && element.matches(':focus-visible');
  const what = `${element.tagName} “${element.getAttribute('aria-label') ?? element.textContent ?? ''}”`;
  return { there: element === target, unseen: seen ? null : what.slice(0, 60) };
}
