/**
 * How long `rollcall sync` of a PBX node takes compared with csv-parse reading the same files alone, and how that grows
 * with the number of devices: nine in ten devices are in groups of three, the others are pairs of a desk phone and a
 * softphone.
 */
import { createReadStream, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse';
import type { PbxExport } from '../../shared/domain/mivoice-business/types.ts';
import { device, NodeFiles, prg } from '../support/pbx-node.ts';
import { lastRun, median, peakMemory, rollcall, rounds, run, say } from './measure.ts';

/** Devices of the bench itself, and those between which the growth is looked at. */
const devices = Number(process.env['BENCH_DEVICES'] ?? 50_000);
const growth = [5_000, devices, 200_000];

const scratch = mkdtempSync(path.join(os.tmpdir(), 'rollcall-bench-'));
try {
  const figures = new Map<number, Figures>();
  for (const count of growth) {
    const rows: Figures[] = [];
    for (let round = 0; round < rounds; round += 1) rows.push(await measure(count, round));
    figures.set(count, medians(rows));
  }
  report(figures);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Milliseconds and bytes. */
interface Figures {
  people: number;
  groups: number;
  parsed: number;
  first: number;
  firstPeak: number;
  unchanged: number;
  unchangedPeak: number;
}

async function measure(count: number, round: number): Promise<Figures> {
  const folder = path.join(scratch, `${count}-${round}`);
  mkdirSync(folder);
  const data = path.join(folder, 'data');
  const node = new NodeFiles(folder, 'HQ');
  const { given, people } = pbxOf(count);
  node.write(given);
  const input = JSON.stringify(configuration(node));
  await run(rollcall(data, 'config', 'import', '-'), { input });
  await parseAlone(node); // Brings the files into the cache, so that the first figure is not about that.
  const parsed = await parseAlone(node);
  const first = await run(rollcall(data, 'sync', '--json'), {});
  const unchanged = await run(rollcall(data, 'sync', '--json'), {});
  const [firstPeak = 0, unchangedPeak = 0] = peakMemory(data);
  rmSync(folder, { recursive: true });
  return {
    ...{ people, groups: given.groups.length, parsed, firstPeak, unchangedPeak },
    first: lastRun(first.output, people, 'created').ms,
    unchanged: lastRun(unchanged.output, people, 'unchanged').ms,
  };
}

/** Nine in ten devices in groups of three, one in ten in pairs: 50,000 devices have 15,000 groups. */
function pbxOf(count: number): { given: PbxExport; people: number } {
  const given: PbxExport = { devices: [], groups: [] };
  const groups = Math.floor((count * 0.9) / 3);
  let number = 1_000_000;
  const next = () => String((number += 1));
  for (let index = 0; index < groups; index += 1) {
    const person = `First${index} Last${index % 977}/Department ${index % 40}`;
    const [desk, soft, second] = [next(), next(), next()];
    given.devices.push(
      device(desk, 'desk', person),
      device(soft, 'minet', person),
      device(second, 'desk', person),
    );
    given.groups.push(prg(desk, desk, soft, second));
  }
  const pairs = Math.floor((count - 3 * groups) / 2);
  for (let index = 0; index < pairs; index += 1) {
    const person = `Pair${index} Last${index % 977}/Department ${index % 40}`;
    given.devices.push(device(next(), 'desk', person), device(next(), 'uc', person));
  }
  return { given, people: groups + pairs };
}

/** Milliseconds that csv-parse takes for all files of the node. */
async function parseAlone(node: NodeFiles): Promise<number> {
  const started = performance.now();
  const { devices: file, groups } = node.entry()['files'] as { devices: string; groups: string[] };
  let cells = 0;
  for (const each of [file, ...groups]) {
    const rows = createReadStream(each).pipe(parse({ bom: true })) as AsyncIterable<string[]>;
    for await (const row of rows) cells += row.length;
  }
  if (cells === 0) throw new Error('csv-parse read nothing');
  return performance.now() - started;
}

function configuration(node: NodeFiles) {
  const synchronization = { type: 'pbx' };
  const of = { id: 'bench', description: 'Bench', domain: 'bench.example.com', synchronization };
  return { rollcall: 1, enterprises: [{ ...of, pbxNodes: [node.entry()] }] };
}

function medians(rows: readonly Figures[]): Figures {
  const names = Object.keys(rows[0]!) as (keyof Figures)[];
  const all = rows as readonly Record<keyof Figures, number>[];
  return Object.fromEntries(names.map((name) => [name, median(all, name)])) as unknown as Figures;
}

function report(figures: ReadonlyMap<number, Figures>): void {
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  const at = figures.get(devices)!;
  const of = (ms: number) => `${(ms / at.parsed).toFixed(2)}×`;
  say(
    `${devices} devices in ${at.groups} groups and ${at.people} people, ${rounds} rounds, medians; 1.00× = csv-parse reading the same files`,
  );
  say(`first synchronization      ${of(at.first)} the run, peak ${megabytes(at.firstPeak)}`);
  say(`unchanged synchronization  ${of(at.unchanged)} the run, peak ${megabytes(at.unchangedPeak)}`);
  say(`growth, time per device; 1.00× = that of ${devices} devices`);
  for (const [count, each] of figures) {
    const per = (name: 'first' | 'unchanged') => `${(each[name] / count / (at[name] / devices)).toFixed(2)}×`;
    say(
      `${String(count).padStart(7)} devices  first ${per('first')}, unchanged ${per('unchanged')}, peak ${megabytes(each.firstPeak)} and ${megabytes(each.unchangedPeak)}`,
    );
  }
}
