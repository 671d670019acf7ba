import { baseName } from '../../../components/pbx-node/node-words.ts';
import type { FormValues } from './form-values.ts';

type Files = FormValues['files'];

/** Names that export files of groups and of the directory mostly have. */
const GROUPS = /prg|mdug|group|ring/i;
const DIRECTORY = /directory|phone\s*book|telefonbuch/i;

/**
 * Puts files that were picked together where their names say that they belong; what stands there already stays, unless
 * there is room for one only. A guess: the look into the files shows whether it is right.
 */
export function sortPicked(files: Files, picked: readonly string[]): Files {
  const kinds = picked.map((path) => ({ path, kind: kindOf(path) }));
  const of = (kind: ReturnType<typeof kindOf>) =>
    kinds.filter((each) => each.kind === kind).map(({ path }) => path);
  const [devices, ...more] = of('devices');
  const groups = [...files.groups, ...of('groups'), ...more];
  return {
    devices: devices ?? files.devices,
    groups: [...new Set(groups)].filter((path) => path !== ''),
    directory: of('directory').at(0) ?? files.directory,
  };
}

function kindOf(path: string): 'devices' | 'groups' | 'directory' {
  const name = baseName(path);
  if (GROUPS.test(name)) return 'groups';
  return DIRECTORY.test(name) ? 'directory' : 'devices';
}
