/** Few at first: mostly one looks at one of the newest runs. */
const FIRST = 30;
const MORE = 500;

/** A page of a source's runs, newest first. */
type FetchRuns = (page: {
  before?: number;
  limit: number;
}) => Promise<{ runs: readonly { id: number }[]; next: number | null }>;

/** The runs before and after one, out of a list that can only be read from its newest end. */
export async function neighboursOf(
  id: number,
  fetch: FetchRuns,
): Promise<{ previous: number | null; next: number | null }> {
  let newer: number | null = null;
  let before: number | null = null;
  let limit = FIRST;
  for (;;) {
    const page: Awaited<ReturnType<FetchRuns>> = await fetch({
      limit,
      ...(before === null ? {} : { before }),
    });
    const older = page.runs.find((run) => run.id < id);
    newer = page.runs.findLast((run) => run.id > id)?.id ?? newer;
    if (older !== undefined || page.next === null) return { previous: older?.id ?? null, next: newer };
    before = page.next;
    limit = MORE;
  }
}
