/** Accessibility of a page by axe-core's rules. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 A and AA, and axe's own good practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** The rules that a theme can break: it changes colours, and no element. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** The part of axe that is used, as it stands in the page. */
interface Axe {
  run(options: RunOptions): Promise<AxeResults>;
}

/**
 * What breaks the rules on the page as it is now, one short line each: theme, impact, rule, what to mend, where. axe
 * comes in through the debugger, which the page's Content-Security-Policy does not concern. The theme that the page has
 * is judged by all rules, the other one by those of colour; the page stays in the other one, since changing it takes
 * longer than the rules do.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  const [here, present] = await page.evaluate(() => [
    document.documentElement.dataset['mantineColorScheme'] === 'dark',
    'axe' in globalThis,
  ]);
  if (!present) {
    await page.evaluate(source);
    await page.evaluate(stopMotion);
  }
  const themes = here ? (['dark', 'light'] as const) : (['light', 'dark'] as const);
  const lines: string[] = [];
  for (const theme of themes) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await settled(page, theme);
    const runOnly: RunOptions['runOnly'] =
      theme === themes[0] ? { type: 'tag', values: TAGS } : { type: 'rule', values: COLOUR_RULES };
    const results = await page.evaluate(
      (options) => (globalThis as unknown as { axe: Axe }).axe.run(options),
      { runOnly, resultTypes: ['violations'], iframes: false, preload: false } satisfies RunOptions,
    );
    for (const { id, impact, help, nodes } of results.violations) {
      for (const { target, html } of nodes) {
        const where = `${target.flat().join(' ')} ${html.replaceAll(/\s+/g, ' ').slice(0, 160)}`;
        lines.push(`${theme} ${impact ?? 'minor'} ${id}: ${help}: ${where}`);
      }
    }
  }
  return lines;
}

/** Has colours change at once: a transition half way is no colour that anybody chose. Runs in the page. */
function stopMotion(): void {
  const still = new CSSStyleSheet();
  still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important; }');
  document.adoptedStyleSheets.push(still);
}

/** Waits until the page has taken the theme, and nothing moves any more but what moves for ever. */
async function settled(page: Page, theme: string): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      document.documentElement.dataset['mantineColorScheme'] === wanted &&
      document
        .getAnimations()
        .every(
          ({ playState, effect }) =>
            playState !== 'running' || effect?.getComputedTiming().iterations === Infinity,
        ),
    theme,
  );
}
