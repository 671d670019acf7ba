import type { ListFilter } from './view-address.ts';

/** How many accounts each value of each facet would leave, as the engine counts them. */
export interface Facets {
  total: number;
  sources: { sourceId: number; name: string; accounts: number }[];
  profiles: { profileId: number; name: string; accounts: number }[];
  groups: { group: 'PRG' | 'MDUG' | 'none'; accounts: number }[];
  inactive: number;
  held: number;
}

/** One list box of the filter. */
export interface FacetChoice {
  id: string;
  label: string;
  /** What stands for no condition. */
  any: string;
  chosen: string;
  choices: { value: string; label: string; accounts: number }[];
  toFilter: (value: string) => Partial<ListFilter>;
}

const GROUP_WORDS = { PRG: 'PRG', MDUG: 'MDUG', none: 'No group' };

/**
 * The list boxes that have something to choose: what the whole list holds, or what the filter already asks for, with
 * the counts under the filter's other conditions.
 */
export function facetChoices(
  filter: ListFilter,
  all: Facets | undefined,
  now: Facets | undefined,
): FacetChoice[] {
  if (all === undefined) return [];
  const choices: FacetChoice[] = [
    {
      id: 'source',
      label: 'Source',
      any: 'Any source',
      chosen: filter.sourceId === undefined ? '' : String(filter.sourceId),
      choices: all.sources.filter(isUsed).map(({ sourceId, name }) => ({
        value: String(sourceId),
        label: sourceId === 0 ? 'Manual' : name,
        accounts: now?.sources.find((each) => each.sourceId === sourceId)?.accounts ?? 0,
      })),
      toFilter: (value) => ({ sourceId: value === '' ? undefined : Number(value) }),
    },
    {
      id: 'group',
      label: 'Group',
      any: 'Any group',
      chosen: filter.group ?? '',
      choices: all.groups.filter(isUsed).map(({ group }) => ({
        value: group,
        label: GROUP_WORDS[group],
        accounts: now?.groups.find((each) => each.group === group)?.accounts ?? 0,
      })),
      toFilter: (value) => ({ group: all.groups.find(({ group }) => group === value)?.group }),
    },
    {
      id: 'profile',
      label: 'Feature profile',
      any: 'Any profile',
      chosen: filter.profileId === undefined ? '' : String(filter.profileId),
      choices: all.profiles.filter(isUsed).map(({ profileId, name }) => ({
        value: String(profileId),
        label: profileId === 0 ? 'No profile' : name,
        accounts: now?.profiles.find((each) => each.profileId === profileId)?.accounts ?? 0,
      })),
      toFilter: (value) => ({ profileId: value === '' ? undefined : Number(value) }),
    },
    {
      id: 'active',
      label: 'Active',
      any: 'Active or not',
      chosen: yesOrNo(filter.active),
      choices: all.inactive === 0 ? [] : [{ value: 'no', label: 'Inactive', accounts: now?.inactive ?? 0 }],
      toFilter: (value) => ({ active: value === '' ? undefined : value === 'yes' }),
    },
    {
      id: 'held',
      label: 'Waiting for approval',
      any: 'Held or not',
      chosen: yesOrNo(filter.held),
      choices: all.held === 0 ? [] : [{ value: 'yes', label: 'Held', accounts: now?.held ?? 0 }],
      toFilter: (value) => ({ held: value === '' ? undefined : value === 'yes' }),
    },
  ];
  return choices
    .map((choice) => ({ ...choice, choices: withChosen(choice) }))
    .filter(({ id, choices: { length } }) => length > (id === 'active' || id === 'held' ? 0 : 1));
}

function isUsed({ accounts }: { accounts: number }): boolean {
  return accounts > 0;
}

/** An address may ask for a value that nothing has any more; it must still be seen. */
function withChosen({ chosen, choices }: FacetChoice): FacetChoice['choices'] {
  if (chosen === '' || choices.some(({ value }) => value === chosen)) return choices;
  const label = chosen === 'yes' ? 'Yes' : chosen === 'no' ? 'No' : 'No longer there';
  return [...choices, { value: chosen, label, accounts: 0 }];
}

function yesOrNo(value: boolean | undefined): string {
  return value === undefined ? '' : value ? 'yes' : 'no';
}
