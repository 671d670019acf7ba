/** Hands on the keyboard only: what has the focus, and how it is brought elsewhere. */
import type { Locator, Page } from '@playwright/test';
import { expect } from './screens.ts';

/** No screen has more stops than this. */
const MOST_STOPS = 120;

interface Focus {
  /** What has the focus, as one would point at it; null when nothing has. */
  what: string | null;
  /** Whether it is drawn as what has the focus, within the window. */
  seen: boolean;
}

function focus(page: Page): Promise<Focus> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return { what: null, seen: false };
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const within = bottom > 0 && right > 0 && top < innerHeight && left < innerWidth;
    const what = `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent ?? ''}`;
    return { what: what.slice(0, 60), seen: within && element.matches(':focus-visible') };
  });
}

/** The focus must be somewhere: a person with no mouse would have to begin at the top of the page. */
export async function expectFocusKept(page: Page): Promise<void> {
  await expect.poll(async () => (await focus(page)).what, 'nothing has the focus').not.toBeNull();
}

/** Presses Tab, or Shift+Tab, until this has the focus; everything on the way must show that it has it. */
export async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press(key);
    const now = await focus(page);
    if (now.what !== null && !now.seen) throw new Error(`The focus is not to be seen on ${now.what}`);
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
