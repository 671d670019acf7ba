const WHOLE = new Intl.NumberFormat('en');

/** A whole number with its thousands marked, so that 12,040 is not read as 1,240. */
export function whole(value: number): string {
  return WHOLE.format(value);
}

/** `1 account`, `2 accounts`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${whole(count)} ${count === 1 ? one : many}`;
}
