import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { enterpriseName, id, nothing, procedure } from './procedure.ts';

/**
 * What the page can ask of the shell: the window's own matters, which the engine knows nothing of. It has a port of
 * its own beside the engine's (docs/decisions/011).
 */

const preferencesSchema = z.object({
  theme: z.enum(['light', 'dark', 'system']),
  /** Whether Rollcall starts, in the tray, when the person signs in to the machine (E4). */
  startAtLogin: z.boolean(),
  /** Whether closing the last window leaves Rollcall in the tray, so that schedules go on. */
  keepInTray: z.boolean(),
  /** The Enterprise shown last. */
  enterprise: z.string().max(128).nullable(),
  /** What each table remembers: hidden columns, order, sorting. */
  tables: z.record(z.string().max(64), z.json()),
});

const commandSchema = z.enum([
  'sync-now',
  'preview',
  'search',
  'find',
  'settings',
  'about',
  'new-enterprise',
  'add',
  'go-overview',
  'go-synchronization',
  'go-pbx-nodes',
  'go-accounts',
  'go-numbers',
  'go-statuses',
  'go-features',
  'go-runs',
  'export-results',
  'help',
]);

const shellEventSchema = z.discriminatedUnion('type', [
  /** A menu entry or an accelerator. */
  z.object({ type: z.literal('command'), command: commandSchema }),
  z.object({ type: z.literal('preferences'), preferences: preferencesSchema }),
  /**
   * Whether the engine's worker is alive (E1). `opening` until the first one is ready, `restarting` after a death.
   * After `running` the page gets a new port.
   */
  z.object({
    type: z.literal('engine'),
    state: z.enum(['opening', 'running', 'restarting', 'failed']),
    message: z.string(),
  }),
]);

const saved = z.object({ path: z.string().nullable() });
const fileName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[^/\\:*?"<>|\u0000-\u001f]+$/);

/** The shell's contract. */
export const shellContract = {
  about: procedure('anyone')
    .input(nothing)
    .output(
      z.object({
        version: z.string(),
        electron: z.string(),
        chromium: z.string(),
        node: z.string(),
        platform: z.string(),
        /** What is unusual about the Electron this runs in; empty when nothing is. */
        note: z.string(),
      }),
    ),
  preferences: {
    get: procedure('anyone').input(nothing).output(preferencesSchema),
    set: procedure('anyone').input(preferencesSchema.partial()).output(preferencesSchema),
  },
  /** Commands of the menu, preferences as they change, and how the engine is. The first events say how things are. */
  events: procedure('anyone').input(nothing).output(eventIterator(shellEventSchema)),
  files: {
    /** Asks where to, and writes a text there. `path` is null when the person cancelled. */
    saveText: procedure('anyone', 'file.unwritable')
      .input(z.object({ name: fileName, text: z.string().max(64 * 2 ** 20) }))
      .output(saved),
    /** Asks where to, and writes the account list there, in pieces. */
    exportAccounts: procedure('admin', 'enterprise.not-found', 'file.unwritable')
      .input(z.object({ enterprise: enterpriseName, format: z.enum(['csv', 'ldif']) }))
      .output(saved),
    /**
     * Asks where to, makes one-time codes for many people (contract/sign-ins.ts), and writes them there as CSV, readable
     * by its owner only. Nothing is made when the person cancels: `path` is null then.
     */
    saveCodes: procedure('admin', 'enterprise.not-found', 'file.unwritable')
      .input(
        z.object({
          enterprise: enterpriseName,
          /** Left out: all accounts that could not sign in. */
          accountIds: z.array(id).max(100_000).optional(),
          days: z.int().min(1).max(90),
        }),
      )
      .output(
        saved.extend({
          codes: z.int(),
          passedOver: z.array(z.object({ loginId: z.string(), why: z.string() })),
        }),
      ),
    /** Asks where to, and writes a results file of the Enterprise there. */
    exportResults: procedure('admin', 'enterprise.not-found', 'file.unwritable')
      .input(z.object({ enterprise: enterpriseName }))
      .output(saved),
    /** Lets a person choose results files, and opens each in a window of its own. False when they cancelled. */
    openResults: procedure('admin')
      .input(nothing)
      .output(z.object({ opened: z.boolean() })),
    /** Lets a person choose a PEM file. Null when they cancelled. */
    chooseCaFile: procedure('admin').input(nothing).output(saved),
    /** Lets a person choose export files of a PBX. None when they cancelled. */
    pickExportFiles: procedure('admin')
      .input(nothing)
      .output(z.object({ paths: z.array(z.string()) })),
    /** Lets a person choose a folder with export files of a PBX. Null when they cancelled. */
    pickExportFolder: procedure('admin').input(nothing).output(saved),
  },
  clipboard: {
    write: procedure('anyone')
      .input(z.object({ text: z.string().max(2 ** 20) }))
      .output(z.object({})),
  },
  windows: {
    /** Opens another window on the same address or another one of the app. */
    open: procedure('anyone')
      .input(z.object({ path: z.string().max(512) }))
      .output(z.object({})),
  },
  /**
   * Opens a letter in the person's mail program, which sends it or not. A text that is too long for that is put on the
   * clipboard, and the letter says so; so is any text when there is no such program.
   */
  openMail: procedure('admin')
    .input(
      z.object({ to: z.string().max(320), subject: z.string().max(1000), body: z.string().max(100_000) }),
    )
    .output(z.object({ opened: z.boolean(), shortened: z.boolean() })),
  /** Opens a help page in the person's browser: https, and on the allow-list only. False when it is not. */
  openHelp: procedure('anyone')
    .input(z.object({ url: z.string().max(512) }))
    .output(z.object({ opened: z.boolean() })),
};

export type Preferences = z.infer<typeof preferencesSchema>;
export type ShellCommand = z.infer<typeof commandSchema>;
export type ShellEvent = z.infer<typeof shellEventSchema>;
