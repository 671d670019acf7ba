import type { StatusSettings } from '../../../shared/domain/status.ts';
import { REFERENCE_SLOTS, targetsAt } from '../../../shared/domain/status-rules.ts';
import { useDrafts } from '../../state/drafts.ts';
import { canonical } from '../canonical.ts';

/** What of a status is changed and not saved, and what it was when that began. */
interface StatusDraft {
  changes: Partial<StatusSettings>;
  base: string;
}

/**
 * The unsaved changes of a status, kept under an address so that looking at another one loses nothing. Only what was
 * changed is kept: the rest follows the status, whoever changes it meanwhile.
 */
export function useStatusDraft(address: string, settings: StatusSettings) {
  const draft = useDrafts((state) => state.drafts[address] as StatusDraft | undefined);
  const { put, drop } = useDrafts.getState();
  const values: StatusSettings = { ...settings, ...draft?.changes };
  return {
    values,
    changes: draft?.changes ?? {},
    dirty: draft !== undefined,
    /** Whether somebody else changed the status since this draft was begun. */
    outrun: draft !== undefined && draft.base !== canonical(settings),
    set: (change: Partial<StatusSettings>) => {
      const changes = differing({ ...values, ...change }, settings);
      if (Object.keys(changes).length === 0) drop(address);
      else put(address, { changes, base: draft?.base ?? canonical(settings) } satisfies StatusDraft);
    },
    drop: () => drop(address),
  };
}

/** The settings of a status alone, whatever else is known of it. */
export function settingsOf({
  makeCallFrom,
  sendCallsTo,
  whenBusy,
  whenNoAnswer,
}: StatusSettings): StatusSettings {
  return { makeCallFrom, sendCallsTo, whenBusy, whenNoAnswer };
}

function differing(values: StatusSettings, settings: StatusSettings): Partial<StatusSettings> {
  const slots = REFERENCE_SLOTS.filter(
    (slot) => canonical(targetsAt(values, slot)) !== canonical(targetsAt(settings, slot)),
  );
  return Object.fromEntries(slots.map((slot) => [slot, values[slot]]));
}
