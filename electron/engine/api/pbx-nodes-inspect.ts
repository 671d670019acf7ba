import type { PbxInspection, PbxNodeDraft } from '../../../shared/contract/index.ts';
import { enterpriseById, type Services } from './context.ts';
import { nodeSettingsOf } from './pbx-node-settings.ts';
import { requireBusiness, requireNode } from './pbx-nodes.ts';

/** Looks into the files of a form that is not saved, and what would come of them. Changes nothing. */
export async function inspectNode(
  services: Services,
  input: { enterpriseId: number; sourceId: number | null; draft: PbxNodeDraft },
  signal: AbortSignal = new AbortController().signal,
): Promise<PbxInspection> {
  const { store, inspections } = services;
  const { enterpriseId, sourceId, draft } = input;
  enterpriseById(store, enterpriseId);
  if (sourceId !== null) requireBusiness(requireNode(store, sourceId));
  const settings = nodeSettingsOf(draft);
  return (await inspections.inspect({ enterpriseId, sourceId, settings }, signal)).inspection;
}
