import { EventPublisher, implement } from '@orpc/server';
import { requireRole, toContractError } from '../../shared/contract/edge.ts';
import type { Role } from '../../shared/contract/procedure.ts';
import { shellContract, type Preferences, type ShellEvent } from '../../shared/contract/shell.ts';
import { RollcallError } from '../../shared/domain/errors.ts';
import type { EngineClient, Session } from '../engine/index.ts';
import type { EngineState } from './engine-host.ts';
import { helpAddress } from './help-links.ts';
import { mailLink } from './mail-links.ts';
import { saveCodes } from './save-codes.ts';
import { saveFile } from './save-file.ts';

/** What a dialog for a place to save offers. */
export interface SaveOffer {
  name: string;
  title: string;
  filters: { name: string; extensions: string[] }[];
}

/** What the router rests on, so that it can be tested without Electron. */
export interface ShellServices {
  about(): {
    version: string;
    electron: string;
    chromium: string;
    node: string;
    platform: string;
    note: string;
  };
  preferences(): Preferences;
  changePreferences(preferences: Partial<Preferences>): Preferences;
  engineState(): EngineState;
  /** Does something with a client of the engine that acts for a session. Throws when there is no engine. */
  withEngine<T>(session: Session, act: (client: EngineClient) => Promise<T>): Promise<T>;
  /** Opens an address in the person's browser. It has been checked. */
  openInBrowser(address: string): Promise<void>;
  /** Opens a `mailto:` link in the person's mail program. It has been built by mail-links.ts. */
  openMail(link: string): Promise<void>;
  writeClipboard(text: string): Promise<void>;
}

/** The window that a port belongs to. */
export interface ShellWindow {
  events: ShellEvents;
  chooseSavePlace(offer: SaveOffer): Promise<string | null>;
  chooseCaFile(): Promise<string | null>;
  /** Asks for export files of a PBX; none when the person cancelled. */
  pickExportFiles(): Promise<string[]>;
  pickExportFolder(): Promise<string | null>;
  /** Asks for results files and opens them; false when there is none to open. */
  openResults(): Promise<boolean>;
  /** Opens another window; false when the path is none of the page's. */
  openWindow(path: string): boolean;
}

/** What every procedure of the shell is called with. */
export interface ShellContext {
  services: ShellServices;
  window: ShellWindow;
  session: Session;
}

/** What is told to one window. */
export class ShellEvents {
  readonly #publisher = new EventPublisher<{ event: ShellEvent }>({ maxBufferedEvents: 100 });

  publish(event: ShellEvent): void {
    this.#publisher.publish('event', event);
  }

  /** First how things are, then what changes. */
  async *from(first: ShellEvent[], signal: AbortSignal | undefined): AsyncGenerator<ShellEvent> {
    const changes = this.#publisher.subscribe('event', signal ? { signal } : {});
    yield* first;
    yield* changes;
  }
}

const os = implement(shellContract)
  .$context<ShellContext>()
  .use(async ({ context, procedure, next }) => {
    try {
      const { role } = procedure['~orpc'].meta;
      // The engine knows who works in the window; without it nobody but nobody is known.
      if (role !== 'anyone') requireRole(await roleOf(context), role);
      return await next();
    } catch (error) {
      throw toContractError(error);
    }
  });

async function roleOf({ services, session }: ShellContext): Promise<Role> {
  const { role } = await services.withEngine(session, (client) => client.session.current({}));
  return role;
}

const LISTS = {
  csv: { name: 'Comma-separated values', extensions: ['csv'] },
  ldif: { name: 'LDIF', extensions: ['ldif'] },
};

/** What results files are called in a dialog. */
export const RESULTS_FILES = { name: 'Rollcall results', extensions: ['rollcall'] };

