import type { PhoneRole, ReferenceSlot, StatusSettings, Target } from './status.ts';
import { isNumberTarget, targetsAt } from './status-rules.ts';

const ROLE_WORDS: Record<PhoneRole, string> = {
  'desk-phone': 'Desk phone',
  'soft-phone': 'Softphone',
  'prime-phone': 'Prime phone',
};

/** What targets that are no numbers are called (domain.md 5.2). */
const TARGET_WORDS: Record<string, string> = {
  ...ROLE_WORDS,
  '': 'Nothing',
  'ring-group': 'Ring group',
  'all-devices': 'All devices',
  voicemail: 'Voicemail',
  'pbx-default': 'PBX default',
  'client-default': 'MiCollab Client default',
  none: 'No diversion',
};

/** What a target is called in a sentence or a list: a number as it is, `Prime phone`, `Nothing`. */
export function targetWords(target: Target): string {
  return isNumberTarget(target) ? target : (TARGET_WORDS[target] ?? target);
}

/** Whether a text is a target that is no number, or what one is called, in any case: no number may be written so. */
export function isTargetWord(text: string): boolean {
  const folded = text.trim().toLowerCase();
  return Object.entries(TARGET_WORDS).some(
    ([target, words]) => target !== '' && (target === folded || words.toLowerCase() === folded),
  );
}

/** What one place of a status points at, in words: `6001 and All devices`. */
export function slotWords(settings: StatusSettings, slot: ReferenceSlot): string {
  const targets = targetsAt(settings, slot);
  return targets.length === 0 ? targetWords('') : targets.map(targetWords).join(' and ');
}
