import { z } from 'zod';
import { enterpriseName, nothing, procedure } from './procedure.ts';

/** Which results file the engine shows, and where it comes from. */
const resultsInfoSchema = z.object({
  /** Absolute path. */
  file: z.string(),
  /** The Enterprise ID. */
  enterprise: z.string(),
  /** ISO 8601. */
  exportedAt: z.string(),
  /** Of the Rollcall that exported it. */
  rollcallVersion: z.string(),
});

/** How many lines of each kind a results file has. */
const resultsCountsSchema = z.record(z.string(), z.int().nonnegative());

/**
 * Results files: runs, issues, changes and accounts of one Enterprise, without secrets, to be looked at elsewhere. An
 * engine that shows one answers what reads, and refuses everything else with `results.read-only`.
 */
export const resultsProcedures = {
  /** The results file that this engine shows; null when it works on a data folder. */
  about: procedure('admin')
    .input(nothing)
    .output(z.object({ results: resultsInfoSchema.nullable() })),
  /**
   * Writes a results file. `file` is an absolute path, which a window may not name: its shell asks the person. The file
   * appears when it is whole; `file.unwritable` when there is one already and it is not to be overwritten.
   */
  export: procedure('admin', 'enterprise.not-found', 'file.unwritable')
    .meta({
      role: 'admin',
      notFromWindows:
        'A window cannot name the file that results are exported to: use File > Export Results.',
    })
    .input(
      z.object({
        enterprise: enterpriseName,
        file: z.string().min(1).max(4096),
        overwrite: z.boolean().default(false),
      }),
    )
    .output(z.object({ file: z.string(), counts: resultsCountsSchema })),
};

export type ResultsInfo = z.infer<typeof resultsInfoSchema>;
export type ResultsCounts = z.infer<typeof resultsCountsSchema>;
