import { describe, expect, test } from 'vitest';
import { checkConfiguration, problemSentence } from './configuration-check.ts';

const ACME = { id: 'acme', description: 'Acme', domain: 'acme.example.com' };
const HQ = { description: 'HQ', domain: 'acme.example.com', url: 'ldap://dc1', baseDn: 'dc=x' };

/** What is wrong with an Enterprise of the file, by path below it. */
function problems(enterprise: object): string[] {
  const { problems: found } = checkConfiguration({ rollcall: 1, enterprises: [{ ...ACME, ...enterprise }] });
  return found.map((problem) => problemSentence(problem).replace('enterprises[0].', ''));
}

const synchronizer = (more: object) => problems({ synchronizers: [{ ...HQ, ...more }] });
const schedule = (more: object) => problems({ synchronization: { type: 'directory', schedule: more } });
const account = (more: object) => problems({ accounts: [{ loginId: 'lobby', lastName: 'Lobby', ...more }] });

describe('Enterprises', () => {
  test.each([
    [{ description: 'a|b' }, 'description must not contain the vertical bar |'],
    [{ description: ' ' }, 'description must not be empty'],
    [{ description: 'x'.repeat(129) }, 'description must have at most 128 characters'],
    [{ description: 'a\u0007' }, 'description must not contain control characters'],
    [{ domain: '-acme.com' }, 'domain must be a domain name such as acme.example.com'],
    [{ domain: undefined }, 'domain is missing'],
    [{ mode: 'other' }, 'mode must be "standalone" or "integrated"'],
    [{ features: [{ name: 'A', seats: -1 }] }, 'features[0].seats must be a whole number from 0 to 1000000'],
    [{ features: [{ name: 'A' }, { name: 'a' }] }, 'features[1].name repeats the feature "a"'],
    [
      { statuses: { templates: [{ name: 'A' }, { name: 'a' }] } },
      'statuses.templates[1].name repeats the template "a"',
    ],
    [
      { featureProfiles: [{ name: 'default feature profile', features: ['A'] }] },
      'featureProfiles[0].features must be empty: the Default Feature Profile has no licensed features',
    ],
    [{ synchronization: {} }, 'synchronization.type is missing'],
    [{ syncronizers: [] }, 'syncronizers is not a known key'],
  ])('%j: %s', (more, problem) => {
    expect(problems(more)).toEqual([problem]);
  });

  test.each(['a b', '', 'a/b', '.', '..', '.acme', '-acme', '_acme', 'x'.repeat(65)])(
    '"%s" is no ID, since it could not stand in an address or in a domain name',
    (id) => {
      const characters = 'must consist of 1 to 64 letters, digits, dashes, dots and underscores';
      expect(problems({ id })).toEqual([`id ${characters}, and begin with a letter or digit`]);
    },
  );

  test('IDs may not repeat, whatever their case', () => {
    const { problems: found } = checkConfiguration({
      rollcall: 1,
      enterprises: [ACME, { ...ACME, id: 'ACME' }],
    });
    expect(found.map(problemSentence)).toEqual(['enterprises[1].id repeats the Enterprise ID "ACME"']);
  });

  test('128 characters, other scripts and an underscore are fine', () => {
    expect(
      problems({ id: 'a_1.b-C', description: '王'.repeat(128), domain: 'münchen.acme_1.example' }),
    ).toEqual([]);
  });
});

