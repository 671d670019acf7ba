import type { PbxScopeEffect } from '../../../shared/contract/index.ts';
import { hintOf } from '../../../shared/domain/codes.ts';
import { errorInfo, type ErrorInfo } from '../../../shared/domain/errors.ts';
import { pbxSettings } from '../pbx/index.ts';
import type { PbxSource } from '../store/index.ts';
import type { Scope } from '../sync/index.ts';
import { enterpriseById, type Services } from './context.ts';

/**
 * How many accounts a scope that is not applied would remove and add (D14), by what lies in the files of each node now.
 * Changes nothing.
 */
export async function effectOfScope(
  services: Services,
  { enterpriseId, ...scope }: Scope & { enterpriseId: number },
  signal: AbortSignal = new AbortController().signal,
): Promise<PbxScopeEffect> {
  const { store } = services;
  enterpriseById(store, enterpriseId);
  const nodes: PbxScopeEffect['nodes'] = [];
  for (const source of store.sources.list(enterpriseId)) {
    if (source.kind === 'pbx' && pbxSettings(source.settings) !== null) {
      nodes.push(await effectOnNode(services, source, scope, signal));
    }
  }
  const sum = (of: 'removed' | 'added') => nodes.reduce((all, node) => all + (node[of] ?? 0), 0);
  return { removed: sum('removed'), added: sum('added'), nodes };
}

async function effectOnNode(
  { inspections }: Services,
  { enterpriseId, sourceId, name, settings }: PbxSource,
  scope: Scope,
  signal: AbortSignal,
): Promise<PbxScopeEffect['nodes'][number]> {
  const request = { enterpriseId, sourceId, settings: pbxSettings(settings)!, scope };
  const problem = ({ code, message }: ErrorInfo) => ({ code, message, hint: hintOf(code) });
  try {
    const { effect, error } = await inspections.inspect(request, signal);
    if (effect !== null) return { sourceId, name, ...effect, problem: null };
    return { sourceId, name, removed: null, added: null, problem: error && problem(error) };
  } catch (cause) {
    // Whoever asked has gone; of a single node, that it could not be looked into is told with the others.
    if (signal.aborted) throw cause;
    return { sourceId, name, removed: null, added: null, problem: problem(errorInfo(cause)) };
  }
}
