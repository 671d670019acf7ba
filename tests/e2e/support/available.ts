/** For `describe.skipIf(electronMissing)`: a machine that can open no window still runs all other tests. */
import { findElectron } from '../../../build/electron-runtime.ts';
import { thisMachine, windowNeed } from '../../../build/needs.ts';

/** Why no Electron can run here; undefined where one can. */
export const electronMissing: string | undefined = await whyMissing();

async function whyMissing(): Promise<string | undefined> {
  const missing = windowNeed.missing(thisMachine);
  if (missing.length > 0) return `${missing.join(', ')} not found`;
  try {
    await findElectron({ mayFetch: false });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
