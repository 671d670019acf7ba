import { describe, expect, test } from 'vitest';
import type { Change } from '../../../shared/contract/index.ts';
import { tabCsv } from './report-csv.ts';

const change = (more: Partial<Change>): Change => ({
  kind: 'update',
  state: 'applied',
  reasonCode: 'changed',
  reason: 'changed in directory',
  accountId: 1,
  login: 'ekane',
  dn: 'uid=ekane,dc=x',
  fields: {},
  ...more,
});

describe('a tab as CSV', () => {
  test('changes have a line for each field, in the order of the form', () => {
    const fields: Change['fields'] = { title: [null, '=boss'], email: ['a@x', 'b@x'] };
    const lines = tabCsv('updated', [change({ fields }), change({ login: 'b' })]).split('\r\n');
    expect(lines).toEqual([
      '\uFEFFLogin ID,Row,Field,Before,After,Reason,Entry',
      'ekane,change,E-mail,a@x,b@x,changed in directory,"uid=ekane,dc=x"',
      'ekane,change,Title,,\'=boss,changed in directory,"uid=ekane,dc=x"',
      'b,change,,,,changed in directory,"uid=ekane,dc=x"',
      '',
    ]);
  });

  test('deleted accounts are whole', () => {
    const fields: Change['fields'] = { lastName: ['Kane', null], department: ['Sales, North', null] };
    const row = change({ kind: 'delete', reason: 'its source was removed', fields });
    const [, line] = tabCsv('deleted', [row]).split('\r\n');
    expect(line).toBe('ekane,,Kane,,"Sales, North",,,,,,,,,its source was removed,"uid=ekane,dc=x"');
  });

  test('what only a PBX fills has a column where there is something in it', () => {
    const fields: Change['fields'] = {
      lastName: [null, 'Kane'],
      pbxNumbers: [null, '3000 desk, 3001 soft'],
      softPhoneKind: [null, 'uc-endpoint'],
    };
    const row = change({ kind: 'create', reason: 'new on the PBX', dn: '3000', fields });
    const [header, line] = tabCsv('created', [row]).split('\r\n');
    expect(header).toContain('Display name,Numbers on the PBX,Softphone kind,Reason');
    expect(line).toBe(
      'ekane,,Kane,,,,,,,,,,,"3000 Desk phone, 3001 Softphone",UC Endpoint,new on the PBX,3000',
    );
  });

  test('numbers have a line each', () => {
    const fields: Change['fields'] = { number: ['3001', null], numberKind: ['soft', null] };
    const row = change({ kind: 'number-removed', reason: 'deleted on the PBX', fields });
    expect(tabCsv('numbers', [row]).split('\r\n')).toEqual([
      '\uFEFFLogin ID,Row,State,Number,Kind,Reason,Who must act',
      'ekane,number removed,applied,3001,Softphone,deleted on the PBX,',
      '',
    ]);
  });
});
