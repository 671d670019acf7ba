import type { EnterpriseView } from '../../../shared/contract/index.ts';
import type { EnterpriseEntry } from '../../../shared/contract/configuration-file.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { writeBackup, type Enterprise, type Store } from '../store/index.ts';
import { exportConfiguration } from './configuration-export.ts';
import { enterpriseById, type Services } from './context.ts';
import { enterpriseValues, putDefaultProfile, valuesOf } from './enterprise-values.ts';
import { exportAccounts } from './export-accounts.ts';

/** What a person sets on an Enterprise. */
type EnterpriseDraft = Required<Pick<EnterpriseEntry, 'id' | 'description' | 'domain' | 'mode'>>;

/** All Enterprises, by ID. */
export function listEnterprises(store: Store): { enterprises: EnterpriseView[] } {
  return { enterprises: store.enterprises.list().map((enterprise) => enterpriseView(store, enterprise)) };
}

/** An Enterprise as the contract shows it. */
export function enterpriseView(store: Store, enterprise: Enterprise): EnterpriseView {
  const { enterpriseId, name, scheduleAnchor: _, ...values } = enterprise;
  const kinds = store.sources.list(enterpriseId).map(({ kind }) => kind);
  return {
    ...values,
    enterpriseId,
    id: name,
    accounts: store.accounts.count({ enterpriseId }),
    synchronizers: kinds.filter((kind) => kind === 'directory').length,
    pbxNodes: kinds.filter((kind) => kind === 'pbx').length,
  };
}

/** Makes an Enterprise, with the profile that every one has. */
export function createEnterprise(services: Services, draft: EnterpriseDraft): Promise<EnterpriseView> {
  const { store } = services;
  return services.write(() => {
    refuseTaken(store, draft);
    const enterpriseId = store.enterprises.create(enterpriseValues(draft, undefined), services.now());
    putDefaultProfile(store, enterpriseId);
    return enterpriseView(store, enterpriseById(store, enterpriseId));
  });
}

/** Sets what was given. The mode can always be changed: it is the way out of the integrated one (D22). */
export function updateEnterprise(
  services: Services,
  input: { enterpriseId: number } & { [Key in keyof EnterpriseDraft]?: EnterpriseDraft[Key] | undefined },
): Promise<EnterpriseView> {
  const { store } = services;
  return services.write(() => {
    const found = enterpriseById(store, input.enterpriseId);
    const { enterpriseId, name, description, domain, mode } = found;
    const draft = {
      id: input.id ?? name,
      description: input.description ?? description,
      domain: input.domain ?? domain,
      mode: input.mode ?? mode,
    };
    refuseTaken(store, draft, found);
    if (draft.id !== name && store.enterprises.contents(enterpriseId).pbxNodes > 0) {
      throw new RollcallError(
        'enterprise.locked',
        `The ID of the Enterprise ${name} cannot change while it has PBX nodes.`,
      );
    }
    const { id, ...values } = draft;
    store.enterprises.update(enterpriseId, { ...valuesOf(found), ...values, name: id }, services.now());
    return enterpriseView(store, enterpriseById(store, enterpriseId));
  });
}

/** ID and domain are unique without regard to case (domain.md 1.1). What an Enterprise has already it may keep. */
function refuseTaken(store: Store, draft: EnterpriseDraft, self?: Enterprise): void {
  for (const other of store.enterprises.list()) {
    if (other.enterpriseId === self?.enterpriseId) continue;
    if (sameText(other.name, draft.id)) {
      throw new RollcallError('enterprise.exists', `There is an Enterprise ${other.name} already.`, {
        details: { field: 'id' },
      });
    }
    const keeps = self !== undefined && sameText(self.domain, draft.domain);
    if (!keeps && sameText(other.domain, draft.domain)) {
      throw new RollcallError(
        'enterprise.exists',
        `The domain ${draft.domain} is that of the Enterprise ${other.name} already.`,
        { details: { field: 'domain' } },
      );
    }
  }
}

function sameText(left: string, right: string): boolean {
  return left.toLowerCase() === right.toLowerCase();
}

/**
 * Deletes an Enterprise for good, after its configuration and its accounts were written to the backups folder (E5).
 * Under its lease, so that nothing synchronizes it meanwhile; and under the lock of the transaction that deletes, so
 * that nothing comes in between.
 */
export async function deleteEnterprise(
  services: Services,
  input: { enterpriseId: number; confirm: string },
): Promise<{ exported: string[] }> {
  const { store, jobs } = services;
  const { enterpriseId, name } = enterpriseById(store, input.enterpriseId);
  if (input.confirm !== name) {
    throw new RollcallError(
      'confirm.mismatch',
      `"${input.confirm}" is not the ID of the Enterprise ${name}.`,
    );
  }
  return jobs.withLease(enterpriseId, async () => {
    // Somebody else may have had the lease in order to do the same.
    enterpriseById(store, enterpriseId);
    const exported = await jobs.deleteEnterprise(enterpriseId, () =>
      exportEnterprise(services, enterpriseId, name),
    );
    return { exported };
  });
}

async function exportEnterprise(services: Services, enterpriseId: number, name: string): Promise<string[]> {
  const { store } = services;
  const file = { kind: 'enterprise', name, now: services.now() };
  const configuration = `${JSON.stringify(exportConfiguration(services, enterpriseId), null, 2)}\n`;
  return [
    await writeBackup(store.folder, { ...file, extension: 'json' }, [configuration]),
    await writeBackup(
      store.folder,
      { ...file, extension: 'csv' },
      exportAccounts(store, [enterpriseId], 'csv'),
    ),
  ];
}

/** The feature profiles of an Enterprise, each with how many accounts have it. */
export function listProfiles(store: Store, enterpriseId: number) {
  const accounts = store.accounts.countByProfile(enterpriseId);
  return {
    profiles: store.profiles.list(enterpriseId).map(({ profileId, name, description }) => ({
      profileId,
      name,
      description,
      accounts: accounts.get(profileId) ?? 0,
    })),
  };
}
