import { contained } from './isolated.ts';

/** A text from outside inside of a sentence of ours: whatever it holds, it does not reorder the words around. */
export function Value({ children }: { children: string }) {
  return <bdi>{contained(children)}</bdi>;
}
