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
  const { folder, columns, softphoneMacPrefix, macRule, exclude } = settings;
  const scope = dynamicExtensionsOnly ? [true, dynamicNeedsExternal] : [false];
  return {
    fingerprint: JSON.stringify([
      ...[settings.type, folder, settings.files, columns],
      ...[softphoneMacPrefix, macRule, exclude, scope],
    ]),
    keyAttribute: NUMBER_KEY,
    files: [...files],
  };
}
