import type { MiVoiceBusinessSettings } from '../../../shared/domain/pbx-node.ts';
import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import type { FileMemory } from '../pbx/index.ts';
import type { Baseline } from '../store/index.ts';

/** The attribute that the key of a PBX account comes from: the number of its pilot, or its primary number (D8). */
export const NUMBER_KEY = 'number';

/**
 * What a complete read of a node rests on (E6): where it is read from, and every setting that takes devices or people out
 * of scope (safety.md 3). What a person answered about single devices (D12) is not among them.
 */
export function pbxBaseline(
  settings: MiVoiceBusinessSettings,
  { dynamicExtensionsOnly, dynamicNeedsExternal }: PbxOptions,
  files: readonly FileMemory[],
): Baseline {
  const { folder, columns, forms, softphoneMacPrefix, macRule, exclude } = settings;
  const scope = dynamicExtensionsOnly ? [true, dynamicNeedsExternal] : [false];
  return {
    fingerprint: JSON.stringify([
      ...[
        settings.type,
        folder,
        settings.files,
        Object.keys(forms).length === 0 ? columns : [columns, forms],
      ],
      ...[softphoneMacPrefix, macRule, exclude, scope],
    ]),
    keyAttribute: NUMBER_KEY,
    files: [...files],
  };
}

/** What a baseline's fingerprint holds after the type, in its order, as a sentence names it; the scope has words of its own. */
const PARTS = [
  'the folder',
  'the files',
  'the columns',
  'the MAC prefix of softphones',
  'the MAC rule',
  'the exclusions',
] as const;

/** In what two fingerprints of a node differ, as the beginning of a sentence. */
export function settingsChange(before: string, after: string): string {
  const [[, ...old], [, ...now]] = [partsOf(before), partsOf(after)];
  const isOther = (at: number) => JSON.stringify(old[at]) !== JSON.stringify(now[at]);
  const parts = PARTS.filter((_, at) => isOther(at));
  const last = parts.at(-1);
  const named = parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
  const changes = [
    ...(isOther(PARTS.length) ? [scopeChange(old[PARTS.length], now[PARTS.length])] : []),
    ...(named === undefined ? [] : [`${named} of the node changed`]),
  ];
  const words = changes.length === 0 ? 'the settings of the node changed' : changes.join(', and ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function scopeChange(before: unknown, after: unknown): string {
  const [was, is] = [before, after].map((scope) => Array.isArray(scope) && scope[0] === true);
  if (was === is) return 'what Synchronize Dynamic Extensions only takes in was changed';
  return `Synchronize Dynamic Extensions only was ${is ? 'ticked' : 'cleared'}`;
}

function partsOf(fingerprint: string): unknown[] {
  const parts: unknown = JSON.parse(fingerprint);
  return Array.isArray(parts) ? parts : [];
}
