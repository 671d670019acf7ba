import { describe, expect, it } from 'vitest';
import { DIRECTORY_FIELDS } from '../../../shared/domain/account.ts';
import { defaultSynchronizer } from '../../../shared/domain/synchronizer.ts';
import {
  adLabel,
  helpfulLabel,
  FIELD_LABELS,
  fillRate,
  sampleValue,
  suggestions,
  suits,
} from './directory-attributes.ts';

const seen = [
  { name: 'sn', filled: 100 },
  { name: 'PhysicalDeliveryOfficeName', filled: 40 },
  { name: 'cn', filled: 100 },
];

describe('attributes to choose from', () => {
  it('puts what was seen first, the fullest on top', () => {
    const found = suggestions('active-directory', seen);
    expect(found.seen.map(({ name }) => name)).toEqual(['cn', 'sn', 'PhysicalDeliveryOfficeName']);
    expect(found.seen.at(-1)).toEqual({ name: 'PhysicalDeliveryOfficeName', label: 'Office', filled: 40 });
  });

  it('never names an attribute twice', () => {
    for (const server of ['active-directory', 'openldap', 'generic'] as const) {
      const found = suggestions(server, seen);
      const names = [...found.seen, ...found.known].map(({ name }) => name.toLowerCase());
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('finds them by what the screens of Active Directory call them', () => {
    const { known } = suggestions('active-directory', []);
    expect(known.filter((each) => suits(each, ' telephone (other) ')).map(({ name }) => name)).toEqual([
      'otherTelephone',
    ]);
    expect(adLabel('IPPHONE')).toBe('IP phone');
    expect(adLabel('objectGUID')).toBe('');
    expect(suggestions('openldap', seen).seen.every(({ label }) => label === '')).toBe(true);
  });
});

describe('the name that Active Directory shows', () => {
  it('stands beside a field where it says more', () => {
    expect(helpfulLabel('active-directory', 'location', 'physicaldeliveryofficename')).toBe('Office');
    expect(helpfulLabel('active-directory', 'lastName', 'sn')).toBeUndefined();
    expect(helpfulLabel('active-directory', 'directoryKey', 'objectGUID')).toBeUndefined();
    expect(helpfulLabel('openldap', 'location', 'physicalDeliveryOfficeName')).toBeUndefined();
  });
});

describe('the mapping table', () => {
  const { mapping } = defaultSynchronizer('openldap');
  const sample = {
    dn: 'uid=eva,dc=x',
    fields: { directoryKey: 'a1-b2', lastName: 'Kane', mobile: '' },
    attributes: { SN: 'Kane', cn: 'Eva Kane', entryUUID: 'raw' },
  };

  it('has every field of an account', () => {
    expect(Object.keys(FIELD_LABELS)).toEqual(['directoryKey', ...DIRECTORY_FIELDS]);
  });

  it('shows what a field would get', () => {
    expect(sampleValue(sample, 'directoryKey', 'entryuuid', mapping)).toBe('a1-b2');
    expect(sampleValue(sample, 'lastName', 'cn', mapping)).toBe('Eva Kane');
    expect(sampleValue(sample, 'firstName', 'sn', mapping)).toBe('Kane');
    expect(sampleValue(sample, 'firstName', 'nope', mapping)).toBeNull();
    expect(sampleValue(sample, 'mobile', '', mapping)).toBeNull();
  });

  it('counts how many have a value', () => {
    const result = { attributes: seen, lookedAt: 100 };
    expect(fillRate(result, 'SN')).toEqual({ filled: 100, of: 100 });
    expect(fillRate(result, 'title')).toEqual({ filled: 0, of: 100 });
    expect(fillRate(result, '')).toBeNull();
    expect(fillRate({ attributes: [], lookedAt: 0 }, 'sn')).toBeNull();
  });
});
