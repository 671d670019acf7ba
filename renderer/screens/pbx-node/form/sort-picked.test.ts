import { describe, expect, it } from 'vitest';
import { sortPicked } from './sort-picked.ts';

const none = { devices: '', groups: [], directory: '' };

describe('files that were picked together', () => {
  it('go where their names say', () => {
    const picked = [
      '/hq/Personal Ring Groups.csv',
      '/hq/MDUG.csv',
      '/hq/User and Services Configuration.csv',
      '/hq/Telephone Directory.csv',
    ];
    expect(sortPicked(none, picked)).toEqual({
      devices: '/hq/User and Services Configuration.csv',
      groups: ['/hq/Personal Ring Groups.csv', '/hq/MDUG.csv'],
      directory: '/hq/Telephone Directory.csv',
    });
  });

  it('the folder they lie in says nothing', () => {
    expect(sortPicked(none, ['C:\\Groups\\users.csv']).devices).toBe('C:\\Groups\\users.csv');
  });

  it('stand beside what was chosen before, once each', () => {
    const before = { devices: '/a/users.csv', groups: ['/a/prg.csv'], directory: '' };
    expect(sortPicked(before, ['/a/prg.csv', '/a/mdug.csv'])).toEqual({
      ...before,
      groups: ['/a/prg.csv', '/a/mdug.csv'],
    });
    expect(sortPicked(before, ['/b/users.csv']).devices).toBe('/b/users.csv');
    expect(sortPicked(before, [])).toEqual(before);
  });

  it('no file is lost: of two that may be the devices, the second is shown among the groups', () => {
    expect(sortPicked(none, ['/a/users.csv', '/a/more.csv'])).toEqual({
      devices: '/a/users.csv',
      groups: ['/a/more.csv'],
      directory: '',
    });
  });
});
