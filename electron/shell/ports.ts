import type { MessagePort } from 'node:worker_threads';
import { ipcMain, MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import type { Session } from '../engine/index.ts';
import type { EngineHost } from './engine-host.ts';
import { isTrustedSender } from './page-policy.ts';
import { relay } from './relay.ts';

/** What the ports of the windows rest on. */
export interface PortsOptions {
  host: EngineHost;
  /** A port to the engine that a window works with; null while there is none. */
  connect(contents: WebContents, session: Session): MessagePort | null;
  /** Whether a page lives in a window that the shell made. */
  isOurWindow(contents: WebContents): boolean;
  /** Who works in a window. Decided here and never by the page (E15). */
  sessionOf(contents: WebContents): Omit<Session, 'via'>;
  /** Answers the shell's contract on a port. */
  serveShell(port: MessagePortMain, contents: WebContents, session: Session): void;
}

/** The ports of one page as it is loaded now. */
interface Connection {
  contents: WebContents;
  shell: MessagePortMain;
  engine: MessagePortMain | null;
}

/**
 * Gives every page of ours its two ports (docs/decisions/011), and a new one to the engine whenever there is a new
 * engine. This is the only message of the page that main listens to; all else travels on the ports. Returns what gives
 * one page a new port to its engine.
 */
export function installPorts(options: PortsOptions): { reconnect(contents: WebContents): void } {
  const { host } = options;
  const sessionOf = (contents: WebContents): Session => ({ ...options.sessionOf(contents), via: 'window' });
  const connections = new Map<number, Connection>();

  const enginePort = (contents: WebContents): { ours: MessagePortMain; theirs: MessagePortMain } | null => {
    const port = options.connect(contents, sessionOf(contents));
    if (port === null) return null;
    const { port1: ours, port2: theirs } = new MessageChannelMain();
    relay(ours, port);
    return { ours, theirs };
  };

  const drop = (id: number): void => {
    const connection = connections.get(id);
    connections.delete(id);
    connection?.shell.close();
    connection?.engine?.close();
  };

  ipcMain.on('rollcall:connect', (event) => {
    const { sender: contents, senderFrame: frame } = event;
    const trusted = isTrustedSender({
      frameAddress: frame?.url,
      isMainFrame: frame !== null && frame === contents.mainFrame,
      isOurWindow: options.isOurWindow(contents),
    });
    if (!trusted) return;
    if (connections.has(contents.id)) {
      drop(contents.id);
      // A person loaded the page again, or pressed its button: perhaps the cause is mended.
      host.retry();
    } else contents.once('destroyed', () => drop(contents.id));
    const { port1: shell, port2: shellOfPage } = new MessageChannelMain();
    options.serveShell(shell, contents, sessionOf(contents));
    shell.start();
    const engine = enginePort(contents);
    connections.set(contents.id, { contents, shell, engine: engine?.ours ?? null });
    if (engine === null) contents.postMessage('rollcall:ports', ['shell'], [shellOfPage]);
    else contents.postMessage('rollcall:ports', ['shell', 'engine'], [shellOfPage, engine.theirs]);
  });

  const reconnect = (contents: WebContents): void => {
    const connection = connections.get(contents.id);
    const engine = connection === undefined ? null : enginePort(contents);
    if (connection === undefined || engine === null) return;
    connection.engine = engine.ours;
    contents.postMessage('rollcall:ports', ['engine'], [engine.theirs]);
  };

  host.onState(({ state }) => {
    if (state !== 'running') return;
    for (const { contents } of [...connections.values()]) reconnect(contents);
  });
  return { reconnect };
}
