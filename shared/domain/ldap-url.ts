/**
 * The parts of an LDAP URL (RFC 4516), or null when it is none. `hostname` keeps the brackets of an IPv6 address and
 * `port` is empty when it is not given, as in the URL standard. Chromium learned to look into URLs of schemes it does
 * not know only with version 130, so the scheme is swapped for one that every engine knows; `ftp`, because its
 * default port 21 is no directory's.
 */
export function parseLdapUrl(text: string):
  | (Pick<URL, 'hostname' | 'port' | 'pathname' | 'search' | 'hash' | 'username' | 'password'> & {
      secure: boolean;
    })
  | null {
  const scheme = /^ldap(s?):\/\//i.exec(text);
  if (scheme === null || /\s|\\/.test(text)) return null;
  const swapped = `ftp://${text.slice(scheme[0].length)}`;
  if (!URL.canParse(swapped)) return null;
  const { hostname, port, pathname, search, hash, username, password } = new URL(swapped);
  return { hostname, port, pathname, search, hash, username, password, secure: scheme[1] !== '' };
}
