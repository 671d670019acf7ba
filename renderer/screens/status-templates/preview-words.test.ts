import { describe, expect, test } from 'vitest';
import type { TemplatePreview, WantedTemplates } from '../../../shared/contract/index.ts';
import { applyLabel, changeSentence, optionSentences } from './preview-words.ts';

type Change = TemplatePreview['changes'][number];

const change = (more: Partial<Change> = {}): Change => ({
  kind: 'changed',
  name: 'Mobile',
  was: null,
  details: ['Make call from: Prime phone → Desk phone'],
  untouched: 1240,
  edited: 0,
  broken: 0,
  active: 0,
  ...more,
});
const templates: WantedTemplates['templates'] = [
  {
    name: 'Mobile',
    was: 'Mobile',
    locked: false,
    settings: {
      makeCallFrom: 'desk-phone',
      sendCallsTo: ['ring-group'],
      whenBusy: 'none',
      whenNoAnswer: 'voicemail',
    },
  },
];
const said = (more: Partial<Change> = {}) => changeSentence(change(more), templates);
const preview = (accounts: number, ...changes: Change[]): TemplatePreview => ({
  hash: '',
  accounts,
  changes,
  rows: [],
  rowsTotal: 0,
});

describe('a change', () => {
  test('says for whom it is one, who keeps theirs, and where it breaks', () => {
    expect(said({ edited: 12, broken: 3 })).toBe(
      'Make call from: Prime phone → Desk phone. Changes for 1,240 accounts at once; 12 edited theirs and keep it; broken for 3, which have no desk phone.',
    );
    expect(said({ untouched: 1, edited: 1, broken: 1 })).toBe(
      'Make call from: Prime phone → Desk phone. Changes for 1 account at once; 1 edited theirs and keeps it; broken for 1, which has no desk phone.',
    );
  });

  test('says where nobody has it unedited, and nothing of nobody', () => {
    expect(said({ untouched: 0, edited: 2 })).toBe(
      'Make call from: Prime phone → Desk phone. It changes for nobody at once; 2 edited theirs and keep it.',
    );
    expect(said({ untouched: 0 })).toBe('Make call from: Prime phone → Desk phone.');
  });

  test('of each kind', () => {
    expect(said({ kind: 'added', details: [], edited: 1 })).toBe(
      'new. Comes to 1,240 accounts at once; 1 has a status of this name and keeps it.',
    );
    expect(said({ kind: 'renamed', was: 'Road', details: [], edited: 2, active: 9 })).toBe(
      'was called Road. Renamed for 1,240 accounts at once; 2 edited theirs and keep it under the new name.',
    );
    expect(said({ kind: 'locked', details: [] })).toBe(
      'defined by the administrator from now on, users cannot change it. Changes for 1,240 accounts at once.',
    );
    expect(said({ kind: 'unlocked', details: [], untouched: 2 })).toBe(
      'users can change it from now on. Changes for 2 accounts at once.',
    );
    expect(said({ kind: 'locked', details: [], edited: 12 })).toBe(
      'defined by the administrator from now on, users cannot change it. Changes for 1,240 accounts at once, also for 12 who edited theirs; what they set stays.',
    );
    expect(said({ kind: 'unlocked', details: [], untouched: 0, edited: 12 })).toBe(
      'users can change it from now on. Changes at once for 12 who edited theirs; what they set stays.',
    );
    expect(said({ kind: 'moved', details: [], untouched: 0 })).toBe('another place in the list.');
    const first = 'Mobile is the first of the list then, and active for whoever chose none';
    expect(said({ kind: 'moved', details: [first], untouched: 0 })).toBe(
      `another place in the list; ${first}.`,
    );
    expect(said({ kind: 'changed', active: 1 })).toContain('It is the active status of 1 account.');
    expect(said({ kind: 'removed', name: 'Lunch', details: [], edited: 4, active: 9 })).toBe(
      'removed. Goes from 1,240 accounts at once; 4 edited theirs and keep it as a status of their own. It is the active status of 9 accounts: the first of the list takes its place.',
    );
  });

  test('who edited one that goes has it under another name, where another one takes its name', () => {
    const [mobile] = templates as [(typeof templates)[number]];
    const removed = change({ kind: 'removed', name: 'mobile', details: [], edited: 4 });
    expect(changeSentence(removed, [mobile])).toBe(
      'removed. Goes from 1,240 accounts at once; 4 edited theirs and keep it as a status of their own, under another name.',
    );
  });

  test('a status that is gone, or that points at several roles, says what is lacking as well', () => {
    expect(changeSentence(change({ broken: 2 }), [])).toContain('which have no phone that it points at');
    const [{ settings, ...rest }] = templates as [(typeof templates)[number]];
    const with_ = (more: Partial<typeof settings>) =>
      changeSentence(change({ broken: 2 }), [{ ...rest, settings: { ...settings, ...more } }]);
    expect(with_({ makeCallFrom: 'prime-phone' })).toContain('have neither a desk phone nor a softphone');
    expect(with_({ makeCallFrom: 'soft-phone' })).toContain('have no softphone');
    expect(with_({ sendCallsTo: ['prime-phone'] })).toContain('have no desk phone.');
    expect(with_({ sendCallsTo: ['soft-phone'] })).toContain('have no desk phone, or no softphone.');
  });

  test('a name that turns the order around is kept to itself', () => {
    expect(said({ kind: 'renamed', was: 'a\u202eb', details: [], untouched: 0 })).toBe(
      'was called \u2068a\u202eb\u2069.',
    );
  });
});

test('the button names a number only where one says it', () => {
  expect(applyLabel(preview(1240, change()))).toBe('Change for 1,240 accounts');
  expect(applyLabel(preview(1240, change({ untouched: 1 })))).toBe('Change for 1 account');
  expect(applyLabel(preview(1240, change({ untouched: 5 }), change()))).toBe('Change for 1,240 accounts');
  expect(applyLabel(preview(1240, change({ untouched: 5 }), change({ untouched: 5 })))).toBe(
    'Make these changes',
  );
  expect(applyLabel(preview(1240, change({ untouched: 0 })))).toBe('Save');
  // A lock reaches whoever edited theirs, too.
  expect(applyLabel(preview(20, change({ kind: 'locked', untouched: 8, edited: 12 })))).toBe(
    'Change for 20 accounts',
  );
  expect(applyLabel(preview(0))).toBe('Save');
});

test('the settings beside the templates are told of when they change', () => {
  const now = { pointAt: 'role', usersMayAdd: true } as const;
  expect(optionSentences(now, now)).toEqual([]);
  expect(optionSentences(now, { pointAt: 'number', usersMayAdd: false })).toEqual([
    expect.stringContaining('point at the desk phone’s number'),
    expect.stringContaining('no more statuses'),
  ]);
  expect(optionSentences({ pointAt: 'number', usersMayAdd: false }, now)).toEqual([
    expect.stringContaining('point at a role'),
    'Users may add statuses of their own.',
  ]);
});
