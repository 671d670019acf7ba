import type { Authority } from './certificates.ts';
import type { ScriptedEntry, ScriptedLdapOptions, SearchScript } from './scripted-ldap.ts';

/** What a broken or hostile directory may do: safety.md, last section, in its words and in its order. */
export const HOSTILE_LINES = [
  'refuses the connection',
  'resets before the bind',
  'resets during the bind',
  'resets after the bind',
  'sends half a message and stalls',
  'drips one byte a second',
  'answers with a wrong message id',
  'an unsolicited notice of disconnection',
  'an unknown protocol op',
  'an indefinite length',
  'an over-long length',
  'a 2 GiB length',
  'nested sets',
  'an entry without attributes',
  'an attribute with zero values',
  'invalid UTF-8',
  'forbidden characters',
  'a 10 MB value',
  '5,000 values with ;range=',
  'options such as ;lang-de and ;binary',
  'attribute names in odd case',
  'DNs with escaped commas, hex pairs, leading #, multi-valued RDNs',
  'a repeated entry across pages',
  'an empty page with a cookie',
  'the cookie 0',
  'a cookie that never ends',
  'paging refused as unavailable critical extension',
  'size limit after page 1',
  'referrals',
  'success with no entries',
  'busy',
  'unavailable',
  'StartTLS refused',
  'certificate expired',
  'certificate self-signed',
  'certificate with a wrong name',
  'certificate replaced since last time',
  'a password that stops working between pages',
] as const;

export type HostileLine = (typeof HOSTILE_LINES)[number];

/** What a line changes of a server that behaves. */
export type Misbehaviour = (scene: Scene) => Promise<Partial<ScriptedLdapOptions>>;

/** What a line has to work with. */
export interface Scene {
  /** Everybody, as the server that behaves has them. */
  entries: readonly ScriptedEntry[];
  /** Vouches for the server's certificates, where it shows any. */
  authority: Authority;
}

/** Answers the first page as it should be, and what comes after by a script of its own. */
export function afterFirstPage(then: SearchScript): SearchScript {
  return (request, reply) => {
    if (request.cookie === undefined || request.cookie.length === 0) return reply.default();
    return then(request, reply);
  };
}
