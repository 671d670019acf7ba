/**
 * Bounds on what a directory may make Rollcall hold, send back or wait for. Whatever goes beyond one of them ends the
 * read as `ldap.protocol`, `ldap.timeout` or `ldap.incomplete`, before anything is allocated for it. They are far from
 * what honest servers send: an Active Directory entry has a few hundred attributes and its largest value is a photo.
 *
 * Nesting needs no bound of its own: messages are read by their grammar (RFC 4511), at most six levels deep, by loops
 * and not by recursion. What is nested deeper than the grammar says is of another type than it says, and refused.
 */
export const LIMITS = {
  /** Bytes of one message. A longer one is refused when its header was read. */
  messageBytes: 64 * 1024 * 1024,
  /** Bytes of a DN. */
  dnBytes: 64 * 1024,
  /** Bytes of an attribute description: the name with its options. */
  descriptionBytes: 1024,
  /** Attributes of one entry. */
  attributes: 10_000,
  /** Values of one entry, all its asked-for attributes together, and also over all ranges of it. */
  values: 1_000_000,
  /** Bytes of a paging cookie, which goes back to the server as it came. */
  cookieBytes: 1024 * 1024,
  /** Entries of one read: what the table of the DNs that were seen can hold. */
  entries: 10_000_000,
  /** Pages without an entry in a row: an empty page may come before the last one (ldap.md L1), but not for ever. */
  emptyPages: 1000,
  /** Pages in a row whose entries all came before (D19): a cookie that leads round in circles. */
  repeatedPages: 10,
  /** Bytes of a diagnostic message or a referral URL that are kept. */
  textBytes: 1000,
  /** Referral URLs that are remembered of one base; one is enough to make a read partial. */
  referrals: 1000,
  /** Types of response controls that are remembered. */
  controls: 100,
  /** Bytes of the DNs of entries whose attributes came in ranges, which are read once more at the end. */
  rangedDnBytes: 64 * 1024 * 1024,
  /**
   * A message that has begun to arrive has the timeout of the synchronizer to become whole, and a second more for each
   * so many bytes of it that are there: a large photo over a slow line is read, a byte a second is not.
   */
  slowestBytesPerSecond: 64 * 1024,
  /** Milliseconds that one read may take in all, however busy the server is. */
  readMs: 24 * 60 * 60 * 1000,
} as const;
