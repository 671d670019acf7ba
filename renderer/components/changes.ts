/** Only what differs from what is stored: that is what an update sends, so that it undoes nobody else's changes. */
export function changesIn<Values extends object>(stored: Values, edits: Partial<Values>): Partial<Values> {
  const differs = ([field, value]: [string, unknown]) =>
    JSON.stringify(value) !== JSON.stringify(stored[field as keyof Values]);
  return Object.fromEntries(Object.entries(edits).filter(differs)) as Partial<Values>;
}
