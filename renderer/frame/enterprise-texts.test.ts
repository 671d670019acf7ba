import { expect, test } from 'vitest';
import { contentLines, domainAdvice, renamedAddress } from './enterprise-texts.ts';

test('the advice for the domain follows the ID, as a host name would be written', () => {
  expect(domainAdvice('')).toContain('<ID>.company.com');
  expect(domainAdvice('Acme Head Office!')).toContain('acme-head-office.company.com');
});

test('a renamed Enterprise keeps the screen', () => {
  expect(renamedAddress('/acme/runs/12', 'new name')).toBe('/new%20name/runs/12');
  expect(renamedAddress('/acme', 'b')).toBe('/b');
});

test('what goes with an Enterprise is counted, and nothing is said of what there is none of', () => {
  expect(
    contentLines({ accounts: 1204, manualAccounts: 3, synchronizers: 1, pbxNodes: 0, runs: 12 }),
  ).toEqual([
    '1,204 accounts, 3 of them added by hand',
    '1 synchronizer, with stored passwords',
    '12 runs and what they changed',
  ]);
  expect(contentLines({ accounts: 0, manualAccounts: 0, synchronizers: 0, pbxNodes: 0, runs: 0 })).toEqual(
    [],
  );
});