/** The shell's contract, implemented. */
export const shellRouter = os.router({
  about: os.about.handler(({ context: { services } }) => services.about()),
  preferences: {
    get: os.preferences.get.handler(({ context: { services } }) => services.preferences()),
    set: os.preferences.set.handler(({ context: { services }, input }) => {
      const named = Object.entries(input).filter(([, value]) => value !== undefined);
      return services.changePreferences(Object.fromEntries(named));
    }),
  },
  events: os.events.handler(({ context: { services, window }, signal }) =>
    window.events.from(
      [
        { type: 'preferences', preferences: services.preferences() },
        { type: 'engine', ...services.engineState() },
      ],
      signal,
    ),
  ),
  files: {
    saveText: os.files.saveText.handler(async ({ context: { window }, input }) => {
      const extension = /\.([a-z0-9]{1,8})$/i.exec(input.name)?.[1];
      const path = await window.chooseSavePlace({
        name: input.name,
        title: 'Save',
        filters: extension ? [{ name: extension.toUpperCase(), extensions: [extension] }] : [],
      });
      if (path !== null) await saveFile(path, [input.text]);
      return { path };
    }),
    exportAccounts: os.files.exportAccounts.handler(async ({ context, input, signal }) => {
      const { enterprise, format } = input;
      const path = await context.window.chooseSavePlace({
        name: `${fileNamePart(enterprise)} accounts.${format}`,
        title: 'Export accounts',
        filters: [LISTS[format]],
      });
      if (path === null) return { path };
      await context.services.withEngine(context.session, async (client) => {
        await saveFile(path, await client.accounts.export({ enterprise, format }, { signal }));
      });
      return { path };
    }),
    saveCodes: os.files.saveCodes.handler(async ({ context, input, signal }) => {
      const { services, window, session } = context;
      const path = await window.chooseSavePlace({
        name: `${fileNamePart(input.enterprise)} one-time codes.csv`,
        title: 'Save one-time codes',
        filters: [LISTS.csv],
      });
      if (path === null) return { path, codes: 0, passedOver: [] };
      // The person named a file for the codes; a window would only have been shown them.
      return services.withEngine({ ...session, via: 'process' }, async (client) => ({
        path,
        ...(await saveCodes(path, () => client.signIns.makeCodes(input, { signal }))),
      }));
    }),
    exportResults: os.files.exportResults.handler(async ({ context, input, signal }) => {
      const { services, window, session } = context;
      const { enterprise } = input;
      const day = new Date().toISOString().slice(0, 10);
      const path = await window.chooseSavePlace({
        name: `${fileNamePart(enterprise)} results ${day}.rollcall`,
        title: 'Export results',
        filters: [RESULTS_FILES],
      });
      if (path === null) return { path };
      // The person named the file, and agreed to replace it; the page did not.
      await services.withEngine({ ...session, via: 'process' }, (client) =>
        client.results.export({ enterprise, file: path, overwrite: true }, { signal }),
      );
      return { path };
    }),
    openResults: os.files.openResults.handler(async ({ context: { window } }) => ({
      opened: await window.openResults(),
    })),
    chooseCaFile: os.files.chooseCaFile.handler(async ({ context: { window } }) => ({
      path: await window.chooseCaFile(),
    })),
    pickExportFiles: os.files.pickExportFiles.handler(async ({ context: { window } }) => ({
      paths: await window.pickExportFiles(),
    })),
    pickExportFolder: os.files.pickExportFolder.handler(async ({ context: { window } }) => ({
      path: await window.pickExportFolder(),
    })),
  },
  clipboard: {
    write: os.clipboard.write.handler(async ({ context: { services }, input }) => {
      await services.writeClipboard(input.text);
      return {};
    }),
  },
  windows: {
    open: os.windows.open.handler(({ context: { window }, input }) => {
      if (!window.openWindow(input.path)) {
        throw new RollcallError('usage.invalid', `${input.path} is no address of Rollcall.`);
      }
      return {};
    }),
  },
  openMail: os.openMail.handler(async ({ context: { services }, input }) => {
    const link = mailLink(input);
    if (link === null) {
      throw new RollcallError('usage.invalid', `A mail cannot be opened for the address “${input.to}”.`);
    }
    const { url, shortened } = link;
    const opened = await services.openMail(url).then(
      () => true,
      () => false,
    );
    if (shortened || !opened) await services.writeClipboard(input.body);
    return { opened, shortened };
  }),
  openHelp: os.openHelp.handler(async ({ context: { services }, input }) => {
    const address = helpAddress(input.url);
    if (address !== null) await services.openInBrowser(address);
    return { opened: address !== null };
  }),
});

/** An Enterprise ID as a part of a file's name: what file systems refuse becomes a dash. */
function fileNamePart(text: string): string {
  return (
    text
      .replaceAll(/[/\\:*?"<>|\u0000-\u001f]/g, '-')
      .replace(/^\.+/, '')
      .slice(0, 100) || 'Rollcall'
  );
}
