/**
 * The demo's phone systems: an Enterprise whose accounts come from the form exports of two MiVoice Business nodes. The
 * files in build/demo-pbx show every rule of domain.md 3.4 once, and what the rules cannot assign; those of hq-later are
 * the same PBX some weeks later.
 */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectFolder } from './output.ts';

/** The Enterprise's ID. */
export const PBX_ENTERPRISE = 'harbor';

/** Exports as they are at first, and of the head office as they are some weeks later. */
type PbxState = 'first' | 'later';

/** Which account of the first exports shows which rule of domain.md 3.4, and what is to be seen. */
export const RULES_SHOWN = [
  {
    rule: 'R1',
    login: '1000',
    shows: 'a Minet and a SIP softphone in one group: 1001 is the softphone, 1002 is not',
  },
  { rule: 'R2', login: '2000', shows: '2001 is a 5020 IP with a MAC address of A1:21:00: a softphone' },
  { rule: 'R2', login: '2002', shows: 'a 5020 IP with another MAC address: a desk phone' },
  { rule: 'R3', login: '3000', shows: 'no group, but the same three names: 3000 and 3001 are one account' },
  { rule: 'R3', login: '3101', shows: 'department "r&d" is not the "R&D" of 3100: an account of its own' },
  { rule: 'R4', login: '4101', shows: 'the pilot 4100 says who it is; 4101 is called "Mia desk" on the PBX' },
  { rule: 'R5', login: '5000', shows: 'a second desk phone 5001 without a group: in no account' },
  {
    rule: 'R5',
    login: '5100',
    shows: 'two desk phones and a softphone, all in one group: all in one account',
  },
  { rule: 'R6', login: '6000', shows: 'below: the PBX deletes 6001, which a status points at, so it stays' },
  { rule: 'R6', login: '6100', shows: 'below: the PBX deletes 6101, which nothing points at, so it goes' },
] as const;

/** Whose waiting rows the demo rejects: 2003 came into the group of 4000 by a slip, and its account would go. */
export const DEMO_REJECTED = ['2003', '4000'] as const;

/** Copies the export files below a folder, one folder a node, as if the PBX had just written them. */
export function writePbxFiles(folder: string, state: PbxState): void {
  const samples = path.join(projectFolder, 'build', 'demo-pbx');
  copyFiles(path.join(samples, state === 'first' ? 'hq' : 'hq-later'), path.join(folder, 'HQ'));
  if (state === 'first') copyFiles(path.join(samples, 'branch'), path.join(folder, 'Branch'));
}

/** File by file: each gets the time of the copy, as an export has the time at which it was written. */
function copyFiles(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const name of readdirSync(from)) copyFileSync(path.join(from, name), path.join(to, name));
}

/** The Enterprise in the configuration file; `folder` is where its export files lie. */
export function pbxEnterprise(folder: string) {
  const file = (...parts: string[]) => path.join(folder, ...parts);
  return {
    id: PBX_ENTERPRISE,
    description: 'Harbor branch offices',
    domain: 'harbor.example.com',
    features: [
      { name: 'Desk phone', seats: 100 },
      { name: 'Softphone', seats: 60 },
    ],
    featureProfiles: [
      { name: 'Phones', description: 'Desk phone and softphone', features: ['Desk phone', 'Softphone'] },
    ],
    synchronization: {
      type: 'pbx',
      schedule: { enabled: true, daily: '03:00' },
      pbx: { featureProfile: 'Phones' },
    },
    pbxNodes: [
      {
        name: 'HQ',
        type: 'mivoice-business',
        files: { devices: file('HQ', 'users.csv'), groups: [file('HQ', 'prg.csv'), file('HQ', 'mdug.csv')] },
      },
      {
        name: 'Branch',
        type: 'mivoice-business',
        files: { devices: file('Branch', 'users.csv'), groups: [] },
      },
    ],
  };
}
