import { describe, expect, it } from 'vitest';
import { synchronizerDraftSchema, type SynchronizerDraft } from '../../../shared/contract/index.ts';
import { baselineChanges, connectionOf, copyOf, newValues, withServer } from './form-values.ts';

const saved = {
  ...newValues('openldap'),
  name: 'HQ directory',
  domain: 'example.com',
  urls: ['ldap://dc1.example.com'],
  baseDn: 'dc=example,dc=com',
} as SynchronizerDraft;

describe('what a form starts with', () => {
  it('lacks only what nobody can know', () => {
    const filled = {
      ...newValues(),
      name: 'HQ',
      domain: 'example.com',
      urls: ['ldap://dc1'],
      baseDn: 'dc=x',
    };
    expect(synchronizerDraftSchema.safeParse(filled).success).toBe(true);
    const missing = synchronizerDraftSchema.safeParse(newValues()).error?.issues.map(({ path }) => path[0]);
    expect(new Set(missing)).toEqual(new Set(['name', 'domain', 'urls', 'baseDn']));
  });

  it('is a copy with a name that fits', () => {
    expect(copyOf(saved)).toEqual({ ...saved, name: 'Copy of HQ directory' });
    expect(copyOf({ ...saved, name: 'x'.repeat(64) }).name).toHaveLength(64);
  });
});

describe('another kind of server', () => {
  it('brings its defaults where nothing was set', () => {
    expect(withServer(newValues(), 'openldap')).toEqual(newValues('openldap'));
  });

  it('leaves alone what a person set', () => {
    const values = newValues();
    const changed = withServer(
      {
        ...values,
        query: '(x=1)',
        pageSize: 5,
        mapping: { ...values.mapping, loginId: 'mail', title: 'title' },
      },
      'generic',
    );
    expect(changed).toMatchObject({ server: 'generic', query: '(x=1)', pageSize: 5 });
    expect(changed.mapping).toMatchObject({
      loginId: 'mail',
      title: 'title',
      directoryKey: 'entryUUID',
      department: 'departmentNumber',
    });
  });

  it('is undone by going back', () => {
    expect(withServer(withServer(newValues(), 'generic'), 'active-directory')).toEqual(newValues());
  });
});

describe('what was changed', () => {
  it('makes a new baseline when it takes people out of sight', () => {
    expect(baselineChanges(saved, saved)).toEqual([]);
    expect(
      baselineChanges(saved, { ...saved, name: 'x', guard: { ...saved.guard, deletePercent: 1 } }),
    ).toEqual([]);
    expect(
      baselineChanges(saved, {
        ...saved,
        baseDn: 'dc=x',
        query: '(a=b)',
        bindDn: 'cn=x',
        urls: ['ldap://dc2'],
      }),
    ).toEqual(['LDAP path', 'base DN', 'user query', 'username']);
    const mapping = { ...saved.mapping, directoryKey: 'ENTRYUUID', loginId: 'mail' };
    expect(baselineChanges(saved, { ...saved, mapping })).toEqual([]);
    expect(baselineChanges(saved, { ...saved, mapping: { ...mapping, directoryKey: 'uid' } })).toEqual([
      'directory key',
    ]);
  });

  it('does not count names and mapping as the connection', () => {
    const mapping = { ...saved.mapping, title: 'title' };
    expect(connectionOf({ ...saved, name: 'x', mapping })).toEqual(connectionOf(saved));
    expect(connectionOf({ ...saved, bindDn: 'cn=x' })).not.toEqual(connectionOf(saved));
  });
});
