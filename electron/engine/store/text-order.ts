/** An order once found. */
export interface Sorted {
  places: Uint32Array;
  /** Where the places of each different text start in `places`; one more at the end. */
  starts: Uint32Array;
  /** How many different texts there are that are not empty. Empty ones are last, whichever way the list is sorted. */
  filled: number;
}

/**
 * Orders texts, and what has the same text by `ties`. Only the different texts are sorted, of which most columns have
 * few; then each place, in the order of the ties, takes the next place of its text.
 */
export function sortTexts(texts: readonly string[], ties: Uint32Array): Sorted {
  const groups = new Map<string, number>();
  const groupOf = new Uint32Array(texts.length);
  const sizes: number[] = [];
  for (let place = 0; place < texts.length; place += 1) {
    let group = groups.get(texts[place]!);
    if (group === undefined) groups.set(texts[place]!, (group = sizes.push(0) - 1));
    groupOf[place] = group;
    sizes[group]! += 1;
  }
  const filled = [...groups.keys()].filter((text) => text !== '').sort();
  const ordered = groups.has('') ? [...filled, ''] : filled;
  const free = new Uint32Array(sizes.length);
  const starts = new Uint32Array(ordered.length + 1);
  for (const [rank, text] of ordered.entries()) {
    const group = groups.get(text)!;
    free[group] = starts[rank]!;
    starts[rank + 1] = starts[rank]! + sizes[group]!;
  }
  const places = new Uint32Array(texts.length);
  for (const place of ties) places[free[groupOf[place]!]!++] = place;
  return { places, starts, filled: filled.length };
}

/** The other way round; what has the same text stays in the order of the ties, and blanks stay last. */
export function descending({ places, starts, filled }: Sorted): Uint32Array {
  const turned = Uint32Array.from(places);
  let to = 0;
  for (let group = filled - 1; group >= 0; group -= 1) {
    turned.set(places.subarray(starts[group], starts[group + 1]), to);
    to += starts[group + 1]! - starts[group]!;
  }
  return turned;
}