describe('synchronizers', () => {
  test.each([
    [{ url: 'http://x' }, 'url must be an LDAP URL such as'],
    [{ url: 'ldap://' }, 'url must be an LDAP URL such as'],
    [{ url: 'ldap://x:99999' }, 'url must be an LDAP URL such as'],
    [{ url: ['ldap://x', 'x'] }, 'url[1] must be an LDAP URL such as'],
    [{ url: [] }, 'url must name at least one server'],
    [{ url: 7 }, 'url must be an LDAP URL such as "ldap://dc1.example.com", or a list of them'],
    [{ url: 'ldap://me:secret@x' }, 'url must not contain a user name or password'],
    [{ url: 'ldap://x/dc=x' }, 'url must end after host and port: the base belongs in baseDn'],
    [
      { url: 'ldaps://x', transport: 'plain' },
      'transport must be "ldaps", because the URL begins with ldaps://',
    ],
    [{ url: ['ldaps://x', 'ldap://y'] }, 'transport must be given, because the URLs differ in theirs'],
    [{ transport: 'tls' }, 'transport must be "plain" or "starttls" or "ldaps"'],
    [{ baseDn: 'example.com' }, 'baseDn must be a DN such as "dc=example,dc=com"'],
    [{ query: 'uid=*' }, 'query must be a filter in parentheses, such as (objectClass=person)'],
    [{ query: '(&(a=b)(c=d)' }, 'query lacks a closing parenthesis'],
    [{ query: '(a=b))' }, 'query must be one filter; put (&…) or (|…) round several'],
    [{ query: '(a=b)(c=d)' }, 'query must be one filter; put (&…) or (|…) round several'],
    [{ query: '(&())' }, 'query contains an empty pair of parentheses'],
    [{ pageSize: 0 }, 'pageSize must be a whole number from 1 to 100000'],
    [{ pageSize: '9' }, 'pageSize must be a whole number from 1 to 100000'],
    [{ timeoutSeconds: 601 }, 'timeoutSeconds must be a whole number from 1 to 600'],
    ...([0, 101, 2.5, '20'] as const).map((deletePercent): [object, string] => [
      { guard: { deletePercent } },
      'guard.deletePercent must be 1 to 100',
    ]),
    [{ guard: { updatePercent: 101 } }, 'guard.updatePercent must be 1 to 100'],
    [{ guard: { deleteAtLeast: 1_000_001 } }, 'guard.deleteAtLeast must be 0 to 1000000'],
    [{ guard: { updateAtLeast: -1 } }, 'guard.updateAtLeast must be 0 to 1000000'],
    [{ guard: { deleteAtMost: 0 } }, 'guard.deleteAtMost must be 1 to 1000000'],
    [{ guard: { deleteAtMost: 1_000_001 } }, 'guard.deleteAtMost must be 1 to 1000000'],
    [{ mapping: { loginId: '' } }, 'mapping.loginId must not be empty: every account needs it'],
    [{ mapping: { email: 'mail, other' } }, 'mapping.email must be the name of one attribute'],
    ...(['2.5.4.20', '2.5.4.20;lang-de'] as const).map((deskPhone): [object, string] => [
      { mapping: { deskPhone } },
      'mapping.deskPhone must be the name of the attribute, not its OID: the directory answers with the name',
    ]),
    [{ mapping: { mail: 'mail' } }, 'mapping.mail is not a known key'],
    [{ password: { value: '' } }, 'password.value must not be empty'],
    [{ password: 'secret' }, 'password must be { "env": NAME }, { "file": PATH } or { "value": TEXT }'],
    [{ paging: 'yes' }, 'paging must be true or false'],
  ])('%j: %s', (more, problem) => {
    const [first, ...others] = synchronizer(more);
    expect(first).toContain(`synchronizers[0].${problem}`);
    expect(others).toEqual([]);
  });

  test.each([
    { url: 'ldaps://[::1]:6360' },
    { url: 'ldap://x/' },
    { url: 'ldap://x', transport: 'ldaps' },
    { url: ['ldaps://x', 'ldap://y'], transport: 'ldaps' },
    { query: ' (|(cn=a\\28b\\29)(!(x=*))) ' },
    { mapping: { email: '', title: 'title;lang-de', department: 'organizationalUnitName' } },
    {
      guard: {
        deletePercent: 50,
        deleteAtLeast: 20,
        deleteAtMost: 1_000_000,
        updatePercent: 50,
        updateAtLeast: 20,
      },
    },
    { guard: { deletePercent: 1, deleteAtLeast: 0, deleteAtMost: 1, updatePercent: 1, updateAtLeast: 0 } },
    { password: { value: ' \u0001 ' } },
  ])('%j is fine', (more) => {
    expect(synchronizer(more)).toEqual([]);
  });

  test('share their names with the PBX nodes', () => {
    const pbxNodes = [{ name: 'hq', type: 'mivoice-business' }];
    expect(problems({ synchronizers: [HQ], pbxNodes })).toEqual([
      'pbxNodes[0].name repeats the source name "hq"',
    ]);
  });
});

