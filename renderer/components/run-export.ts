import { useEffect, useRef, useState } from 'react';
import { ORPCError } from '@orpc/client';
import { shell } from '../state/ports.ts';
import { tellFailed, tellSaved } from './use-save-text.ts';

/** The longest text that the shell saves at once (contract/shell.ts). */
const MOST_TEXT = 64 * 2 ** 20;

/** How far an export is. */
export interface ExportProgress {
  done: number;
  total: number;
}

/** Gathers a long text in the background, with progress, and saves it where the person says. */
export function useExport() {
  const [progress, setProgress] = useState<ExportProgress | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  async function run(
    name: string,
    total: number,
    make: (tools: { signal: AbortSignal; progress: (done: number) => void }) => Promise<string>,
  ): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    abort.current = controller;
    setProgress({ done: 0, total });
    try {
      const text = await make({ signal, progress: (done) => setProgress({ done, total }) });
      if (text.length > MOST_TEXT) throw tooLong(text.length);
      signal.throwIfAborted();
      tellSaved(await shell.files.saveText({ name, text }));
    } catch (error) {
      if (!signal.aborted) tellFailed(error);
    } finally {
      if (!signal.aborted) setProgress(null);
    }
  }

  return {
    progress,
    start: (...args: Parameters<typeof run>) => {
      void run(...args);
    },
    cancel: () => {
      abort.current?.abort();
      setProgress(null);
    },
  };
}

function tooLong(length: number): ORPCError<'usage.invalid', { hint: string }> {
  return new ORPCError('usage.invalid', {
    message: `The file would have ${Math.ceil(length / 2 ** 20)} MB, and 64 MB can be saved at once.`,
    data: { hint: 'Export the tabs one by one, as CSV.' },
  });
}

/** A name that every system takes for a file. */
export function fileName(name: string, extension: string): string {
  const safe = name.replaceAll(/[/\\:*?"<>|\u0000-\u001f]+/g, ' ').trim();
  return `${safe.slice(0, 120 - extension.length) || 'export'}.${extension}`;
}
