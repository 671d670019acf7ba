import { describe, expect, test } from 'vitest';
import { DEFAULT_TEMPLATES, type StatusSettings, type StatusTemplate } from './status.ts';
import { areDefault, templateChanges, templateProblem, type WantedTemplate } from './status-templates.ts';

const PLAIN: StatusSettings = {
  makeCallFrom: 'prime-phone',
  sendCallsTo: ['prime-phone'],
  whenBusy: 'pbx-default',
  whenNoAnswer: 'voicemail',
};
const template = (name: string, more: Partial<StatusTemplate> = {}): StatusTemplate => ({
  ...{ name, settings: PLAIN, locked: false },
  ...more,
});
const wanted = (name: string, was: string | null = name, more: Partial<StatusTemplate> = {}) =>
  ({ ...template(name, more), was }) satisfies WantedTemplate;
const kinds = (now: string[], then: WantedTemplate[]) =>
  templateChanges(
    now.map((name) => template(name)),
    then,
  ).map(({ kind, name }) => `${kind} ${name}`);

describe('what becomes of each template', () => {
  test('nothing, when nothing changed', () => {
    expect(kinds(['A', 'B'], [wanted('A'), wanted('B')])).toEqual([]);
  });

  test('added, renamed, changed, locked and removed, each with what it says', () => {
    const settings = { ...PLAIN, makeCallFrom: 'desk-phone', sendCallsTo: [] };
    const changes = templateChanges(
      [template('A'), template('B'), template('C')],
      [wanted('A'), wanted('Bee', 'B', { settings, locked: true }), wanted('D', null)],
    );
    expect(changes).toEqual([
      { kind: 'renamed', name: 'Bee', was: 'B', details: [] },
      {
        ...{ kind: 'changed', name: 'Bee', was: null },
        details: ['Make call from: Prime phone → Desk phone', 'Send my calls to: Prime phone → Nothing'],
      },
      { kind: 'locked', name: 'Bee', was: null, details: [] },
      expect.objectContaining({ kind: 'added', name: 'D' }),
      { kind: 'removed', name: 'C', was: null, details: [] },
    ]);
  });

  test('a new one that users cannot change says so', () => {
    expect(kinds(['A'], [wanted('A'), wanted('B', null, { locked: true })])).toEqual(['added B', 'locked B']);
  });

  test('the fewest are said to have moved', () => {
    const all = ['A', 'B', 'C', 'D'];
    expect(
      kinds(
        all,
        ['D', 'A', 'B', 'C'].map((name) => wanted(name)),
      ),
    ).toEqual(['moved D']);
    expect(
      kinds(
        all,
        ['A', 'C', 'B', 'D'].map((name) => wanted(name)),
      ),
    ).toHaveLength(1);
  });

  test('another first one is said: it is active for whoever chose none', () => {
    const first = (then: WantedTemplate[]) =>
      templateChanges([template('A'), template('B')], then).flatMap(({ details }) =>
        details.filter((detail) => detail.includes('first')),
      );
    expect(first([wanted('B'), wanted('A')])).toEqual([
      'B is the first of the list then, and active for whoever chose none',
    ]);
    expect(first([wanted('B')])).toHaveLength(1);
    expect(first([wanted('New', null), wanted('A'), wanted('B')])).toHaveLength(1);
    expect(first([wanted('Other', 'A'), wanted('B')])).toEqual([]);
  });
});

test('a template names no number, and nothing that its place does not take', () => {
  const problem = (settings: Partial<StatusSettings>) =>
    templateProblem({ settings: { ...PLAIN, ...settings } });
  expect(problem({})).toBeNull();
  expect(problem({ makeCallFrom: '' })).toBeNull();
  expect(problem({ sendCallsTo: ['3000'] })).toBe(
    'Send my calls to cannot be 3000: a template holds for everybody, so it names no number',
  );
  expect(problem({ makeCallFrom: 'voicemail' })).toBe('Make call from cannot be Voicemail');
});

test('the default ones are known', () => {
  expect(areDefault(DEFAULT_TEMPLATES)).toBe(true);
  expect(areDefault(structuredClone([...DEFAULT_TEMPLATES]))).toBe(true);
  expect(areDefault([...DEFAULT_TEMPLATES].reverse())).toBe(false);
  expect(areDefault(DEFAULT_TEMPLATES.slice(1))).toBe(false);
});
