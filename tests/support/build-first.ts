import { build } from '../../build/build.ts';

/** Vitest's global set-up of the integration tests: what they run is what was just built, never an older one. */
export async function setup(): Promise<void> {
  await build();
}
