import type { StatusTemplate } from './status.ts';
import { foldName, MOST_NAME, type WantedTemplate } from './status-templates.ts';

/** What a change of templates makes of one stored status of an account; its settings stay. */
interface StatusMove {
  name: string;
  /** The name that it has from now on. */
  to: string;
  /** Its lock from now on; null where that stays as it is. */
  locked: boolean | null;
}

/**
 * What a change of templates makes of the statuses that are stored of accounts (E5): of whatever somebody edited, and of
 * statuses of people's own. No settings are lost, and two statuses never become one.
 *
 * - What was edited goes along with a template that gets another name.
 * - A status of the account's own with a new name of a template becomes the account's version of it; what was edited of
 *   that template then stays as a status of the account's own.
 * - Of a template that goes, what was edited stays as a status of the account's own.
 * - Where what stays so would have the name of a template that comes or is renamed, it gets a free one: `Mobile 2`.
 * - A template that is locked or unlocked locks or unlocks all of its versions (domain.md 5.1).
 */
export class StatusMoves {
  /** The names of active statuses that change where an account stores none of that name; empty: none is chosen then. */
  readonly chosen: ReadonlyMap<string, string>;
  readonly #wanted: ReadonlyMap<string, WantedTemplate>;
  readonly #templated: ReadonlyMap<string, StatusTemplate>;
  /** Templates with a name that they did not have, by that name as it is compared. */
  readonly #fresh: ReadonlyMap<string, WantedTemplate>;
  readonly #taken: Set<string>;
  readonly #free = new Map<string, string>();

  /** `stored` are the names of all stored statuses, whoever has them: a free name is free for everybody. */
  constructor(
    now: readonly StatusTemplate[],
    wanted: readonly WantedTemplate[],
    stored: readonly string[] = [],
  ) {
    this.#templated = new Map(now.map((template) => [template.name, template]));
    this.#wanted = new Map(
      wanted.flatMap((template) => (template.was === null ? [] : [[template.was, template] as const])),
    );
    const fresh = wanted.filter(({ name, was }) => name !== was);
    this.#fresh = new Map(fresh.map((template) => [foldName(template.name), template]));
    this.#taken = new Set([...stored, ...[...now, ...wanted].map(({ name }) => name)].map(foldName));
    const chosen = now.map(({ name }) => [name, this.#wanted.get(name)?.name ?? ''] as const);
    // Nobody who chose one that is long gone has it again by surprise.
    const gone = fresh
      .filter(({ name }) => !this.#templated.has(name))
      .map(({ name }) => [name, ''] as const);
    this.chosen = new Map([...chosen, ...gone].filter(([name, to]) => name !== to));
  }

  /** Whether anything may become of a stored status with this name. */
  touches(name: string): boolean {
    const template = this.#follows(name);
    if (template !== undefined) return template.name !== name || this.#isLockChanged(template);
    return this.#fresh.has(foldName(name));
  }

  /** What becomes of an account's stored statuses. Those that nothing touches may be left out. */
  of(names: readonly string[]): StatusMove[] {
    const moves = new Map<string, StatusMove>();
    const held = new Set<string>();
    // The same name to the letter goes first; an older store may have two that differ in case alone.
    const own = names.filter((name) => !this.#templated.has(name));
    for (const isExact of [true, false]) {
      for (const name of own) {
        const template = this.#fresh.get(foldName(name));
        if (template === undefined || held.has(template.name) || moves.has(name)) continue;
        if ((template.name === name) !== isExact) continue;
        held.add(template.name);
        moves.set(name, { name, to: template.name, locked: template.locked ? true : null });
      }
    }
    for (const name of names) {
      const template = this.#follows(name);
      if (template === undefined || held.has(template.name)) continue;
      moves.set(name, {
        ...{ name, to: template.name },
        locked: this.#isLockChanged(template) ? template.locked : null,
      });
    }
    return names.map((name) => moves.get(name) ?? { name, to: this.#kept(name), locked: null });
  }

  /** The template that a template's version goes along with; undefined of one that goes, or of an own status. */
  #follows(name: string): WantedTemplate | undefined {
    return this.#templated.has(name) ? this.#wanted.get(name) : undefined;
  }

  #isLockChanged({ was, locked }: WantedTemplate): boolean {
    return was !== null && this.#templated.get(was)?.locked !== locked;
  }

  /** The name under which something stays as a status of the account's own. */
  #kept(name: string): string {
    if (!this.#fresh.has(foldName(name))) return name;
    const given = this.#free.get(name) ?? freeName(name, this.#taken);
    this.#taken.add(foldName(given));
    this.#free.set(name, given);
    return given;
  }
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let count = 2; ; count += 1) {
    const end = ` ${count}`;
    // Never half of a character.
    const start = name.slice(0, MOST_NAME - end.length).replace(/[\uD800-\uDBFF]$/, '');
    if (!taken.has(foldName(start + end))) return start + end;
  }
}
