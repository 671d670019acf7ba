/** The addresses of the screens: they survive a reload and can be copied (screens.md, "Frame"). */
export const addresses = {
  enterprise: (id: string) => `/${encodeURIComponent(id)}`,
  overview: (id: string) => `/${encodeURIComponent(id)}/overview`,
  synchronization: (id: string) => `/${encodeURIComponent(id)}/synchronization`,
  newSynchronizer: (id: string) => `/${encodeURIComponent(id)}/synchronization/new`,
  copySynchronizer: (id: string, sourceId: number) =>
    `/${encodeURIComponent(id)}/synchronization/new?from=${sourceId}`,
  synchronizer: (id: string, sourceId: number) => `/${encodeURIComponent(id)}/synchronization/${sourceId}`,
  pbxNodes: (id: string) => `/${encodeURIComponent(id)}/pbx-nodes`,
  newPbxNode: (id: string) => `/${encodeURIComponent(id)}/pbx-nodes/~new`,
  /** A PBX node, by its name where that can stand in an address, else by its number; `tab` is a part of its page. */
  pbxNode: (id: string, node: { sourceId: number; name: string }, tab?: string) => {
    const name = /^[\p{L}\p{N}][\p{L}\p{N} _-]*$/u.test(node.name)
      ? encodeURIComponent(node.name)
      : `~${node.sourceId}`;
    return `/${encodeURIComponent(id)}/pbx-nodes/${name}${tab === undefined ? '' : `?tab=${tab}`}`;
  },
  /** The same for whoever does not know its name. */
  pbxNodeById: (id: string, sourceId: number) => `/${encodeURIComponent(id)}/pbx-nodes/~${sourceId}`,
  editPbxNode: (id: string, sourceId: number) => `/${encodeURIComponent(id)}/pbx-nodes/~${sourceId}/edit`,
  accounts: (id: string) => `/${encodeURIComponent(id)}/accounts`,
  account: (id: string, accountId: number) => `/${encodeURIComponent(id)}/accounts?account=${accountId}`,
  /** Numbers: a saved view of them, those of one source, and one of them opened, if named. */
  numbers: (
    id: string,
    {
      view,
      sourceId,
      open,
    }: { view?: string; sourceId?: number; open?: { accountId: number; number: string } } = {},
  ) => {
    const params = new URLSearchParams({
      ...(view === undefined ? {} : { view }),
      ...(sourceId === undefined ? {} : { source: String(sourceId) }),
      ...(open === undefined ? {} : { number: `${open.accountId}:${open.number}` }),
    });
    return `/${encodeURIComponent(id)}/numbers${params.size === 0 ? '' : `?${params.toString()}`}`;
  },
  /** The status templates of an Enterprise. */
  statuses: (id: string) => `/${encodeURIComponent(id)}/statuses`,
  features: (id: string) => `/${encodeURIComponent(id)}/features`,
  /** Accounts with a feature profile, or those that wait for seats. */
  accountsOf: (id: string, { profileId, waiting }: { profileId?: number; waiting?: boolean }) => {
    const params = new URLSearchParams({
      ...(waiting === true ? { active: 'no' } : {}),
      ...(profileId === undefined ? {} : { profile: String(profileId) }),
    });
    return `/${encodeURIComponent(id)}/accounts?${params.toString()}`;
  },
  runs: (id: string) => `/${encodeURIComponent(id)}/runs`,
  run: (id: string, runId: number) => `/${encodeURIComponent(id)}/runs/${runId}`,
  previews: (id: string) => `/${encodeURIComponent(id)}/previews`,
  /** A preview, by its plan's hash. */
  preview: (id: string, plan: string) => `/${encodeURIComponent(id)}/previews/${plan}`,
  /** Rows that wait for approval, of one source if named. */
  held: (id: string, sourceId: number | null = null) =>
    `/${encodeURIComponent(id)}/held${sourceId === null ? '' : `?source=${sourceId}`}`,
  /** Screens of no Enterprise stand under a name that no Enterprise can have. */
  settings: () => '/~/settings',
};

/** The tabs of an Enterprise, in their order. */
export const TABS = [
  { name: 'overview', label: 'Overview' },
  { name: 'synchronization', label: 'Synchronization' },
  { name: 'pbx-nodes', label: 'PBX Nodes' },
  { name: 'accounts', label: 'Accounts' },
  { name: 'numbers', label: 'Numbers' },
  { name: 'statuses', label: 'Statuses' },
  { name: 'features', label: 'Features' },
  { name: 'runs', label: 'Runs' },
] as const;

/** The tab that a screen without a tab of its own belongs to, by the name that stands in its address. */
const BELONGS_TO: Record<string, string> = { previews: 'synchronization', held: 'synchronization' };

/** The tab that an address belongs to. */
export function tabOfAddress(address: string): string {
  const name = address.split('/')[2] ?? '';
  return BELONGS_TO[name] ?? name;
}
