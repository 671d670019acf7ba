import { describe, expect, test } from 'vitest';
import type { Change } from '../../../shared/contract/index.ts';
import { changeHas, tabCsv } from './run-rows-csv.ts';

const change = (more: Partial<Change>): Change => ({
  kind: 'update',
  state: 'applied',
  reasonCode: 'changed',
  reason: 'changed in directory',
  accountId: 1,
  login: 'ekane',
  fields: {},
  ...more,
});

describe('a tab as CSV', () => {
  test('changes have a line for each field, in the order of the form', () => {
    const fields: Change['fields'] = { title: [null, '=boss'], email: ['a@x', 'b@x'] };
    const lines = tabCsv('updated', [change({ fields }), change({ login: 'b' })]).split('\r\n');
    expect(lines).toEqual([
      '\uFEFFLogin ID,Row,Field,Before,After,Reason',
      'ekane,change,E-mail,a@x,b@x,changed in directory',
      "ekane,change,Title,,'=boss,changed in directory",
      'b,change,,,,changed in directory',
      '',
    ]);
  });

  test('deleted accounts are whole', () => {
    const fields: Change['fields'] = { lastName: ['Kane', null], department: ['Sales, North', null] };
    const row = change({ kind: 'delete', reason: 'its source was removed', fields });
    const [, line] = tabCsv('deleted', [row]).split('\r\n');
    expect(line).toBe('ekane,,Kane,,"Sales, North",,,,,,,,,its source was removed');
  });
});

test('the filter looks at login, reason and values', () => {
  const row = change({ fields: { email: ['old@x', null] } });
  for (const text of ['', 'EKANE', 'in dir', 'OLD@']) expect(changeHas(row, text)).toBe(true);
  expect(changeHas(row, 'nobody')).toBe(false);
});
