/** Thresholds of the guard, per source (E11). They can be changed, not switched off. */
export interface GuardPolicy {
  /** Hold all deletions of a run when they are more than this share of the accounts… */
  deletePercent: number;
  /** …and more than this many. */
  deleteAtLeast: number;
  /** Hold all deletions when they are more than this many, whatever the share. */
  deleteAtMost: number;
  /** Hold the rows that change one field when they are more than this share of the accounts… */
  updatePercent: number;
  /** …and more than this many. */
  updateAtLeast: number;
}

/** E11's defaults. */
export const DEFAULT_GUARD: GuardPolicy = {
  deletePercent: 20,
  deleteAtLeast: 5,
  deleteAtMost: 500,
  updatePercent: 20,
  updateAtLeast: 5,
};

/** The least and the most of each threshold: within them the guard is stricter or laxer, never off. */
export const GUARD_LIMITS: Readonly<Record<keyof GuardPolicy, readonly [least: number, most: number]>> = {
  deletePercent: [1, 50],
  deleteAtLeast: [0, 20],
  deleteAtMost: [1, 1_000_000],
  updatePercent: [1, 50],
  updateAtLeast: [0, 20],
};

/** A policy with each threshold brought within its limits, wherever it was stored. */
export function effectivePolicy(policy: GuardPolicy): GuardPolicy {
  const effective = { ...policy };
  for (const key of Object.keys(GUARD_LIMITS) as (keyof GuardPolicy)[]) {
    const [least, most] = GUARD_LIMITS[key];
    effective[key] = Math.min(Math.max(policy[key], least), most);
  }
  return effective;
}

/** Whether `count` of `total` is more than the share and more than the floor. Shares compare exactly, in integers. */
export function exceeds(count: number, total: number, percent: number, atLeast: number): boolean {
  return count > atLeast && count * 100 > total * percent;
}
