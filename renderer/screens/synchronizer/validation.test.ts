import { describe, expect, it } from 'vitest';
import { newValues } from './form-values.ts';
import { checkForm, checkForTest, problemsOf } from './validation.ts';

const filled = {
  ...newValues('openldap'),
  name: 'HQ',
  domain: 'example.com',
  urls: ['ldap://dc1'],
  baseDn: 'dc=example,dc=com',
};

describe('the check of the form', () => {
  it('gives the draft of a valid form', () => {
    expect(checkForm(filled)).toEqual({ draft: filled, problems: {} });
  });

  it('names each field at fault, in a sentence of its own', () => {
    const { draft, problems } = checkForm({
      ...filled,
      name: '',
      urls: ['ldap://dc1', 'dc2'],
      pageSize: '',
      mapping: { ...filled.mapping, loginId: '' },
      guard: { ...filled.guard, deletePercent: 90 },
    });
    expect(draft).toBeNull();
    expect(Object.keys(problems).sort()).toEqual([
      'guard.deletePercent',
      'mapping.loginId',
      'name',
      'pageSize',
      'urls.1',
    ]);
    expect(problems['name']).toBe('Must not be empty');
    expect(problems['pageSize']).toMatch(/^Must be a whole number from 1 to/);
  });

  it('refuses an ldaps:// URL with another transport', () => {
    expect(Object.keys(checkForm({ ...filled, urls: ['ldaps://dc1'] }).problems)).toEqual(['transport']);
  });

  it('lets a test go ahead without what only a synchronization needs', () => {
    expect(checkForTest({ ...filled, name: '', domain: '', featureProfile: '' }).draft).not.toBeNull();
    expect(Object.keys(checkForTest({ ...filled, baseDn: '' }).problems)).toEqual(['baseDn']);
  });
});

describe('what the engine found', () => {
  const failure = { code: 'config.invalid', message: 'No.', hint: 'Choose.', problems: [], field: null };
  it('stands beside its field', () => {
    const problems = [
      { path: 'query', message: 'has a bad escape' },
      { path: 'draft.urls.0', message: 'must be an LDAP URL' },
    ];
    expect(problemsOf({ ...failure, problems })).toEqual({
      query: 'Has a bad escape',
      'urls.0': 'Must be an LDAP URL',
    });
    expect(problemsOf({ ...failure, code: 'source.exists' })).toEqual({
      name: 'No. Choose. (source.exists)',
    });
    expect(problemsOf({ ...failure, code: 'store.full' })).toEqual({});
  });
});
