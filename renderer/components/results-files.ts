import { shell } from '../state/ports.ts';
import { tellFailed, tellSaved } from './use-save-text.ts';

/** Asks where to, and writes a results file of an Enterprise there; says how it went. */
export async function exportResults(enterprise: string): Promise<void> {
  await shell.files.exportResults({ enterprise }).then(tellSaved, tellFailed);
}

/** Asks for results files, and opens each in a window of its own. What cannot be opened is told by the shell. */
export function openResults(): void {
  shell.files.openResults().catch(tellFailed);
}
