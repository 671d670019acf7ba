import type { DeviceClass } from './classify.ts';
import type { Device, RuleSettings } from './types.ts';
import { allDevices, type Unit } from './units.ts';

/**
 * D14, *Synchronize Dynamic Extensions only*: people with a PRG or MDUG, in the narrower reading (domain.md 3.2 (b)) with
 * an EHDU in it; and people who have nothing but an EHDU.
 */
export function isInScope(
  unit: Unit,
  settings: Pick<RuleSettings, 'dynamicExtensionsOnly' | 'dynamicNeedsExternal'>,
  classOf: (device: Device) => DeviceClass,
): boolean {
  if (!settings.dynamicExtensionsOnly) return true;
  const isExternal = (device: Device) => classOf(device) === 'external';
  if (unit.group === '') return allDevices(unit).every(isExternal);
  return !settings.dynamicNeedsExternal || allDevices(unit).some(isExternal);
}
