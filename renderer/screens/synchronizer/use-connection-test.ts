import { useEffect, useRef, useState } from 'react';
import type { DirectoryTestResult, PasswordChoice } from '../../../shared/contract/index.ts';
import type { FieldMapping } from '../../../shared/domain/synchronizer.ts';
import { canonical } from '../../components/canonical.ts';
import type { Problems } from '../../components/form-problems.ts';
import { engine } from '../../state/ports.ts';
import { connectionOf, type FormValues } from './form-values.ts';
import { checkForTest } from './validation.ts';

/** What the last connection test found, and what it rested on. */
export interface FinishedTest {
  result: DirectoryTestResult;
  mapping: FieldMapping;
  /** Settings and password that it was made with. */
  basis: string;
}

/** Tests the connection of a form that is not saved; a test can be cancelled, and ends with the screen. */
export function useConnectionTest({
  sourceId,
  values,
  choice,
  passwordVersion,
  onProblems,
}: {
  sourceId: number | null;
  values: FormValues;
  choice: PasswordChoice;
  /** Counts the changes of the password, which itself is not kept here. */
  passwordVersion: number;
  onProblems: (problems: Problems) => void;
}) {
  const [finished, setFinished] = useState<FinishedTest | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [running, setRunning] = useState<AbortController | null>(null);
  const latest = useRef<AbortController | null>(null);
  useEffect(() => () => latest.current?.abort(), []);
  const basis = canonical([connectionOf(values), passwordVersion]);

  async function run(): Promise<void> {
    const { draft, problems } = checkForTest(values);
    if (draft === null) {
      onProblems(problems);
      return;
    }
    latest.current?.abort();
    const controller = new AbortController();
    latest.current = controller;
    setRunning(controller);
    setError(null);
    try {
      const result = await engine.synchronizers.test(
        { sourceId, draft, password: choice },
        { signal: controller.signal },
      );
      setFinished({ result, mapping: draft.mapping, basis });
    } catch (failed) {
      if (!controller.signal.aborted) setError(failed);
    } finally {
      if (latest.current === controller) {
        latest.current = null;
        setRunning(null);
      }
    }
  }

  const failedStep = finished?.result.steps.find(({ result }) => result === 'failed') ?? null;
  const stale = finished !== null && finished.basis !== basis;
  return {
    run,
    cancel: () => {
      running?.abort();
      latest.current = null;
      setRunning(null);
    },
    running: running !== null,
    error,
    finished,
    failedStep,
    /** Whether the settings were changed since the last test. */
    stale,
    /** Whether a test with just these settings went well. */
    passed: finished !== null && !stale && failedStep === null && error === null,
  };
}

export type ConnectionTest = ReturnType<typeof useConnectionTest>;
