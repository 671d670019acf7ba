import * as fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { parseDn } from '../../../tests/servers/ldap-dn.ts';
import { basesProblem, isWithin, searchBases, splitDn, splitUnescaped } from './dn.ts';

const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 100);
vi.setConfig({ testTimeout: 60_000 + 10 * numRuns });

describe('splitUnescaped', () => {
  test.each([
    ['', []],
    [' ; ', []],
    ['OU=a', ['OU=a']],
    ['OU=a;OU=b', ['OU=a', 'OU=b']],
    [' OU=a ; ; OU=b;', ['OU=a', 'OU=b']],
    ['OU=a\\;b;OU=c', ['OU=a\\;b', 'OU=c']],
    ['OU="a;b";OU=c', ['OU="a;b"', 'OU=c']],
    ['OU=a\\"b;OU=c', ['OU=a\\"b', 'OU=c']],
    ['OU="a\\";b";OU=c', ['OU="a\\";b"', 'OU=c']],
    ['OU=a\\\\;OU=b', ['OU=a\\\\', 'OU=b']],
    // A blank after a backslash is part of the value; after an escaped backslash it is not.
    ['OU=a\\  ;OU=b', ['OU=a\\ ', 'OU=b']],
    ['OU=a\\\\  ;OU=b', ['OU=a\\\\', 'OU=b']],
    ['OU=a\\\\\\  ;OU=b', ['OU=a\\\\\\ ', 'OU=b']],
    ['OU=\\ a;OU=b', ['OU=\\ a', 'OU=b']],
    ['OU=a\\', ['OU=a\\']],
  ])('2.2: %j', (text, parts) => {
    expect(splitUnescaped(text, ';')).toEqual(parts);
  });

  const rdn = fc
    .array(fc.constantFrom('a', 'Ö', ' ', '\\,', '\\;', '\\\\', '\\ ', '\\"', '\\2C', '=', '+'), {
      maxLength: 6,
    })
    .map((parts) => `OU=x${parts.join('')}y`);

  test('2.2, 2.4: what is put together with a separator and blanks comes apart the same', () => {
    fc.assert(
      fc.property(
        fc.array(rdn, { maxLength: 5 }),
        fc.constantFrom(',', ';'),
        fc.constantFrom('', ' ', '  '),
        (rdns, separator, blank) => {
          expect(splitUnescaped(rdns.join(`${blank}${separator}${blank}`), separator)).toEqual(rdns);
        },
      ),
      { numRuns },
    );
  });
});

test('ldap.md: splitDn keeps escaped commas, hex pairs, leading # and multi-valued RDNs', () => {
  expect(splitDn('cn=Doe\\, Jane+uid=1 , OU=a\\2Cb,o=#04024869,DC=x')).toEqual([
    'cn=Doe\\, Jane+uid=1',
    'OU=a\\2Cb',
    'o=#04024869',
    'DC=x',
  ]);
  expect(splitDn('')).toEqual([]);
});

describe('isWithin', () => {
  test.each([
    ['OU=a,DC=x', 'DC=x', true],
    ['DC=x', 'DC=x', true],
    ['ou=A , dc = X', 'DC=x', true],
    ['OU=A,DC=x', 'ou=a,dc=X', true],
    ['OU=a,DC=x', '', true],
    ['', '', true],
    ['DC=x', 'OU=a,DC=x', false],
    ['OU=ba,DC=x', 'OU=a,DC=x', false],
    ['OU=a\\,DC=x', 'DC=x', false],
    ['OU=a,DC=y', 'DC=x', false],
    ['', 'DC=x', false],
  ])('%j within %j: %s', (dn, base, within) => {
    expect(isWithin(dn, base)).toBe(within);
  });

  test('agrees with the scripted server’s own reading of DNs, in any case and with any blanks', () => {
    const rdns = fc.array(fc.constantFrom('OU=a', 'ou=B', 'OU=a\\,b', 'Dc=x', 'DC=y'), { maxLength: 4 });
    const odd = fc.constantFrom<(rdn: string) => string>(
      (each) => each,
      (each) => each.toUpperCase(),
      (each) => ` ${each.replace('=', ' = ')} `,
    );
    fc.assert(
      fc.property(rdns, rdns, odd, odd, (left, right, oddLeft, oddRight) => {
        const dn = [...left, ...right].map(oddLeft).join(',');
        expect(isWithin(dn, right.map(oddRight).join(','))).toBe(true);
        const inner = left.map(oddLeft).join(',');
        const outer = right.map(oddRight).join(',');
        const parts = (text: string) => (text === '' ? [] : parseDn(text)!);
        const expected = parts(outer).every(
          (part, index) =>
            JSON.stringify(part) === JSON.stringify(parts(inner).slice(-right.length || Infinity)[index]),
        );
        expect(isWithin(inner, outer)).toBe(expected && right.length <= left.length);
      }),
      { numRuns },
    );
  });
});

