import {
  PHONE_ROLES,
  type ReferenceSlot,
  type StatusSettings,
  type Target,
} from '../../../shared/domain/status.ts';
import {
  REFERENCE_SLOTS,
  SLOT_NAMES,
  SPECIAL_TARGETS,
  targetsAt,
} from '../../../shared/domain/status-rules.ts';
import { slotWords, targetWords } from '../../../shared/domain/status-words.ts';

/** The roles, the one that most people want first. */
const ROLES: readonly Target[] = ['prime-phone', ...PHONE_ROLES.filter((role) => role !== 'prime-phone')];

/** What one place of a template can point at (domain.md 5.2): it holds for everybody, so no number. */
export function targetsFor(slot: ReferenceSlot): { value: Target; label: string }[] {
  return [...ROLES, ...SPECIAL_TARGETS[slot]].map((value) => ({ value, label: targetWords(value) }));
}

/** A template in one line: `Make call from: Prime phone. Send my calls to: Softphone and Ring group.` */
export function settingsLine(settings: StatusSettings): string {
  return (['makeCallFrom', 'sendCallsTo'] as const)
    .map((slot) => `${SLOT_NAMES[slot]}: ${slotWords(settings, slot)}.`)
    .join(' ');
}

/** What an account lacks for which a template is broken (D1): `no desk phone`. */
export function lackOf(settings: StatusSettings): string {
  const targets = new Set(REFERENCE_SLOTS.flatMap((slot) => targetsAt(settings, slot)));
  // Whoever has no prime phone has neither of the two, so those two say it all.
  const [desk, soft] = [targets.has('desk-phone'), targets.has('soft-phone')];
  if (desk && soft) return 'no desk phone, or no softphone';
  if (desk) return 'no desk phone';
  if (soft) return 'no softphone';
  return 'neither a desk phone nor a softphone';
}
