/**
 * What JavaScript itself has learned since Chromium 114, as far as the product and its packages use it. Put in
 * front of every bundle for the pinned old Electron (build/app.ts) so that product code may stay modern; never
 * part of what is shipped.
 */

type Key = string | symbol;

function add(target: object, methods: Record<Key, unknown>): void {
  for (const name of Reflect.ownKeys(methods)) {
    if (name in target) continue;
    Object.defineProperty(target, name, { value: methods[name], writable: true, configurable: true });
  }
}

add(Symbol, { dispose: Symbol.for('Symbol.dispose'), asyncDispose: Symbol.for('Symbol.asyncDispose') });

add(Promise, {
  withResolvers<T>() {
    let resolve: (value: T | PromiseLike<T>) => void = () => undefined;
    let reject: (reason?: unknown) => void = () => undefined;
    const promise = new Promise<T>((settle, fail) => {
      resolve = settle;
      reject = fail;
    });
    return { promise, resolve, reject };
  },
  try<T, A extends unknown[]>(act: (...values: A) => T | PromiseLike<T>, ...values: A): Promise<T> {
    return new Promise<T>((resolve) => resolve(act(...values)));
  },
});

add(Map, {
  groupBy<T, K>(items: Iterable<T>, keyOf: (item: T, index: number) => K): Map<K, T[]> {
    const groups = new Map<K, T[]>();
    let index = 0;
    for (const item of items) {
      const key = keyOf(item, index++);
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
    return groups;
  },
});

add(Object, {
  groupBy<T>(items: Iterable<T>, keyOf: (item: T, index: number) => PropertyKey): Record<PropertyKey, T[]> {
    const groups = Object.create(null) as Record<PropertyKey, T[]>;
    let index = 0;
    for (const item of items) (groups[keyOf(item, index++)] ??= []).push(item);
    return groups;
  },
});

add(Array, {
  async fromAsync<T, R = T>(
    items: AsyncIterable<T> | Iterable<T | PromiseLike<T>>,
    change?: (item: T, index: number) => R,
  ): Promise<unknown[]> {
    const all: unknown[] = [];
    for await (const item of items) all.push(change ? await change(item, all.length) : item);
    return all;
  },
});

type Keys<T> = Pick<Set<T>, 'has' | 'size' | 'keys'>;
const each = <T>(keys: Keys<T>): T[] => [...({ [Symbol.iterator]: () => keys.keys() } as Iterable<T>)];

add(Set.prototype, {
  union<T>(this: Set<T>, other: Keys<T>) {
    return new Set([...this, ...each(other)]);
  },
  intersection<T>(this: Set<T>, other: Keys<T>) {
    return new Set([...this].filter((item) => other.has(item)));
  },
  difference<T>(this: Set<T>, other: Keys<T>) {
    return new Set([...this].filter((item) => !other.has(item)));
  },
  symmetricDifference<T>(this: Set<T>, other: Keys<T>) {
    const mine = [...this].filter((item) => !other.has(item));
    return new Set([...mine, ...each(other).filter((item) => !this.has(item))]);
  },
  isSubsetOf<T>(this: Set<T>, other: Keys<T>) {
    return [...this].every((item) => other.has(item));
  },
  isSupersetOf<T>(this: Set<T>, other: Keys<T>) {
    return each(other).every((item) => this.has(item));
  },
  isDisjointFrom<T>(this: Set<T>, other: Keys<T>) {
    return ![...this].some((item) => other.has(item));
  },
});

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;
type Source<T> = Iterator<T> & Iterable<T>;

add(iteratorPrototype, {
  *map<T, R>(this: Source<T>, change: (item: T, index: number) => R) {
    let index = 0;
    for (const item of this) yield change(item, index++);
  },
  *filter<T>(this: Source<T>, keep: (item: T, index: number) => boolean) {
    let index = 0;
    for (const item of this) if (keep(item, index++)) yield item;
  },
  *take<T>(this: Source<T>, limit: number) {
    if (limit <= 0) return;
    let left = limit;
    for (const item of this) {
      yield item;
      if (--left <= 0) return;
    }
  },
  *drop<T>(this: Source<T>, count: number) {
    let left = count;
    for (const item of this) if (left-- <= 0) yield item;
  },
  *flatMap<T, R>(this: Source<T>, change: (item: T, index: number) => Iterable<R>) {
    let index = 0;
    for (const item of this) yield* change(item, index++);
  },
  reduce<T, R>(this: Source<T>, ...values: [join: (sum: R, item: T) => R, start: R]) {
    return [...this].reduce(...values);
  },
  toArray<T>(this: Source<T>) {
    return [...this];
  },
  forEach<T>(this: Source<T>, act: (item: T, index: number) => void) {
    let index = 0;
    for (const item of this) act(item, index++);
  },
  some<T>(this: Source<T>, test: (item: T, index: number) => boolean) {
    let index = 0;
    for (const item of this) if (test(item, index++)) return true;
    return false;
  },
  every<T>(this: Source<T>, test: (item: T, index: number) => boolean) {
    let index = 0;
    for (const item of this) if (!test(item, index++)) return false;
    return true;
  },
  find<T>(this: Source<T>, test: (item: T, index: number) => boolean) {
    let index = 0;
    for (const item of this) if (test(item, index++)) return item;
    return undefined;
  },
});

add(AbortSignal, {
  any(signals: Iterable<AbortSignal>): AbortSignal {
    const all = [...signals];
    const controller = new AbortController();
    const stop = (event: { target: unknown }) => {
      for (const signal of all) signal.removeEventListener('abort', stop);
      controller.abort((event.target as AbortSignal).reason);
    };
    const aborted = all.find((signal) => signal.aborted);
    if (aborted) controller.abort(aborted.reason);
    else for (const signal of all) signal.addEventListener('abort', stop, { once: true });
    return controller.signal;
  },
});

add(URL, {
  canParse(url: string, base?: string): boolean {
    try {
      return Boolean(new URL(url, base));
    } catch {
      return false;
    }
  },
});
