import type { PbxScopeEffect } from '../../../shared/contract/index.ts';
import type { PbxOptions } from '../../../shared/domain/enterprise.ts';
import { isolated } from '../../components/isolated.ts';
import { counted } from '../../components/numbers.ts';
import { listed } from '../../components/run-words.ts';

/** The options that say who gets an account (D14). */
type Scope = Pick<PbxOptions, 'dynamicExtensionsOnly' | 'dynamicNeedsExternal'>;

/** A node, and the scope that it was last read completely under; null: never, or not known. */
export interface ReadUnder {
  name: string;
  scope: Scope | null;
}

/** Whether a change of these options changes who gets an account (D14). */
export function changesScope(before: Scope, after: Scope): boolean {
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
  const behind = nodes.filter(({ scope }) => scope !== null && changesScope(scope, options));
  if (behind.length === 0 && !isJustApplied) return null;
  const who = behind.length === 0 ? '' : ` of ${listed(behind.map(({ name }) => isolated(name)))}`;
  // Every one of them left out more people than now.
  const isWider = behind.length > 0 && behind.every(({ scope }) => scope!.dynamicExtensionsOnly);
  const takesIn = !options.dynamicExtensionsOnly
    ? 'everybody'
    : isWider && !options.dynamicNeedsExternal
      ? 'the users of every PRG and MDUG'
      : null;
  return {
    title: 'Who gets an account was changed',
    text:
      takesIn === null
        ? `The next synchronization${who} leaves out whoever is not let in. Their accounts are not deleted by themselves: they wait for your approval. A preview shows them now.`
        : `The next synchronization${who} makes accounts for ${takesIn}. A preview shows them now.`,
  };
}

/** What a scope would do to how many accounts, in words; and which nodes are not counted, and why. */
export function effectWords({ removed, added, nodes }: PbxScopeEffect): {
  sum: string | null;
  uncounted: { name: string; why: string }[];
} {
  const read = nodes.filter((node) => node.removed !== null);
  const who = read.length === nodes.length ? '' : ` of ${listed(read.map(({ name }) => isolated(name)))}`;
  return {
    sum:
      read.length === 0
        ? null
        : removed === 0 && added === 0
          ? `By the exports${who} as they are now, this would remove no account and add none.`
          : `By the exports${who} as they are now, this would ${listed([
              ...(removed === 0 ? [] : [`remove ${accounts(removed)}`]),
              ...(added === 0 ? [] : [`add ${accounts(added)}`]),
            ])}.`,
    uncounted: nodes.flatMap(({ name, problem }) =>
      problem === null
        ? []
        : [{ name, why: [problem.message, problem.hint].filter((each) => each !== '').join(' ') }],
    ),
  };
}

function accounts(count: number): string {
  return counted(count, 'account');
}
