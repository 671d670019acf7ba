import { exportEnterpriseResults } from '../results.ts';
import { os } from './base.ts';

/** Results files. */
export const resultsRoutes = {
  about: os.results.about.handler(({ context: { services } }) => ({ results: services.results ?? null })),
  export: os.results.export.handler(({ context: { services }, input, signal }) =>
    exportEnterpriseResults(services, input, signal),
  ),
};
