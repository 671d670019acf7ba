import type { NotAssignedRow, Run } from '../../shared/contract/index.ts';
import type { Code } from '../../shared/domain/codes.ts';
import { RollcallError } from '../../shared/domain/errors.ts';
import type { EngineClient } from '../engine/index.ts';
import { withEngine, type Command, type CommandContext } from './command.ts';
import { usageError } from './failures.ts';
import { writeList } from './json.ts';
import { enterpriseNames, type SourceOptions } from './source-condition.ts';
import { columnWidths, counted, plain, tableLine, type Column } from './text.ts';

/** What devices are listed. */
export interface DevicesOptions extends SourceOptions {
  notAssigned?: true;
  /** Only devices that are in no account for this reason. */
  code?: Code;
}

/** A device in no account, with its node. */
type Device = NotAssignedRow & { enterprise: string; source: string };

/** How many devices are asked for at once. */
const PAGE = 1000;

/** `rollcall devices --not-assigned`: devices of the nodes' last complete reads that are in no account, and why. */
export function devicesCommand(options: DevicesOptions): Command {
  if (!options.notAssigned)
    throw usageError('devices needs --not-assigned; the others are in: rollcall numbers');
  return (context) =>
    withEngine(context, async (client) => {
      const nodes = await nodesOf(client, options);
      const pages = devicePages(client, nodes, options.code);
      if (context.json) await writeList(context.out, 'devices', pages);
      else await writeDevices(context, nodes, pages);
      return 0;
    });
}

/** Where the devices are named that a run counted and left in no account; of later runs the list may be another one. */
export function devicesLines({ enterprise, source, sourceKind, kind, counters }: Run): string[] {
  if (sourceKind !== 'pbx' || kind !== 'sync' || counters.notAssigned === 0) return [];
  const [of, node] = [enterprise, source].map(quoted);
  return [
    `  Devices in no account at the last complete read: rollcall devices --not-assigned --enterprise ${of} --source ${node}`,
  ];
}

function quoted(name: string): string {
  return /^[\w.-]+$/.test(name) ? name : JSON.stringify(plain(name));
}

interface Node {
  enterprise: string;
  source: string;
  sourceId: number;
}

/** The PBX nodes that are meant. `source.not-found` when none has the name. */
async function nodesOf(client: EngineClient, { enterprise, source }: DevicesOptions): Promise<Node[]> {
  const nodes: Node[] = [];
  for (const each of await enterpriseNames(client, enterprise)) {
    for (const { kind, name, sourceId } of (await client.sources.list({ enterprise: each })).sources) {
      const isMeant = source === undefined || name.toLowerCase() === source.toLowerCase();
      if (kind === 'pbx' && isMeant) nodes.push({ enterprise: each, source: name, sourceId });
    }
  }
  if (nodes.length === 0 && source !== undefined) {
    throw new RollcallError('source.not-found', `There is no PBX node ${source}.`);
  }
  return nodes;
}

async function* devicePages(
  client: EngineClient,
  nodes: readonly Node[],
  code: Code | undefined,
): AsyncGenerator<Device[]> {
  for (const { enterprise, source, sourceId } of nodes) {
    for (let after: number | null = -1; after !== null;) {
      const asked: Parameters<EngineClient['pbxNodes']['notAssigned']>[0] = { sourceId, after, limit: PAGE };
      const page = await client.pbxNodes.notAssigned({ ...asked, ...(code && { code }) });
      if (page.rows.length > 0) {
        yield page.rows.map(({ position: _, ...row }) => ({ enterprise, source, ...row }));
      }
      after = page.next;
    }
  }
}

const COLUMNS: readonly (Column & { value: (device: Device) => string })[] = [
  { header: 'Enterprise', value: ({ enterprise }) => enterprise },
  { header: 'Node', value: ({ source }) => source },
  { header: 'Number', value: ({ number }) => number },
  { header: 'Device type', value: ({ deviceType }) => deviceType },
  { header: 'First name', value: ({ firstName }) => firstName },
  { header: 'Last name', value: ({ lastName }) => lastName },
  { header: 'Department', value: ({ department }) => department },
  { header: 'Code', value: ({ code }) => code },
  { header: 'Perhaps of', value: ({ near }) => near },
  { header: 'Why', value: ({ detail }) => detail },
];

async function writeDevices(
  { out }: CommandContext,
  nodes: readonly Node[],
  pages: AsyncIterable<Device[]>,
): Promise<void> {
  // The first page is of one node; the names of the others are known as well.
  const names = nodes.map(({ enterprise, source }) => [plain(enterprise), plain(source)]);
  const hints = new Map<string, { hint: string; count: number }>();
  let widths: number[] | null = null;
  let count = 0;
  for await (const page of pages) {
    if (out.closed) return;
    const rows = page.map((device) => COLUMNS.map(({ value }) => plain(value(device))));
    const lines: string[] = [];
    if (widths === null) {
      widths = columnWidths(COLUMNS, [...names, ...rows]);
      const headers = COLUMNS.map(({ header }) => header);
      lines.push(tableLine(COLUMNS, widths, headers));
    }
    for (const row of rows) lines.push(tableLine(COLUMNS, widths, row));
    for (const { code, hint } of page) {
      hints.set(code, { hint, count: (hints.get(code)?.count ?? 0) + 1 });
    }
    count += page.length;
    await out.write(`${lines.join('\n')}\n`);
  }
  if (count === 0) {
    await out.write('Every device of the last complete read is in an account.\n');
    return;
  }
  const lines = [`${counted(count, 'device')} in no account.`];
  for (const [code, each] of hints) lines.push(`  ${code} (${each.count}): ${each.hint}`);
  await out.write(`${lines.join('\n')}\n`);
}
