import type {
  PbxFile,
  PbxNodeDetail,
  PbxNodeDraft,
  PbxNodeRow,
  RunView,
} from '../../../shared/contract/index.ts';
import { RollcallError } from '../../../shared/domain/errors.ts';
import { pbxSettings } from '../pbx/index.ts';
import type { Enterprise, PbxSource, RunRecord, Store } from '../store/index.ts';
import { enterpriseById, requireEnterprise, type Services } from './context.ts';
import { nodeDraftOf, nodeSettingsOf, sourceWords } from './pbx-node-settings.ts';
import { runSummaries } from './run-window.ts';
import { editable, refuseTakenName, requireTypedName } from './source-edits.ts';

/** The PBX nodes of an Enterprise, each with its last attempt and its last good run (D25). */
export async function listNodes(
  services: Services,
  enterpriseName: string,
): Promise<{ nodes: PbxNodeRow[] }> {
  const { store } = services;
  const enterprise = requireEnterprise(store, enterpriseName);
  const sources = store.sources.list(enterprise.enterpriseId).filter((source) => source.kind === 'pbx');
  const newer = await newerExports(services, enterprise, sources);
  return { nodes: sources.map((source, index) => rowOf(store, enterprise, source, newer[index] ?? null)) };
}

/** One node with its form and the files of its last complete read. */
export async function getNode(services: Services, sourceId: number): Promise<PbxNodeDetail> {
  const { store } = services;
  const source = requireNode(store, sourceId);
  const enterprise = enterpriseById(store, source.enterpriseId);
  const [newer = null] = await newerExports(services, enterprise, [source]);
  const settings = pbxSettings(source.settings);
  return {
    ...rowOf(store, enterprise, source, newer),
    enterpriseId: enterprise.enterpriseId,
    enterprise: enterprise.name,
    draft: settings === null ? null : nodeDraftOf(source.name, settings),
    files: filesOf(store.runs.latest(sourceId).good),
  };
}

/** When the newest export of each node was written, of those that have one which nobody has read. Null: none. */
function newerExports(
  { exports, results }: Services,
  enterprise: Enterprise,
  sources: readonly PbxSource[],
): Promise<(number | null)[]> | (number | null)[] {
  // Files that a results file names are those of another machine; and who does not synchronize has nothing to wait for.
  if (results !== undefined || enterprise.type !== 'pbx') return sources.map(() => null);
  return exports.newer(sources);
}

function rowOf(
  store: Store,
  enterprise: Enterprise,
  source: PbxSource,
  newerExport: number | null,
): PbxNodeRow {
  const { sourceId, name, settings } = source;
  const { attempt, good } = store.runs.latest(sourceId);
  const business = pbxSettings(settings);
  return {
    sourceId,
    name,
    type: business === null ? 'mivoice-office-250' : 'mivoice-business',
    source: business === null ? addressOf(settings) : sourceWords(business),
    ...store.nodes.counts(sourceId),
    active: enterprise.type === 'pbx',
    newerExport: newerExport === null ? null : new Date(newerExport).toISOString(),
    lastAttempt: attempt === undefined ? null : runSummaries(store, [attempt])[0]!,
    lastGood: good === undefined ? null : runSummaries(store, [good])[0]!,
  };
}

/** Host and port of a MiVoice Office 250. */
function addressOf({ host, port }: Record<string, unknown>): string {
  if (typeof host !== 'string') return 'no address yet';
  return typeof port === 'number' ? `${host}:${port}` : host;
}

const KINDS: readonly PbxFile['kind'][] = [
  'devices',
  'groups',
  'directory',
  'multiline',
  'wizard',
  'unknown',
  'left-out',
];

/** The files that a run read, by its own account. */
function filesOf(run: RunRecord | undefined): PbxFile[] {
  const evidence = run?.evidence as RunView['evidence'] | undefined;
  return (evidence?.export?.files ?? []).map(({ bytes = 0, kind, ...file }) => ({
    ...file,
    kind: KINDS.find((known) => known === kind) ?? 'unknown',
    bytes,
    problem: null,
  }));
}

/** Makes a node of an Enterprise. */
export function createNode(
  services: Services,
  input: { enterpriseId: number; draft: PbxNodeDraft },
): Promise<{ sourceId: number }> {
  const { store } = services;
  const { draft } = input;
  const settings = nodeSettingsOf(draft);
  return services.write(() => {
    const enterprise = editable(store, input.enterpriseId, 'PBX nodes');
    refuseTakenName(store, enterprise, draft.name);
    const sourceId = store.sources.create({
      enterpriseId: enterprise.enterpriseId,
      kind: 'pbx',
      name: draft.name,
      settings: { ...settings },
      // The nodes of an Enterprise share its feature profile for accounts that are created.
      profileId: null,
    });
    return { sourceId };
  });
}

/** Saves a node's form. */
export function updateNode(
  services: Services,
  input: { sourceId: number; draft: PbxNodeDraft },
): Promise<{ sourceId: number }> {
  const { store } = services;
  const { sourceId, draft } = input;
  const settings = nodeSettingsOf(draft);
  return services.write(() => {
    const found = requireNode(store, sourceId);
    const enterprise = editable(store, found.enterpriseId, 'PBX nodes');
    const { answers } = requireBusiness(found);
    refuseTakenName(store, enterprise, draft.name, sourceId);
    store.sources.update(sourceId, {
      name: draft.name,
      // A form that was open for long knows nothing of what was answered meanwhile.
      settings: { ...settings, answers },
      profileId: found.profileId,
    });
    return { sourceId };
  });
}

/** What goes with a node when it is deleted. */
export function nodeRemoval(store: Store, sourceId: number) {
  const { name } = requireNode(store, sourceId);
  return { name, ...store.sources.contents(sourceId) };
}

/** Deletes a node with all its accounts: a job with one removal (safety.md 7). */
export function deleteNode(
  services: Services,
  input: { sourceId: number; confirm: string },
): { jobId: number } {
  const { store, jobs } = services;
  const source = requireNode(store, input.sourceId);
  editable(store, source.enterpriseId, 'PBX nodes');
  requireTypedName(source, input.confirm);
  jobs.recoverInterrupted();
  return { jobId: jobs.start({ kind: 'removal', mode: 'full', tasks: [{ source, trigger: 'manual' }] }) };
}

/** The node with that number, or `source.not-found`. */
export function requireNode(store: Store, sourceId: number): PbxSource {
  const source = store.sources.get(sourceId);
  if (source?.kind !== 'pbx') {
    throw new RollcallError('source.not-found', `There is no PBX node with the number ${sourceId}.`);
  }
  return source;
}

/** The settings of a MiVoice Business node; `source.unsupported` of another one. */
export function requireBusiness({ name, settings }: PbxSource) {
  const business = pbxSettings(settings);
  if (business === null) {
    throw new RollcallError(
      'source.unsupported',
      `${name} is a MiVoice Office 250, which this version keeps for a later one.`,
    );
  }
  return business;
}
