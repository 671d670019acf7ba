/**
 * LDAP Path Assistant (domain.md 2.3): turns the FQDN of a domain controller into an LDAP path.
 * The first suggestion has the documented form; the second names the full host, which also resolves off-domain.
 */
export function suggestLdapPaths(fqdn: string): { path: string; url: string; baseDn: string }[] {
  const name = fqdn.trim().replace(/\.$/, '');
  const labels = name.split('.');
  const wellFormed = labels.every((label) => /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label));
  if (!wellFormed || labels.length < 2 || labels.every((label) => /^\d+$/.test(label))) return [];
  const baseDn = labels
    .slice(1)
    .map((label) => `DC=${label}`)
    .join(',');
  return [labels[0]!, name].map((host) => ({
    path: `ldap://${host}/${baseDn}`,
    url: `ldap://${host}`,
    baseDn,
  }));
}
