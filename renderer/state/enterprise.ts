import type { EnterpriseView } from '../../shared/contract/index.ts';

/** What every screen of an Enterprise is given. */
export interface EnterpriseProps {
  enterprise: EnterpriseView;
}

/** Why a field or button is disabled in MiCollab-integrated mode (D22). */
export const INTEGRATED_REASON =
  'MiCollab Client runs in integrated mode: this is configured in MiCollab, not here.';

/** Whether the Enterprise's configuration is made in MiCollab (D22). */
export function isIntegrated(enterprise: EnterpriseView): boolean {
  return enterprise.mode === 'integrated';
}