describe('PBX nodes', () => {
  test.each([
    [{ name: 'A' }, 'type must be "mivoice-business" or "mivoice-office-250"'],
    [{ name: 'A', type: 'x' }, 'type must be "mivoice-business" or "mivoice-office-250"'],
    [{ name: 'A', type: 'mivoice-business', port: 1 }, 'port is not a known key'],
    [
      { name: 'A', type: 'mivoice-business', softphoneMacPrefix: 'xx' },
      'softphoneMacPrefix must be the beginning',
    ],
    [{ name: 'A', type: 'mivoice-office-250', port: 0 }, 'port must be a whole number from 1 to 65535'],
  ])('%j: %s', (node, problem) => {
    expect(problems({ pbxNodes: [node] })[0]).toContain(`pbxNodes[0].${problem}`);
  });
});

describe('schedules', () => {
  test.each([
    [{ every: '14m' }, 'schedule.every must be from 15m to 30d'],
    [{ every: '31d' }, 'schedule.every must be from 15m to 30d'],
    [{ every: '1w' }, 'schedule.every must be a span such as "15m", "24h" or "30d"'],
    [{ daily: '24:00' }, 'schedule.daily must be a time of day such as "02:00"'],
    [{ weekly: { days: [], at: '02:00' } }, 'schedule.weekly.days must name at least one day'],
    [{ weekly: { days: ['mon', 'mon'], at: '02:00' } }, 'schedule.weekly.days must name each day once'],
    [{ timeZone: 'Mars/Olympus' }, 'schedule.timeZone must be an IANA time zone such as Europe/Berlin'],
    [{ timeZone: '+02:00' }, 'schedule.timeZone must be an IANA time zone such as Europe/Berlin'],
    [{ every: '1h', daily: '02:00' }, 'schedule must have only one of "every", "daily" and "weekly"'],
  ])('%j: %s', (more, problem) => {
    expect(schedule(more)).toEqual([`synchronization.${problem}`]);
  });
});

describe('accounts', () => {
  test.each([
    [{ loginId: 'x' }, 'loginId must have 2 to 113 characters'],
    [{ loginId: 'x@' }, 'loginId must neither begin nor end with @'],
    [{ loginId: undefined }, 'loginId is missing'],
    [{ lastName: '' }, 'lastName must not be empty'],
    [{ numbers: [{ number: ' ' }] }, 'numbers[0].number must not be empty'],
    [{ numbers: [{ number: '1'.repeat(65) }] }, 'numbers[0].number must have at most 64 characters'],
    [
      { numbers: [{ number: '1', kind: 'fax' }] },
      'numbers[0].kind must be "desk" or "soft" or "external" or "other"',
    ],
    [{ numbers: [{ number: '1' }, { number: '1' }] }, 'numbers[1].number repeats the number "1"'],
  ])('%j: %s', (more, problem) => {
    expect(account(more)).toEqual([`accounts[0].${problem}`]);
  });

  test('logins may not repeat, whatever their case', () => {
    const accounts = [{ loginId: 'Zo\u00eb' }, { loginId: 'ZOE' }, { loginId: 'ZO\u00cb' }];
    expect(problems({ accounts })).toEqual(['accounts[2].loginId repeats the login ID "ZO\u00cb"']);
  });
});
