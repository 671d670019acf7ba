/** Where help may lead: the maker's documentation. Host and path are both fixed, so that no redirector is in reach. */
const ALLOWED: { host: string; path: string }[] = [
  { host: 'www.mitel.com', path: '/document-center' },
  { host: 'www.rfc-editor.org', path: '/rfc' },
  { host: 'learn.microsoft.com', path: '/en-us/windows/win32' },
  { host: 'learn.microsoft.com', path: '/en-us/troubleshoot/windows-server' },
];

/** The address to open in a browser, as parsed; null when it is not on the list. */
export function helpAddress(text: string): string | null {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const plain = url.protocol === 'https:' && url.username === '' && url.password === '' && url.port === '';
  const allowed = ALLOWED.some(
    ({ host, path }) =>
      url.hostname === host && (url.pathname === path || url.pathname.startsWith(`${path}/`)),
  );
  // A server that decodes these would leave the path that was checked.
  const tricky = /%(2e|2f|5c)/i.test(url.pathname);
  return plain && allowed && !tricky ? url.href : null;
}
