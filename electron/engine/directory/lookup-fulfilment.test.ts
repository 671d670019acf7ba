import { expect, test } from 'vitest';
import { conditionsOf } from './lookup-filter.ts';
import { fulfils } from './lookup-fulfilment.ts';

const shown: Record<string, string[]> = {
  employeetype: ['Active'],
  title: ['Head of  Sales', 'CEO'],
  mail: ['ann@new-example.com'],
  telephonenumber: ['+49 30 1234'],
  objectcategory: ['CN=Computer,CN=Schema,DC=x'],
  memberof: ['cn=staff, dc=x'],
  useraccountcontrol: ['514'],
  flags: ['no number'],
};
const valuesOf = (attribute: string) =>
  (shown[attribute.toLowerCase()] ?? []).map((value) => Buffer.from(value));

test.each<[string, boolean | null]>([
  ['(employeeType=active)', true],
  ['(employeeType=ACTIVE )', true],
  ['(employeeType=left)', false],
  ['(!(employeeType=left))', true],
  ['(!(employeeType=active))', false],
  ['(title=head of sales)', true],
  ['(title=ceo)', true],
  // Without a value there is no telling.
  ['(department=x)', null],
  ['(!(department=x))', null],
  ['(department=*)', null],
  ['(employeeType=*)', true],
  ['(!(employeeType=*))', false],
  ['(mail=*@new-example.com)', true],
  ['(mail=ann@*ex*.com)', true],
  ['(mail=*@example.com)', false],
  ['(mail=*com*ann*)', false],
  ['(mail=ann*)', true],
  ['(mail=bob*)', false],
  // How the server compares these is its own affair.
  ['(telephoneNumber=+49301234)', null],
  ['(!(telephoneNumber=+49301234))', null],
  ['(!(telephoneNumber=*301*))', null],
  ['(objectCategory=computer)', null],
  ['(!(objectCategory=computer))', null],
  ['(!(memberOf=cn=staff,dc=x))', null],
  ['(!(memberOf=cn=other,dc=x))', true],
  ['(employeeType>=a)', null],
  ['(employeeType~=actif)', null],
  ['(userAccountControl:1.2.840.113556.1.4.803:=2)', true],
  ['(!(userAccountControl:1.2.840.113556.1.4.803:=2))', false],
  ['(!(userAccountControl:1.2.840.113556.1.4.803:=1))', true],
  ['(flags:1.2.840.113556.1.4.803:=1)', null],
  ['(userAccountControl:1.2.3:=2)', null],
  ['(userAccountControl:dn:1.2.840.113556.1.4.803:=2)', null],
  ['(|(employeeType=left)(title=ceo))', true],
  ['(|(employeeType=left)(department=x))', null],
  ['(|(employeeType=left)(title=none))', false],
  ['(|(employeeType=left)(&(title=ceo)(mail=*)))', true],
  ['(|(employeeType=left)(&(title=ceo)(mail=none)))', false],
  ['(!(&(department=x)(employeeType=left)))', true],
])('safety.md 2: by what is shown, %s is %s', (query, expected) => {
  const [condition] = conditionsOf(query);
  expect(fulfils(condition!, valuesOf)).toBe(expected);
});

test('safety.md 2: keys are compared by their bytes', () => {
  const [condition] = conditionsOf('(objectGUID=\\ff\\00\\28)');
  expect(fulfils(condition!, () => [Uint8Array.from([0xff, 0, 0x28])])).toBe(true);
  expect(fulfils(condition!, () => [Uint8Array.from([0xff, 0, 0x41])])).toBe(false);
});
