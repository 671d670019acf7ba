import { useEffect, useRef, useState } from 'react';
import type { PasswordChoice, PreflightEvent, PreflightReport } from '../../../shared/contract/index.ts';
import { canonical } from '../../components/canonical.ts';
import type { Problems } from '../../components/form-problems.ts';
import { engine, guardedBy } from '../../state/ports.ts';
import type { FormValues } from './form-values.ts';
import { checkForTest } from './validation.ts';

/** How far a look at the whole directory is. */
export type PreflightProgress = Extract<PreflightEvent, { type: 'progress' }>;

/** What the last look found, and what it rested on. */
interface FinishedPreflight {
  report: PreflightReport;
  /** The whole list of remarks, in pieces. */
  csv: readonly string[];
  basis: string;
}

/** Reads the whole directory with a form that is not saved; can be cancelled, and ends with the screen. */
export function usePreflight({
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
  const [progress, setProgress] = useState<PreflightProgress | null>(null);
  const [finished, setFinished] = useState<FinishedPreflight | null>(null);
  const [error, setError] = useState<unknown>(null);
  const latest = useRef<AbortController | null>(null);
  useEffect(() => () => latest.current?.abort(), []);
  // What a run is called and where it belongs changes nothing of what is read.
  const { name: _, domain: __, featureProfile: ___, guard: ____, ...read } = values;
  const basis = canonical([read, passwordVersion]);

  async function run(): Promise<void> {
    const { draft, problems } = checkForTest(values);
    if (draft === null) {
      onProblems(problems);
      return;
    }
    latest.current?.abort();
    const controller = new AbortController();
    const { signal } = controller;
    latest.current = controller;
    setProgress({ type: 'progress', phase: 'connecting', done: 0, total: 0 });
    setError(null);
    setFinished(null);
    try {
      const guarded = guardedBy('engine');
      const events = await engine.synchronizers.preflight({ sourceId, draft, password: choice }, { signal });
      const csv: string[] = [];
      for (;;) {
        const next = await guarded(events.next());
        if (next.done === true || signal.aborted) break;
        const event = next.value;
        if (event.type === 'progress') setProgress(event);
        else if (event.type === 'csv') csv.push(event.text);
        else setFinished({ report: event.report, csv, basis });
      }
    } catch (failed) {
      if (!signal.aborted) setError(failed);
    } finally {
      if (latest.current === controller) {
        latest.current = null;
        setProgress(null);
      }
    }
  }

  return {
    run,
    cancel: () => {
      latest.current?.abort();
      latest.current = null;
      setProgress(null);
    },
    /** Null while none is under way. */
    progress,
    error,
    finished,
    /** Whether the settings were changed since. */
    stale: finished !== null && finished.basis !== basis,
  };
}

export type PreflightState = ReturnType<typeof usePreflight>;
