import { app, session, type WebContents } from 'electron';
import { isPageAddress } from './page-policy.ts';

/** Schemes that a page may load from. Everything else would leave the machine, or reach its files. */
const OWN_SCHEMES = new Set(['app:', 'data:', 'blob:', 'devtools:']);

/**
 * Must run before the app is ready. As root, which only tests are, Chromium's sandbox cannot work, and asking for it
 * makes every child process crash: then `--no-sandbox` must have been given.
 */
export function enableSandbox(): void {
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
}

/** Closes every way out of the page, for every page there will ever be. */
export function lockDownPages(): void {
  app.on('web-contents-created', (_event, contents) => lockDown(contents));
}

function lockDown(contents: WebContents): void {
  const stay = (details: { preventDefault(): void; url: string }): void => {
    if (!isPageAddress(details.url)) details.preventDefault();
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  // Frames inside the page; Electron 25 does not have it, and the policy `frame-ancestors 'none'` forbids them anyway.
  contents.on('will-frame-navigate', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
}

/** Must run when the app is ready. The page needs no permission, no download and no network. */
export function lockDownSession(): void {
  const own = session.defaultSession;
  own.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  own.setPermissionCheckHandler(() => false);
  own.setDevicePermissionHandler(() => false);
  own.on('will-download', (event) => event.preventDefault());
  // It would fetch its dictionaries from the Internet.
  own.setSpellCheckerEnabled(false);
  own.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !isOwn(details.url) }));
}

function isOwn(address: string): boolean {
  try {
    return OWN_SCHEMES.has(new URL(address).protocol);
  } catch {
    return false;
  }
}
