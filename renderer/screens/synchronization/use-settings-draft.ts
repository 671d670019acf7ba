import type { EnterpriseView } from '../../../shared/contract/index.ts';
import { addresses } from '../../state/addresses.ts';
import { useDrafts } from '../../state/drafts.ts';
import { settingsOf, withChange, type SettingsDraft } from './settings-draft.ts';

const NO_CHANGES: SettingsDraft = {};

/** The tab's settings with what was changed and not applied yet; the changes survive leaving the tab. */
export function useSettingsDraft(enterprise: EnterpriseView) {
  const address = addresses.synchronization(enterprise.id);
  const draft = useDrafts((state) => (state.drafts[address] as SettingsDraft | undefined) ?? NO_CHANGES);
  return {
    draft,
    settings: settingsOf(enterprise, draft),
    change: (change: SettingsDraft) => {
      const { drafts, put, drop } = useDrafts.getState();
      const next = withChange(enterprise, (drafts[address] as SettingsDraft | undefined) ?? {}, change);
      if (Object.keys(next).length === 0) drop(address);
      else put(address, next);
    },
    discard: () => {
      useDrafts.getState().drop(address);
    },
  };
}
