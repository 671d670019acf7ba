import { RollcallError } from '../../../shared/domain/errors.ts';
import { testDirectory } from '../directory/index.ts';
import type { Source } from '../store/index.ts';
import { requireEnterprise, type Services } from './context.ts';
import { passwordOf } from './passwords.ts';
import { testNode } from './pbx-nodes-test.ts';

/** The synchronizers and PBX nodes of an Enterprise. */
export function listSources(services: Services, enterpriseName: string) {
  const { store } = services;
  const { enterpriseId } = requireEnterprise(store, enterpriseName);
  return {
    sources: store.sources.list(enterpriseId).map((source) => ({
      sourceId: source.sourceId,
      enterpriseId,
      kind: source.kind,
      name: source.name,
      accounts: store.accounts.count({ sourceId: source.sourceId }),
    })),
  };
}

/** The source with that name, or `source.not-found`. */
function requireSource(services: Services, enterpriseName: string, name: string): Source {
  const { enterpriseId } = requireEnterprise(services.store, enterpriseName);
  const source = services.store.sources.find(enterpriseId, name);
  if (source === undefined) {
    throw new RollcallError('source.not-found', `The Enterprise ${enterpriseName} has no source ${name}.`);
  }
  return source;
}

/** Connects to a synchronizer's directory, or reads a node's files, and looks at what is there. Changes nothing. */
export async function testSource(
  services: Services,
  enterpriseName: string,
  name: string,
  signal: AbortSignal = new AbortController().signal,
) {
  const source = requireSource(services, enterpriseName, name);
  if (source.kind === 'pbx') {
    return { steps: await testNode(services, source, signal), certificates: [], samples: [] };
  }
  return testDirectory(source.settings, passwordOf(services, source), signal);
}
