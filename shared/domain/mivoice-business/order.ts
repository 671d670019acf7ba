/** A text whose order by code unit is D6's order of the numbers (compareNumbers), so that many are sorted quickly. */
export function orderKey(number: string): string {
  if (!/^\d+$/.test(number)) return `\uffff${number}`;
  return String.fromCharCode(Math.min(number.length, 0xfffe)) + number;
}

/** Things in D6's order of their numbers. Those of one number stay as they were. */
export function byNumber<T>(things: Iterable<T>, numberOf: (thing: T) => string): T[] {
  const unordered = [...things];
  if (unordered.length < 2) return unordered;
  const keyed = unordered.map((thing) => ({ thing, key: orderKey(numberOf(thing)) }));
  keyed.sort((left, right) => compareText(left.key, right.key));
  return keyed.map(({ thing }) => thing);
}

/** By code unit, which is the same on every machine. */
export function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The list of a key of a map; an empty one is put there when there is none. */
export function listOf<Key, Item>(map: Map<Key, Item[]>, key: Key): Item[] {
  let list = map.get(key);
  if (list === undefined) {
    list = [];
    map.set(key, list);
  }
  return list;
}
