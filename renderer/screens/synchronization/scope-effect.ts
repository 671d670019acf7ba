import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import { isolated } from '../../components/isolated.ts';
import { listed } from '../../components/run-words.ts';

/** A node, and how Dynamic Extensions only was set when it was last read completely; null: never, or not known. */
export interface ReadUnder {
  name: string;
  dynamicExtensionsOnly: boolean | null;
}

/** Whether a change of these options changes who gets an account (D14). */
export function changesScope(before: PbxOptions, after: PbxOptions): boolean {
  return (
    before.dynamicExtensionsOnly !== after.dynamicExtensionsOnly ||
    (after.dynamicExtensionsOnly && before.dynamicNeedsExternal !== after.dynamicNeedsExternal)
  );
}

/** What comes of the box while it is changed and not applied. */
export function beforeApply(options: PbxOptions): string {
  return options.dynamicExtensionsOnly
    ? 'Not applied yet. After Apply, a preview shows whom it concerns. Accounts that would leave wait for your approval in any case.'
    : 'Not applied yet. After Apply, a preview shows who would get an account.';
}

/**
 * What is said once the box is applied and no synchronization has followed it yet: which nodes were last read under the
 * other setting. Null when all were read under this one, and nothing was applied just now.
 */
export function afterApply(
  options: PbxOptions,
  nodes: readonly ReadUnder[],
  isJustApplied: boolean,
): { title: string; text: string } | null {
  const behind = nodes.filter(
    ({ dynamicExtensionsOnly }) =>
      dynamicExtensionsOnly !== null && dynamicExtensionsOnly !== options.dynamicExtensionsOnly,
  );
  if (behind.length === 0 && !isJustApplied) return null;
  const who = behind.length === 0 ? '' : ` of ${listed(behind.map(({ name }) => isolated(name)))}`;
  return {
    title: 'Who gets an account was changed',
    text: options.dynamicExtensionsOnly
      ? `The next synchronization${who} leaves out whoever is not let in. Their accounts are not deleted by themselves: they wait for your approval. A preview shows them now.`
      : `The next synchronization${who} makes accounts for everybody. A preview shows them now.`,
  };
}
