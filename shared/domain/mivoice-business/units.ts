import type { Device } from './types.ts';

/** Devices that make one person: what the rules put together before stored accounts and phones are looked at. */
export interface Unit {
  /** Number of the pilot (R4), else the primary number (D8). */
  key: string;
  group: '' | 'PRG' | 'MDUG';
  /** The device whose names the person has. */
  lead: Device;
  devices: Device[];
  /** Further devices that a person said are this one's (D12). */
  joined: Device[];
  /** A person said that it is one of its own (D12): names do not tell it. */
  isSeparate: boolean;
}

/** A unit of a lone device, or of several without a group. */
export function loneUnit(lead: Device, devices: readonly Device[] = [lead]): Unit {
  return { key: lead.number, group: '', lead, devices: [...devices], joined: [], isSeparate: false };
}

/** All devices of a unit. */
export function allDevices({ devices, joined }: Unit): Device[] {
  return joined.length === 0 ? devices : [...devices, ...joined];
}
