import type { SynchronizerDraft } from '../../../shared/contract/index.ts';
import { DEFAULT_PROFILE } from '../../../shared/domain/enterprise.ts';
import type { GuardPolicy } from '../../../shared/domain/guard-policy.ts';
import {
  defaultSynchronizer,
  type FieldMapping,
  type ServerKind,
} from '../../../shared/domain/synchronizer.ts';

/** The form as it is edited: a number field may be empty for a moment. */
export type FormValues = Omit<SynchronizerDraft, 'pageSize' | 'timeoutSeconds' | 'guard'> & {
  pageSize: number | string;
  timeoutSeconds: number | string;
  guard: Record<keyof GuardPolicy, number | string>;
};

/** A field of the mapping table. */
export type MappedField = keyof FieldMapping;

/** What a new synchronizer starts with. */
export function newValues(server: ServerKind = 'active-directory'): FormValues {
  const { passwordReference: _, ...defaults } = defaultSynchronizer(server);
  return { name: '', domain: '', urls: [''], baseDn: '', featureProfile: DEFAULT_PROFILE, ...defaults };
}

/** A copy of a synchronizer, to be made a new one. Names are unique (E5), so it gets another. */
export function copyOf(draft: SynchronizerDraft): FormValues {
  return { ...draft, name: `Copy of ${draft.name}`.slice(0, 64) };
}

/**
 * The form for another kind of server: what still is as the former kind's defaults have it becomes as the new kind's
 * have it; what a person set stays.
 */
export function withServer(values: FormValues, server: ServerKind): FormValues {
  const before = defaultSynchronizer(values.server);
  const after = defaultSynchronizer(server);
  /** The new default where the old one still stands. */
  const follow = <Value>(value: Value, from: Value, to: Value) => (value === from ? to : value);
  const mapping = { ...values.mapping };
  for (const field of Object.keys(mapping) as MappedField[]) {
    mapping[field] = follow(mapping[field], before.mapping[field], after.mapping[field]);
  }
  return {
    ...values,
    server,
    query: follow(values.query, before.query, after.query),
    pageSize: follow(values.pageSize, before.pageSize, after.pageSize),
    paging: follow(values.paging, before.paging, after.paging),
    skipDisabled: follow(values.skipDisabled, before.skipDisabled, after.skipDisabled),
    mapping,
  };
}

/** What the result of a connection test rests on. The mapping is applied to its sample as it is edited. */
export function connectionOf(values: FormValues) {
  const {
    server,
    urls,
    transport,
    caFile,
    pin,
    baseDn,
    searchContext,
    query,
    bindDn,
    paging,
    pageSize,
    timeoutSeconds,
    skipDisabled,
  } = values;
  return {
    ...{ server, urls, transport, caFile, pin, baseDn, searchContext, query, bindDn },
    ...{ paging, pageSize, timeoutSeconds, skipDisabled },
  };
}

/**
 * The changes that make the next synchronization a new baseline, whose deletions are held (engine.md E6); in words.
 */
export function baselineChanges(saved: SynchronizerDraft, values: FormValues): string[] {
  const changes: [boolean, string][] = [
    // The server that answers counts, which is the first one as a rule.
    [saved.urls[0] !== values.urls[0], 'LDAP path'],
    [saved.baseDn !== values.baseDn, 'base DN'],
    [saved.searchContext !== values.searchContext, 'search context'],
    [saved.query !== values.query, 'user query'],
    [saved.bindDn !== values.bindDn, 'username'],
    [saved.mapping.directoryKey.toLowerCase() !== values.mapping.directoryKey.toLowerCase(), 'directory key'],
    [saved.skipDisabled !== values.skipDisabled, 'disabled accounts'],
  ];
  return changes.filter(([changed]) => changed).map(([, what]) => what);
}
