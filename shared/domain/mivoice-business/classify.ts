import { isNameless } from './names.ts';
import type { Device, RuleSettings } from './types.ts';

/** What a device is for its user (domain.md 3.7, step 2). */
export type DeviceClass = 'desk' | 'minet' | 'uc-endpoint' | 'external';

/** Device types are compared without regard to case, blanks and signs (domain.md 3.3), unlike names. */
const UC_ENDPOINT = new Set(['micollabclientendpoint', 'ucendpoint', 'ucaendpoint']);
const APP_SERVER_PORT = new Set(['appserverport']);
const SET_5020 = new Set(['5020ip', '5020ipphone']);
const EXTERNAL = new Set(['ehdu', 'externalhotdeskuser', 'externalhotdeskinguser']);

/** Tells the class of each device by the settings of its node. Remembers types, which repeat themselves. */
export function classifier(
  settings: Pick<RuleSettings, 'softphoneMacPrefix' | 'macRule'>,
): (device: Device) => DeviceClass {
  const prefix = plainMac(settings.softphoneMacPrefix);
  const hasPrefix = ({ mac }: Device) => plainMac(mac).startsWith(prefix);
  const types = new Map<string, string>();
  return (device) => {
    let type = types.get(device.deviceType);
    if (type === undefined) {
      type = plainType(device.deviceType);
      types.set(device.deviceType, type);
    }
    // A10: an outside device is never a softphone, whatever else its row says.
    if (device.external || EXTERNAL.has(type)) return 'external';
    // R2.
    if (UC_ENDPOINT.has(type)) return 'uc-endpoint';
    // A1: the MAC address tells a 5020 IP from the real set; an App Server Port is no set, so it needs no mark.
    if (APP_SERVER_PORT.has(type))
      return settings.macRule === '5020-only' || hasPrefix(device) ? 'minet' : 'desk';
    if (SET_5020.has(type) && hasPrefix(device)) return 'minet';
    // A2, A10, D13: a 5020 IP with another MAC address, and everything else, is a desk phone.
    return 'desk';
  };
}

/** D13: an App Server Port without a user name serves an application, not a person. An outside device does not (A10). */
export function isApplicationPort(device: Device): boolean {
  return !device.external && APP_SERVER_PORT.has(plainType(device.deviceType)) && isNameless(device);
}

function plainType(deviceType: string): string {
  return deviceType.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '');
}

/** R2: a MAC address without its signs, in upper case. */
function plainMac(mac: string): string {
  return mac.replace(/[:\-.\s]+/g, '').toUpperCase();
}
