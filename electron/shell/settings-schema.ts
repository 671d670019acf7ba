import { z } from 'zod';
import type { Preferences } from '../../shared/contract/shell.ts';

const whole = z.int().min(-100_000).max(100_000);

const windowSchema = z.object({
  x: whole,
  y: whole,
  width: z.int().min(1).max(100_000),
  height: z.int().min(1).max(100_000),
  maximized: z.boolean(),
  /** Path of the page that was shown. */
  path: z.string().max(512),
});

/** What the shell remembers of a window. */
export type WindowState = z.infer<typeof windowSchema>;

const settingsSchema = z.object({
  theme: z.enum(['light', 'dark', 'system']).default('system'),
  startAtLogin: z.boolean().default(false),
  keepInTray: z.boolean().default(false),
  enterprise: z.string().max(128).nullable().default(null),
  tables: z.record(z.string().max(64), z.json()).default({}),
  window: windowSchema.nullable().default(null),
});

/** Everything in the settings file. */
export type StoredSettings = Preferences & { window: WindowState | null };

/** What holds while nobody has chosen anything. */
export function defaultSettings(): StoredSettings {
  return settingsSchema.parse({});
}

/**
 * Reads the text of a settings file. A field that does not fit gives way to its default, so that one odd value costs
 * nothing else; `sound` is false when anything had to. Unknown fields are dropped.
 */
export function readSettings(text: string): { settings: StoredSettings; sound: boolean } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return { settings: defaultSettings(), sound: false };
  }
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { settings: defaultSettings(), sound: false };
  const whole = settingsSchema.safeParse(raw);
  if (whole.success) return { settings: whole.data, sound: true };
  const bad = new Set(whole.error.issues.map((issue) => issue.path[0]));
  const kept = Object.fromEntries(Object.entries(raw).filter(([name]) => !bad.has(name)));
  const rest = settingsSchema.safeParse(kept);
  return { settings: rest.success ? rest.data : defaultSettings(), sound: false };
}
