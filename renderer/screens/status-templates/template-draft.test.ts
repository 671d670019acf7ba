import { describe, expect, test } from 'vitest';
import type { StatusTemplates } from '../../../shared/contract/index.ts';
import { DEFAULT_TEMPLATES } from '../../../shared/domain/status.ts';
import { areDefault } from '../../../shared/domain/status-templates.ts';
import {
  checkForm,
  formOf,
  namePath,
  withDefaults,
  withMoved,
  withNew,
  without,
  withTemplate,
  type TemplatesForm,
} from './template-draft.ts';

const settings = {
  makeCallFrom: 'desk-phone',
  sendCallsTo: ['ring-group'],
  whenBusy: 'none',
  whenNoAnswer: 'voicemail',
};
const template = (name: string) => ({ name, settings, locked: false });
const some = (...names: string[]): StatusTemplates => ({
  templates: names.map(template),
  pointAt: 'role',
  usersMayAdd: true,
  isDefault: false,
});
const base = formOf(some('Office', 'Mobile', 'Away'));
const names = ({ templates }: TemplatesForm) => templates.map(({ name }) => name);
const wanted = (form: TemplatesForm) => checkForm(7, form, base).draft?.templates;

describe('the form', () => {
  test('is what the engine has, and goes back as it came', () => {
    const { draft, problems } = checkForm(7, base, base);
    expect(problems).toEqual({});
    expect(draft).toEqual({
      enterpriseId: 7,
      pointAt: 'role',
      usersMayAdd: true,
      templates: ['Office', 'Mobile', 'Away'].map((name) => ({ ...template(name), was: name })),
    });
  });

  test('a new name is told from a new template', () => {
    const renamed = withTemplate(base, 'is Mobile', { name: ' On the road ' });
    expect(wanted(renamed)?.[1]).toMatchObject({ name: 'On the road', was: 'Mobile' });
    const added = withTemplate(withNew(base), 'new 1', { name: 'At lunch' });
    expect(wanted(added)?.[3]).toMatchObject({ name: 'At lunch', was: null });
  });

  test('names may be swapped', () => {
    const one = withTemplate(base, 'is Mobile', { name: 'Away' });
    const both = withTemplate(one, 'is Away', { name: 'Mobile' });
    expect(wanted(both)?.map(({ name, was }) => [was, name])).toEqual([
      ['Office', 'Office'],
      ['Mobile', 'Away'],
      ['Away', 'Mobile'],
    ]);
  });

  test('one that was removed and made anew under its name is the one that is there', () => {
    const again = withTemplate(withNew(without(base, 'is Mobile')), 'new 1', { name: 'Mobile' });
    expect(wanted(again)?.[2]).toMatchObject({ name: 'Mobile', was: 'Mobile' });
    // Unless another one comes from it.
    const renamed = withTemplate(base, 'is Mobile', { name: 'Road' });
    const other = withTemplate(withNew(renamed), 'new 1', { name: 'Mobile' });
    expect(wanted(other)?.map(({ was }) => was)).toEqual(['Office', 'Mobile', 'Away', null]);
  });

  test('says what is wrong with a name at that name', () => {
    const empty = withNew(base);
    expect(checkForm(7, empty, base)).toEqual({
      draft: null,
      problems: { [namePath('new 1')]: 'Must not be empty' },
    });
    const twice = withTemplate(base, 'is Away', { name: 'mobile ' });
    expect(checkForm(7, twice, base).problems).toEqual({
      [namePath('is Away')]: 'Another status has this name',
    });
    const long = withTemplate(base, 'is Away', { name: 'x'.repeat(65) });
    expect(checkForm(7, long, base).problems[namePath('is Away')]).toBe('Must have at most 64 characters');
  });
});

describe('the list', () => {
  test('a template moves up and down, and stays at the ends', () => {
    expect(names(withMoved(base, 'is Mobile', -1))).toEqual(['Mobile', 'Office', 'Away']);
    expect(names(withMoved(base, 'is Mobile', 1))).toEqual(['Office', 'Away', 'Mobile']);
    expect(names(withMoved(base, 'is Office', -1))).toEqual(names(base));
    expect(names(withMoved(base, 'is Away', 1))).toEqual(names(base));
    expect(withMoved(base, 'gone', 1)).toBe(base);
  });

  test('every new template has a key of its own', () => {
    const two = withNew(withNew(base));
    const three = withNew(without(two, 'new 1'));
    expect(three.templates.slice(3).map(({ key }) => key)).toEqual(['new 2', 'new 3']);
  });

  test('adding and removing again leaves nothing behind', () => {
    expect(without(withNew(base), 'new 1')).toEqual(base);
  });
});

describe('the statuses that Rollcall comes with', () => {
  test('are put in the place of all others; those of the same name are changed', () => {
    const mine = formOf(some('Mobile', 'Extra'));
    const form = withDefaults(mine, mine);
    expect(areDefault(mine.templates)).toBe(false);
    expect(areDefault(form.templates)).toBe(true);
    expect(names(form)).toEqual(DEFAULT_TEMPLATES.map(({ name }) => name));
    expect(form.templates.filter(({ was }) => was !== null).map(({ key }) => key)).toEqual(['is Mobile']);
    expect(new Set(form.templates.map(({ key }) => key)).size).toBe(DEFAULT_TEMPLATES.length);
  });

  test('leave those that are there already as they are', () => {
    const all = formOf({ ...some(), templates: [...DEFAULT_TEMPLATES] });
    expect(withDefaults(withMoved(all, 'is Mobile', 1), all)).toEqual(all);
  });
});
