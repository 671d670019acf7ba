/** A role follows whatever phone the account has today, so it holds no number (D1). */
export const PHONE_ROLES = ['desk-phone', 'soft-phone', 'prime-phone'] as const;
export type PhoneRole = (typeof PHONE_ROLES)[number];

/** Where calls go or come from: a number of the account, a role, or one of the special targets of domain.md 5.2. */
export type Target = string;

/** Settings of a dynamic status (domain.md 5.2). */
export interface StatusSettings {
  /** Number, role, or empty for none. */
  makeCallFrom: Target;
  /** Numbers, roles, `ring-group` or `all-devices`. */
  sendCallsTo: Target[];
  /** `pbx-default`, `client-default`, `none`, `voicemail`, a role or a number. */
  whenBusy: Target;
  whenNoAnswer: Target;
}

/** A status template of an Enterprise (E5), and whether an administrator keeps it to themselves (domain.md 5.1). */
export interface StatusTemplate {
  name: string;
  settings: StatusSettings;
  locked: boolean;
}

/** Whether default statuses of new accounts point at a role or at the desk phone's number itself (D1). */
export type DefaultsPointAt = 'role' | 'number';

/** The places of a status that can point at a number; `makeCallFrom` is the one that a person is led to first (A11). */
export type ReferenceSlot = 'makeCallFrom' | 'sendCallsTo' | 'whenBusy' | 'whenNoAnswer';

/** What a new status does until somebody says otherwise. */
export const DEFAULT_SETTINGS: StatusSettings = {
  makeCallFrom: 'prime-phone',
  sendCallsTo: ['prime-phone'],
  whenBusy: 'pbx-default',
  whenNoAnswer: 'voicemail',
};

/** Ours: no public page names the product's (domain.md 5.3). */
export const DEFAULT_TEMPLATES: readonly StatusTemplate[] = [
  'In the Office',
  'Mobile',
  'Working From Home',
  'In a Meeting',
  'Do Not Disturb',
  'Gone for the Day',
  'On Vacation',
  'Out of Office',
].map((name) => ({ name, settings: DEFAULT_SETTINGS, locked: false }));
