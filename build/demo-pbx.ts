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