describe('searchBases', () => {
  const dns = (baseDn: string, context: string) => searchBases(baseDn, context).map(({ dn }) => dn);

  test('2.2: no context means the base itself', () => {
    expect(searchBases('DC=example, DC=com', '')).toEqual([
      { dn: 'DC=example,DC=com', reversed: null, context: '', reversedContext: null },
    ]);
    expect(dns('', '')).toEqual(['']);
    expect(dns('', 'OU=a')).toEqual(['OU=a']);
  });

  test('2.4: the documented example, in both orders', () => {
    const context = 'OU=NewYork Branch, OU=Sales Department, OU=US Sales, OU=Eastern US';
    expect(searchBases('DC=example,DC=com', context)).toEqual([
      {
        dn: 'OU=NewYork Branch,OU=Sales Department,OU=US Sales,OU=Eastern US,DC=example,DC=com',
        reversed: 'OU=Eastern US,OU=US Sales,OU=Sales Department,OU=NewYork Branch,DC=example,DC=com',
        context: 'OU=NewYork Branch,OU=Sales Department,OU=US Sales,OU=Eastern US',
        reversedContext: 'OU=Eastern US,OU=US Sales,OU=Sales Department,OU=NewYork Branch',
      },
    ]);
  });

  test('2.4: one RDN has one order only', () => {
    expect(searchBases('DC=x', ' OU=a ')).toEqual([
      { dn: 'OU=a,DC=x', reversed: null, context: 'OU=a', reversedContext: null },
    ]);
  });

  test('2.2: several bases and several contexts', () => {
    expect(dns('OU=SDS, OU=RandD, DC=mitel, DC=com; OU=HR, DC=mitel, DC=com;', '')).toEqual([
      'OU=SDS,OU=RandD,DC=mitel,DC=com',
      'OU=HR,DC=mitel,DC=com',
    ]);
    expect(dns('DC=x', 'OU=SDS, OU=RandD; OU=HR')).toEqual(['OU=SDS,OU=RandD,DC=x', 'OU=HR,DC=x']);
    expect(dns('OU=p,DC=x;OU=q,DC=x', 'OU=a;OU=b')).toEqual([
      'OU=a,OU=p,DC=x',
      'OU=b,OU=p,DC=x',
      'OU=a,OU=q,DC=x',
      'OU=b,OU=q,DC=x',
    ]);
    expect(dns('DC=x', 'OU=a\\;b;OU="c;d"')).toEqual(['OU=a\\;b,DC=x', 'OU="c;d",DC=x']);
  });

  test.each([
    ['DC=x', 'OU=a;OU=a'],
    ['DC=x', 'OU=b,OU=a;OU=a'],
    ['DC=x', 'OU=a;OU=b,ou=A'],
    ['DC=x;OU=a, dc=X', ''],
    ['OU=a,DC=x;DC=x', ''],
    ['DC=x;DC=X', 'OU=a'],
  ])('2.2: overlapping bases are refused: %j and %j', (baseDn, context) => {
    expect(() => searchBases(baseDn, context)).toThrow(
      expect.objectContaining({ name: 'RollcallError', code: 'ldap.overlapping-bases' }) as Error,
    );
  });

  test('2.2: bases beside each other are not refused', () => {
    expect(dns('DC=x', 'OU=a;OU=aa;OU=a,OU=b')).toHaveLength(3);
    expect(dns('OU=a,OU=x;OU=x,OU=a', '')).toHaveLength(2);
    // Trees without a domain, as OpenLDAP may have them, can stand beside one.
    expect(dns('o=acme; o=other; ou=people,dc=x', '')).toHaveLength(3);
  });

  test.each([
    ['dc=a,dc=com; dc=b,dc=com', ''],
    ['OU=p, DC=a, DC=com;OU=q,dc=b,DC=com', ''],
    ['DC=a,DC=x;DC=x,DC=a', ''],
    // A child domain is another domain, though its DN ends the same.
    ['dc=com; dc=a,dc=com', ''],
    ['o=acme; dc=a,dc=com; domainComponent=b, dc=com', ''],
    ['dc=com', 'ou=a,dc=x; ou=a,dc=y'],
    ['dc=com', 'ou=a; ou=b,dc=y'],
  ])('2.2: bases of several domains are refused: %j and %j', (baseDn, context) => {
    expect(() => searchBases(baseDn, context)).toThrow(
      expect.objectContaining({ name: 'RollcallError', code: 'ldap.several-domains' }) as Error,
    );
  });

  test.each([
    ['ou=a,dc=x,dc=com; OU=b, DC = X ,DC=COM', ''],
    ['ou=a,domainComponent=x;ou=b,dc=x', ''],
    ['ou=dc,dc=x; cn=dc\\=y,dc=x', ''],
    ['dc=x', 'ou=a,dc=sub; ou=b,DC=Sub'],
    // What is no DN is the server's to refuse.
    ['dc=x,dc=y', 'ou=a; \\'],
  ])('2.2: bases of one domain are not: %j and %j', (baseDn, context) => {
    expect(dns(baseDn, context)).toHaveLength(2);
    expect(basesProblem(baseDn, context)).toBeNull();
  });

  test('2.2: a form is told at the field that names several domains; overlapping bases are the run’s affair', () => {
    expect(basesProblem('dc=a;dc=b', '')).toMatchObject({ path: 'baseDn' });
    expect(basesProblem('dc=com', 'ou=a,dc=x;ou=a,dc=y')).toMatchObject({ path: 'searchContext' });
    expect(basesProblem('dc=x', 'ou=a;ou=a')).toBeNull();
    expect(basesProblem('dc=x', 'ou=a;ou=b')).toBeNull();
  });
});
