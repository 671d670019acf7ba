/** Where the page lives: a scheme of our own, so that it has an origin and no access to files. */
export const PAGE_ORIGIN = 'app://rollcall';

/** Whether an address is one of the app's own. Origin by parts: `URL.origin` is "null" for unknown schemes in Node. */
export function isPageAddress(address: string): boolean {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return false;
  }
  const { protocol, host, username, password } = url;
  return `${protocol}//${host}` === PAGE_ORIGIN && username === '' && password === '';
}

/** The full address of a path of the page, or null when the path would lead out of it. */
export function pageAddress(path: string): string | null {
  // Two slashes would name another host, and a backslash counts as a slash in Chromium.
  if (!/^\/(?![/\\])[^\\\u0000-\u001f]*$/.test(path)) return null;
  const address = `${PAGE_ORIGIN}${path}`;
  return isPageAddress(address) ? address : null;
}

/** Who sends a message over IPC, as far as it matters. */
export interface Sender {
  /** The address of the frame; undefined when it is gone already. */
  frameAddress: string | undefined;
  isMainFrame: boolean;
  /** Whether the page's window was made by the shell. */
  isOurWindow: boolean;
}

/** Whether a message may be acted on: from the main frame of a window of ours, while it shows our own page. */
export function isTrustedSender(sender: Sender): boolean {
  return (
    sender.isOurWindow &&
    sender.isMainFrame &&
    sender.frameAddress !== undefined &&
    isPageAddress(sender.frameAddress)
  );
}

/**
 * The Content-Security-Policy of every answer of `app://`. The page loads its own files and nothing else; styles made
 * at run time carry the nonce. It needs no connection: it talks through its ports.
 */
export function contentSecurityPolicy(nonce: string): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `script-src-attr 'none'`,
    `style-src 'self' 'nonce-${nonce}'`,
    `style-src-attr 'none'`,
    `img-src 'self' data:`,
    `font-src 'self'`,
    `connect-src 'none'`,
    `object-src 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ');
}
