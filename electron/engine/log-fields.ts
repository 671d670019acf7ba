const REDACTED = '[redacted]';
const DEEPEST = 8;
const MOST_ITEMS = 100;
const LONGEST_TEXT = 16_384;

/**
 * Field names whose values never reach a log. Parts of names, because they come compounded: bindPassword,
 * clientSecret, userPassword, unicodePwd.
 */
const SECRET_NAME =
  /passw|passphrase|secret|credential|authorization|private_?key|rollcall_key|(?:pwd|tokens?)$|^(?:keys?|pin)$/i;

/**
 * The fields of a log line as plain data: secrets replaced by name at any depth, errors with their stack and
 * cause, bytes as their count, nothing circular, nothing endless. No `toJSON` is called, so no object decides
 * by itself what a log shows of it.
 */
export function plainFields(fields: object): Record<string, unknown> {
  const seen: object[] = [];
  const whole = fields instanceof Error ? { error: fields } : fields;
  return properties(whole, seen, 0);
}

function properties(value: object, seen: object[], depth: number): Record<string, unknown> {
  seen.push(value);
  const plain: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  const entries =
    value instanceof Map ? [...value].map(([name, item]) => [String(name), item] as const) : null;
  for (const [name, item] of entries ?? Object.entries(value)) {
    plain[name] = SECRET_NAME.test(name) ? redact(item) : plainValue(item, seen, depth + 1);
  }
  seen.pop();
  return plain;
}

/** Whether there is a secret at all may be seen; it is what one looks for in a log. */
function redact(value: unknown): unknown {
  return value === null || value === undefined || typeof value === 'boolean' ? value : REDACTED;
}

function plainValue(value: unknown, seen: object[], depth: number): unknown {
  if (typeof value === 'string') {
    return value.length > LONGEST_TEXT
      ? `${value.slice(0, LONGEST_TEXT)}… (${value.length} characters)`
      : value;
  }
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (seen.includes(value)) return '[circular]';
  if (depth > DEEPEST) return '[deeper]';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString();
  if (value instanceof URL) return withoutUser(value);
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return `<${value.byteLength} bytes>`;
  if (Array.isArray(value) || value instanceof Set)
    return items([...(value as Iterable<unknown>)], value, seen, depth);
  if (value instanceof Error) return properties(errorFields(value), [...seen, value], depth);
  return properties(value, seen, depth);
}

/** What is worth knowing of an error is mostly not enumerable. */
function errorFields(error: Error): object {
  const { name, message, stack, cause } = error;
  return {
    ...error,
    name,
    message,
    stack,
    ...(cause === undefined ? {} : { cause }),
    ...(error instanceof AggregateError ? { errors: error.errors } : {}),
  };
}

function items(list: unknown[], self: object, seen: object[], depth: number): unknown[] {
  const inner = [...seen, self];
  const shown = list.slice(0, MOST_ITEMS).map((item) => plainValue(item, inner, depth + 1));
  return list.length > MOST_ITEMS ? [...shown, `[${list.length - MOST_ITEMS} more]`] : shown;
}

function withoutUser(url: URL): string {
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  return shown.href;
}
