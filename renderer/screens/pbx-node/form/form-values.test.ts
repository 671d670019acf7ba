import { describe, expect, it } from 'vitest';
import {
  checkForm,
  draftToInspect,
  newValues,
  problemsOf,
  valuesOf,
  type FormValues,
} from './form-values.ts';

const filled: FormValues = {
  ...newValues(),
  name: 'HQ',
  files: { devices: '/exports/users.csv', groups: ['/exports/prg.csv'], directory: '' },
};

describe('the form of a PBX node', () => {
  it('is the draft that the engine takes, and back', () => {
    const { draft } = checkForm(filled);
    expect(draft?.files).toEqual({
      devices: '/exports/users.csv',
      groups: ['/exports/prg.csv'],
      directory: null,
    });
    expect(draft?.folder).toBeNull();
    expect(valuesOf(draft!)).toEqual(filled);
  });

  it('takes only the chosen way, and forgets the other one not before it is saved', () => {
    const both: FormValues = { ...filled, from: 'folder', folder: '/exports' };
    expect(checkForm(both).draft).toMatchObject({ files: null, folder: '/exports' });
    expect(checkForm({ ...both, from: 'files' }).draft?.files?.devices).toBe('/exports/users.csv');
  });

  it('says what is missing, by field', () => {
    expect(Object.keys(checkForm(newValues()).problems)).toEqual(['name', 'files.devices']);
    expect(Object.keys(checkForm({ ...filled, from: 'folder' }).problems)).toEqual(['folder']);
    expect(checkForm({ ...filled, staleDays: '' }).problems).toHaveProperty('staleDays');
    expect(checkForm({ ...filled, softphoneMacPrefix: 'x' }).problems['softphoneMacPrefix']).toBe(
      'Must be the beginning of a MAC address',
    );
  });

  it('gives the stored answers back as they are (D12)', () => {
    const answers = { same: [{ number: '3001', with: '3000' }], separate: ['5001'] };
    expect(checkForm(filled, answers).draft?.answers).toEqual(answers);
  });
});

describe('a look into the files', () => {
  it('needs no name, and is the same whatever else is changed', () => {
    const look = draftToInspect({ ...filled, name: '' });
    expect(look).not.toBeNull();
    const other = {
      ...filled,
      watch: 'synchronize' as const,
      voiceMailServer: 'vm',
      guard: { ...filled.guard, deletePercent: '' },
    };
    expect(draftToInspect(other)).toEqual(look);
    expect(draftToInspect({ ...filled, columns: { mac: null } })).not.toEqual(look);
    expect(draftToInspect({ ...filled, staleDays: '' })).toEqual(look);
  });

  it('is not made while no file is named', () => {
    expect(draftToInspect(newValues())).toBeNull();
  });
});

it('puts what the engine says where it belongs', () => {
  const failure = { message: 'HQ is taken.', hint: 'Choose another.', problems: [], field: null };
  expect(problemsOf({ ...failure, code: 'source.exists' })).toEqual({
    name: 'HQ is taken. Choose another. (source.exists)',
  });
  const problems = [{ path: 'draft.files.devices', message: 'must not be empty' }];
  expect(problemsOf({ ...failure, code: 'usage.invalid', problems })).toEqual({
    'files.devices': 'Must not be empty',
  });
});
