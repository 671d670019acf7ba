import { describe, expect, test } from 'vitest';
import { emptyDirectoryFields } from './account.ts';
import { DEFAULT_GUARD } from './guard-policy.ts';
import { defaultSynchronizer, displayKey, isBinaryAttribute, mappedAttributes } from './synchronizer.ts';

describe('2.2, 2.5, D24: what a new synchronizer starts with', () => {
  test('2.5: Active Directory', () => {
    const settings = defaultSynchronizer('active-directory');
    expect(settings.mapping).toEqual({
      ...emptyDirectoryFields(),
      directoryKey: 'objectGUID',
      loginId: 'sAMAccountName',
      firstName: 'givenName',
      lastName: 'sn',
      email: 'mail',
      department: 'department',
      deskPhone: 'ipPhone',
    });
    expect(settings.query).toBe('(&(objectCategory=person)(objectClass=user))');
    expect(settings.pageSize).toBe(900);
  });

  test.each(['openldap', 'generic'] as const)('D24: %s', (server) => {
    const settings = defaultSynchronizer(server);
    expect(settings.mapping).toEqual({
      ...emptyDirectoryFields(),
      directoryKey: 'entryUUID',
      loginId: 'uid',
      firstName: 'givenName',
      lastName: 'sn',
      email: 'mail',
      department: 'departmentNumber',
      deskPhone: 'telephoneNumber',
    });
    expect(settings.query).toBe('(objectClass=inetOrgPerson)');
    expect(settings.pageSize).toBe(1000);
  });

  test.each(['active-directory', 'openldap', 'generic'] as const)('2.2, E11, E14: %s', (server) => {
    const settings = defaultSynchronizer(server);
    expect(settings).toMatchObject({
      server,
      paging: true,
      skipDisabled: true,
      numbersFollowDirectory: true,
      invalidCharacters: 'skip',
      guard: DEFAULT_GUARD,
      timeoutSeconds: 15,
      transport: 'plain',
    });
    expect(settings.guard).not.toBe(DEFAULT_GUARD);
  });
});

describe('2.5: directory keys for display', () => {
  const bytes = Uint8Array.from({ length: 16 }, (_, index) => index * 17);

  test('2.5: the first three groups of an objectGUID are little-endian', () => {
    expect(displayKey('objectGUID', bytes)).toBe('33221100-5544-7766-8899-aabbccddeeff');
    expect(displayKey('OBJECTguid', bytes)).toBe('33221100-5544-7766-8899-aabbccddeeff');
  });

  test('2.5: bytes that are no GUID are shown as hex, text as text', () => {
    expect(displayKey('objectGUID', Uint8Array.of(1, 0xab))).toBe('01ab');
    expect(displayKey('objectSid', bytes)).toBe('00112233445566778899aabbccddeeff');
    expect(displayKey('entryUUID', Buffer.from('0b4b8f4c-é'))).toBe('0b4b8f4c-é');
  });
});

test.each([
  ['objectGUID', true],
  ['OBJECTGUID', true],
  ['objectSid', true],
  ['jpegPhoto', true],
  ['thumbnailPhoto', true],
  ['userCertificate;binary', true],
  ['anything;BINARY', true],
  ['entryUUID', false],
  ['cn', false],
  ['cn;lang-de', false],
  ['jpegPhotoName', false],
  ['', false],
])('2.6: whether %j holds bytes: %s', (attribute, binary) => {
  expect(isBinaryAttribute(attribute)).toBe(binary);
});

test('2.5: each mapped attribute is asked for once, the key first, whatever its case', () => {
  const mapping = {
    ...emptyDirectoryFields(),
    directoryKey: 'EmployeeNumber',
    loginId: 'uid',
    lastName: 'sn',
    displayName: 'SN',
    mailbox: 'employeenumber',
    email: 'mail',
  };
  expect(mappedAttributes(mapping)).toEqual(['EmployeeNumber', 'uid', 'sn', 'mail']);
  expect(mappedAttributes({ ...emptyDirectoryFields(), directoryKey: 'entryUUID' })).toEqual(['entryUUID']);
});
