/**
 * `npm run check`: everything that needs no build and no server, in under a minute. `--fix` lets Prettier
 * and ESLint mend what they can first.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';

interface Step {
  name: string;
  script: string;
  arguments: string[];
}

interface Outcome {
  name: string;
  ok: boolean;
  output: string;
}

const root = path.dirname(import.meta.dirname);
const prettier = 'node_modules/prettier/bin/prettier.cjs';
const eslint = 'node_modules/eslint/bin/eslint.js';

/** Longest first, so that two at a time end together. */
const steps: Step[] = [
  {
    name: 'unit tests',
    script: 'node_modules/vitest/vitest.mjs',
    arguments: ['run', '--configLoader=native', '--project=unit', '--reporter=dot'],
  },
  {
    name: 'lint',
    script: eslint,
    arguments: [
      '.',
      '--max-warnings=0',
      '--cache',
      '--cache-strategy=content',
      '--cache-location=.cache/eslint',
    ],
  },
  types('types', '.'),
  {
    name: 'format',
    script: prettier,
    arguments: ['--check', '.', '--cache', '--cache-strategy=content', '--cache-location=.cache/prettier'],
  },
  { name: 'layers', script: 'build/layers.ts', arguments: [] },
  // Where the DOM is there, and where it is not, are projects of their own.
  types('types of the page', 'renderer'),
  types('types of the window tests', 'tests/e2e'),
  types('types of the preload script', 'tsconfig.preload.json'),
  { name: 'unused exports', script: 'build/unused-exports.ts', arguments: [] },
];

mkdirSync(path.join(root, '.cache'), { recursive: true });
const started = performance.now();
if (process.argv.includes('--fix')) await fix();
const failed = (await runAll(steps, 2)).filter(({ ok }) => !ok);
const total = seconds(started);
if (failed.length > 0) {
  say(`check failed: ${failed.map(({ name }) => name).join(', ')} (${total})`);
  process.exitCode = 1;
} else {
  say(`check passed: ${steps.length} steps (${total})`);
}

function types(name: string, project: string): Step {
  return {
    name,
    script: 'node_modules/typescript/bin/tsc',
    arguments: ['-p', project, '--pretty', 'false'],
  };
}

async function fix(): Promise<void> {
  // What ESLint cannot mend it reports again in its own step.
  await run({ name: 'fix', script: eslint, arguments: ['.', '--fix', '--quiet'] });
  await run({ name: 'fix', script: prettier, arguments: ['--write', '.', '--log-level=warn'] });
}

async function runAll(all: Step[], atOnce: number): Promise<Outcome[]> {
  const queue = [...all];
  const outcomes: Outcome[] = [];
  const worker = async () => {
    for (let step = queue.shift(); step; step = queue.shift()) {
      const begun = performance.now();
      const outcome = await run(step);
      outcomes.push(outcome);
      say(`${outcome.ok ? 'ok    ' : 'FAILED'} ${step.name} (${seconds(begun)})`);
      if (!outcome.ok) say(outcome.output.trimEnd().replaceAll(/^/gm, '    '));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return outcomes;
}

function run(step: Step): Promise<Outcome> {
  const child = spawn(process.execPath, [...process.execArgv, step.script, ...step.arguments], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PROPERTY_RUNS: '100', NO_COLOR: '1' },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  return new Promise((resolve) => {
    const end = (ok: boolean, ending: string) => {
      resolve({ name: step.name, ok, output: Buffer.concat(chunks).toString('utf8') + ending });
    };
    child.on('error', (error) => {
      end(false, error.message);
    });
    child.on('close', (code, signal) => {
      end(code === 0, signal ? `ended by ${signal}` : '');
    });
  });
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
