import type { WindowState } from './settings-schema.ts';

/** A rectangle on the desktop, in Electron's device-independent pixels. */
export interface Bounds {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The least that the screens are made for. */
export const LEAST_SIZE = { width: 960, height: 640 };
const USUAL_SIZE = { width: 1280, height: 860 };
/** How far a further window stands from the one before. */
const STEP = 32;
/** So much of the title bar must be seen, or the window could not be moved. */
const LEAST_SEEN = { width: 120, height: 32 };

/**
 * Where a window opens: where it was, unless the screen it was on is gone or has shrunk. Without a position the system
 * chooses one. `workAreas` are the screens without their panels; the first is the main one.
 */
export function openingBounds(
  remembered: WindowState | null,
  workAreas: readonly Bounds[],
): Partial<Bounds> & { width: number; height: number } {
  const main = workAreas[0];
  if (remembered === null) return main ? fitting(USUAL_SIZE, main) : USUAL_SIZE;
  const screen = workAreas.find((area) => titleBarSeen(remembered, area));
  if (screen === undefined) return main ? fitting(remembered, main) : USUAL_SIZE;
  const { width, height } = fitting(remembered, screen);
  return { x: remembered.x, y: Math.max(remembered.y, screen.y), width, height };
}

/** The place of a further window beside an existing one. */
export function cascaded(bounds: Bounds): Bounds {
  return { ...bounds, x: bounds.x + STEP, y: bounds.y + STEP };
}

function fitting(size: { width: number; height: number }, area: Bounds): { width: number; height: number } {
  return {
    width: Math.max(LEAST_SIZE.width, Math.min(size.width, area.width)),
    height: Math.max(LEAST_SIZE.height, Math.min(size.height, area.height)),
  };
}

function titleBarSeen(window: Bounds, area: Bounds): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const top = Math.max(window.y, area.y);
  const bottom = Math.min(window.y + LEAST_SEEN.height, area.y + area.height);
  // A little above the screen is moved down; far above is another screen that is gone.
  return (
    width >= LEAST_SEEN.width &&
    bottom - top >= LEAST_SEEN.height / 2 &&
    window.y >= area.y - LEAST_SEEN.height
  );
}
