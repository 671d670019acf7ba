import type { Enterprise, DirectorySource, PbxSource, AccountRecord, Store } from '../store/index.ts';
import { pbxSettings } from '../pbx/index.ts';
import { effectivePolicy } from '../../../shared/domain/guard-policy.ts';
import { compareNumbers } from '../../../shared/domain/numbers.ts';
import { formatSpan, type Schedule } from '../../../shared/domain/schedule.ts';
import { FILE_FIELDS } from './configuration-accounts.ts';
import { exportStatuses } from './configuration-statuses.ts';

const PAGE = 1000;

/**
 * The configuration of one Enterprise, or of all, in the form that an import takes (interfaces.md): every value is
 * written out. A password is its reference, or left out, which on import means "keep"; never the secret.
 */
export function exportConfiguration(deps: { store: Store }, enterpriseId?: number): Record<string, unknown> {
  const enterprises = deps.store.enterprises
    .list()
    .filter((enterprise) => enterpriseId === undefined || enterprise.enterpriseId === enterpriseId);
  return {
    rollcall: 1,
    enterprises: enterprises.map((enterprise) => exportEnterprise(deps.store, enterprise)),
  };
}

function exportEnterprise(store: Store, enterprise: Enterprise) {
  const { enterpriseId, name, description, domain, mode, type, schedule, pbx } = enterprise;
  const profiles = store.profiles.list(enterpriseId);
  const profileName = (id: number | null) => profiles.find(({ profileId }) => profileId === id)?.name;
  const sources = store.sources.list(enterpriseId);
  return {
    id: name,
    description,
    domain,
    mode,
    features: store.profiles.features(enterpriseId).map(({ name, seats }) => ({ name, seats })),
    featureProfiles: profiles.map(({ name, description, features }) => ({ name, description, features })),
    synchronization: { type, schedule: exportSchedule(schedule), pbx },
    synchronizers: sources
      .filter((source) => source.kind === 'directory')
      .map((source) => exportSynchronizer(source, profileName(source.profileId))),
    pbxNodes: sources.filter((source) => source.kind === 'pbx').map(exportPbxNode),
    ...exportStatuses(store, enterpriseId),
    accounts: [...manualAccounts(store, enterpriseId)].map(exportAccount),
  };
}

function exportSchedule({ enabled, rule, timeZone }: Schedule) {
  switch (rule.kind) {
    case 'interval':
      return { enabled, every: formatSpan(rule.minutes), timeZone };
    case 'daily':
      return { enabled, daily: rule.at, timeZone };
    case 'weekly':
      return { enabled, weekly: { days: rule.days, at: rule.at }, timeZone };
  }
}

function exportSynchronizer({ name, settings }: DirectorySource, featureProfile: string | undefined) {
  const { urls, passwordReference, mapping, guard } = settings;
  return {
    description: name,
    domain: settings.domain,
    server: settings.server,
    url: urls.length === 1 ? urls[0] : urls,
    transport: settings.transport,
    caFile: settings.caFile,
    pin: settings.pin,
    baseDn: settings.baseDn,
    searchContext: settings.searchContext,
    query: settings.query,
    bindDn: settings.bindDn,
    ...(passwordReference === null ? {} : { password: passwordReference }),
    paging: settings.paging,
    pageSize: settings.pageSize,
    skipDisabled: settings.skipDisabled,
    ...(featureProfile === undefined ? {} : { featureProfile }),
    mapping,
    numbersFollowDirectory: settings.numbersFollowDirectory,
    feed: settings.feed,
    timeoutSeconds: settings.timeoutSeconds,
    invalidCharacters: settings.invalidCharacters,
    // As it works, and as an import takes it.
    guard: effectivePolicy(guard),
  };
}

function exportPbxNode({ name, settings }: PbxSource) {
  const business = pbxSettings(settings);
  if (business === null) {
    const { passwordReference, ...given } = settings;
    return { name, ...given, ...(passwordReference ? { password: passwordReference } : {}) };
  }
  const { type, files, folder, guard, ...values } = business;
  return {
    name,
    type,
    ...(files === null ? {} : { files }),
    ...(folder === null ? {} : { folder }),
    ...values,
    guard: effectivePolicy(guard),
  };
}

function* manualAccounts(store: Store, enterpriseId: number): Generator<AccountRecord> {
  let after: string | undefined;
  for (;;) {
    const page = store.accounts.page(enterpriseId, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const account of page) if (account.sourceId === null) yield account;
    if (page.length < PAGE) return;
    after = page.at(-1)?.fields.loginId;
  }
}

function exportAccount({ fields, featureProfile, numbers }: AccountRecord) {
  const manual = numbers
    .filter(({ origin }) => origin === 'manual')
    .map(({ number, kind }) => ({ number, kind }));
  const own = [
    { number: fields.deskPhone, kind: 'desk' },
    { number: fields.softPhone, kind: 'soft' },
  ].filter(({ number }) => number !== '');
  const others = manual.filter(({ number }) => !own.some((each) => each.number === number));
  return {
    loginId: fields.loginId,
    ...Object.fromEntries(FILE_FIELDS.map((field) => [field, fields[field]])),
    ...(featureProfile === null ? {} : { featureProfile }),
    numbers: [...own.map((each) => ({ ...each, ...primeOf(each, manual) })), ...others],
  };
}

/** The account's own phone is named as such where an import would take another one: the lowest of its kind (D6). */
function primeOf(own: { number: string; kind: string }, manual: readonly { number: string; kind: string }[]) {
  const lower = manual.some(
    ({ number, kind }) => kind === own.kind && compareNumbers(number, own.number) < 0,
  );
  return lower ? { prime: true } : {};
}
