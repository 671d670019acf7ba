/**
 * Hands the outcome of a vitest run to build/test.ts as a file. vitest's own JSON report leaves out why a
 * test was skipped and which describe block failed in its hooks.
 */
import { writeFileSync } from 'node:fs';
import type { Reporter, TestModule, TestSuite } from 'vitest/node';

export interface TestReport {
  passed: number;
  /** Failed tests, plus files and describe blocks that failed outside of any test. */
  failed: number;
  skipped: { name: string; reason: string | undefined }[];
}

/** Set by build/test.ts: where the report goes. */
export const reportVariable = 'ROLLCALL_TEST_REPORT';

/** vitest constructs the reporter from the file's default export only. */
export default class TestReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const file = process.env[reportVariable];
    if (!file) return;
    const report: TestReport = { passed: 0, failed: unhandled.length > 0 ? 1 : 0, skipped: [] };
    for (const module of modules) count(module, report);
    writeFileSync(file, JSON.stringify(report));
  }
}

function count(module: TestModule, report: TestReport): void {
  const before = report.failed;
  report.failed += [module, ...module.children.allSuites()].filter(failedItself).length;
  for (const test of module.children.allTests()) {
    const result = test.result();
    if (result.state === 'passed') report.passed++;
    else if (result.state === 'failed') report.failed++;
    else if (result.state === 'skipped') report.skipped.push({ name: test.fullName, reason: result.note });
    // Still pending at the end: its file was given up.
    else report.failed++;
  }
  if (module.state() === 'failed' && report.failed === before) report.failed++;
}

function failedItself(part: TestModule | TestSuite): boolean {
  return part.errors().length > 0;
}
