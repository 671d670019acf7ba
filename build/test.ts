/**
 * `npm test`: makes ready what the tests need, builds, runs unit, integration and window tests, and ends in one
 * line, `N passed, N failed[, N skipped]`. Arguments go to vitest (`npm test -- scan`).
 *
 * `--long`: more cases of each property test, and the tests that only run with TEST_LONG=1.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from './build.ts';
import { pathWithServers, prepareSystem } from './system.ts';
import { reportVariable, type TestReport } from './test-reporter.ts';

const root = path.dirname(import.meta.dirname);
const long = process.argv.includes('--long');
const filters = process.argv.slice(2).filter((argument) => argument !== '--long');
/** vitest reports every test that a name filter leaves out as skipped; those say nothing. */
const chosenByName = filters.some((argument) => /^(-t|--testNamePattern)(=|$)/.test(argument));

const report = await main();
const line = [`${report.passed} passed`, `${report.failed} failed`];
if (report.skipped.length > 0) line.push(`${report.skipped.length} skipped`);
process.stdout.write(`${line.join(', ')}\n`);
process.exitCode = report.failed > 0 || report.passed === 0 ? 1 : 0;

async function main(): Promise<TestReport> {
  if (!prepareSystem()) return failedBefore('The tests were not run: the system lacks what they need.');
  try {
    await build();
  } catch {
    return failedBefore('The tests were not run: the build failed.');
  }
  const outcome = await runTests();
  if (chosenByName) outcome.skipped = [];
  const shown = outcome.skipped.filter(({ name }) => !isOptional(name));
  for (const { name, reason } of outcome.skipped) say(`skipped: ${name}${reason ? ` (${reason})` : ''}`);
  if (process.env['CI'] === 'true' && shown.length > 0) {
    say(`In CI a skipped test counts as failed unless its name contains [optional]: ${shown.length} here.`);
    outcome.skipped = outcome.skipped.filter(({ name }) => isOptional(name));
    outcome.failed += shown.length;
  }
  if (outcome.passed + outcome.failed === 0) say('No test ran.');
  return outcome;
}

function failedBefore(sentence: string): TestReport {
  say(sentence);
  return { passed: 0, failed: 1, skipped: [] };
}

function isOptional(name: string): boolean {
  return name.includes('[optional]');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function runTests(): Promise<TestReport> {
  const file = path.join(root, '.cache', `test-report-${process.pid}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  const code = await runVitest(file);
  const outcome = readReport(file);
  rmSync(file, { force: true });
  if (!outcome) return failedBefore(`vitest ended with status ${code} and left no report.`);
  if (code !== 0 && outcome.failed === 0 && outcome.passed > 0) {
    say(`vitest ended with status ${code} although no test failed; that counts as one failure.`);
    outcome.failed = 1;
  }
  return outcome;
}

/** Resolves to vitest's exit code, or to the signal that ended it. */
function runVitest(reportFile: string): Promise<number | string> {
  const vitest = path.join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const options = ['--configLoader=native', '--reporter=default', '--reporter=./build/test-reporter.ts'];
  const child = spawn(process.execPath, [...process.execArgv, vitest, 'run', ...options, ...filters], {
    cwd: root,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: pathWithServers(),
      // vitest colours what goes into a pipe or a log as well.
      ...(process.stdout.isTTY || process.env['FORCE_COLOR'] ? {} : { NO_COLOR: '1' }),
      PROPERTY_RUNS: long ? '100000' : '10000',
      ...(long ? { TEST_LONG: '1' } : {}),
      [reportVariable]: reportFile,
    },
  });
  // Ctrl+C reaches vitest from the terminal; this process waits for it and still prints its last line.
  process.on('SIGINT', () => undefined);
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      resolve(code ?? signal ?? 1);
    });
  });
}

function readReport(file: string): TestReport | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TestReport;
  } catch {
    return undefined;
  }
}
