import { describe, expect, it } from 'vitest';
import type { EnterpriseView } from '../../../shared/contract/index.ts';
import { DEFAULT_PBX_OPTIONS } from '../../../shared/domain/enterprise.ts';
import { DEFAULT_SCHEDULE } from '../../../shared/domain/schedule.ts';
import { scheduleFormOf } from './schedule-form.ts';
import { changedParts, leftBehind, settingsOf, withChange } from './settings-draft.ts';

const enterprise: EnterpriseView = {
  enterpriseId: 1,
  id: 'acme',
  description: 'Acme',
  domain: 'acme.example.com',
  mode: 'standalone',
  type: 'directory',
  schedule: DEFAULT_SCHEDULE,
  pbx: DEFAULT_PBX_OPTIONS,
  accounts: 250,
  synchronizers: 1,
  pbxNodes: 0,
};

describe('the draft of the settings', () => {
  it('is empty again when every change was taken back', () => {
    const changed = withChange(enterprise, {}, { type: 'pbx' });
    expect(settingsOf(enterprise, changed).type).toBe('pbx');
    expect(withChange(enterprise, changed, { type: 'directory' })).toEqual({});
  });

  it('does not mind the order of keys', () => {
    const { featureProfile, ...rest } = DEFAULT_PBX_OPTIONS;
    expect(withChange(enterprise, {}, { pbx: { ...rest, featureProfile } })).toEqual({});
  });

  it('takes a schedule for changed while it is not valid', () => {
    const schedule = { ...scheduleFormOf(DEFAULT_SCHEDULE), every: '' };
    expect(withChange(enterprise, {}, { schedule })).toEqual({ schedule });
  });

  it('does not take the look of a rule that is not chosen for a change', () => {
    const schedule = { ...scheduleFormOf(DEFAULT_SCHEDULE), at: '07:00' };
    expect(withChange(enterprise, {}, { schedule })).toEqual({});
    expect(withChange(enterprise, {}, { schedule: { ...schedule, every: 1440, unit: 'minutes' } })).toEqual(
      {},
    );
  });

  it('follows the Enterprise where nothing was changed', () => {
    const draft = withChange(enterprise, {}, { type: 'none' });
    const elsewhere = { ...enterprise, schedule: { ...DEFAULT_SCHEDULE, enabled: true } };
    expect(settingsOf(elsewhere, draft)).toMatchObject({ type: 'none', schedule: { enabled: true } });
  });

  it('says what was changed', () => {
    expect(changedParts({})).toBe('');
    expect(changedParts({ type: 'none', schedule: scheduleFormOf(DEFAULT_SCHEDULE) })).toBe(
      'type and schedule',
    );
  });
});

describe('what a change of type leaves behind', () => {
  const sources = [
    { kind: 'directory' as const, name: 'HQ directory', accounts: 250 },
    { kind: 'pbx' as const, name: 'Berlin', accounts: 0 },
  ];

  it('names the accounts and the sources', () => {
    const left = leftBehind('directory', 'pbx', sources);
    expect(left?.title).toBe('250 accounts stay, marked inactive');
    expect(left?.sentence).toMatch(/^HQ directory will not be synchronized any more and is marked inactive/);
    expect(left?.sentence).toContain('Nothing is deleted');
  });

  it('says nothing when nothing is left behind', () => {
    expect(leftBehind('directory', 'directory', sources)).toBeNull();
    expect(leftBehind('pbx', 'directory', sources)).toBeNull();
    expect(leftBehind('none', 'pbx', [])).toBeNull();
  });
});
