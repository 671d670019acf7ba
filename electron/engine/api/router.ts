import { accountRoutes } from './routes/accounts.ts';
import { os } from './routes/base.ts';
import { enterpriseRoutes, profileRoutes } from './routes/enterprises.ts';
import { featureRoutes } from './routes/features.ts';
import { myRoutes } from './routes/me.ts';
import { numberRoutes, statusRoutes } from './routes/numbers.ts';
import { pbxNodeRoutes } from './routes/pbx-nodes.ts';
import { resultsRoutes } from './routes/results.ts';
import { runRoutes } from './routes/runs.ts';
import { sessionRoutes } from './routes/session.ts';
import { signInRoutes } from './routes/sign-ins.ts';
import { synchronizationRoutes } from './routes/synchronization.ts';
import { sourceRoutes, synchronizerRoutes } from './routes/synchronizers.ts';
import { heldRoutes, planRoutes } from './routes/trust.ts';
import { configurationRoutes, systemRoutes, toolRoutes, vaultRoutes } from './routes/system.ts';

/** The contract's implementation: one file of `routes/` for each of its sections. */
export const router = os.router({
  session: sessionRoutes,
  me: myRoutes,
  signIns: signInRoutes,
  system: systemRoutes,
  vault: vaultRoutes,
  enterprises: enterpriseRoutes,
  features: featureRoutes,
  featureProfiles: profileRoutes,
  pbxNodes: pbxNodeRoutes,
  numbers: numberRoutes,
  statuses: statusRoutes,
  synchronizers: synchronizerRoutes,
  sources: sourceRoutes,
  tools: toolRoutes,
  synchronization: synchronizationRoutes,
  plans: planRoutes,
  held: heldRoutes,
  runs: runRoutes,
  accounts: accountRoutes,
  results: resultsRoutes,
  configuration: configurationRoutes,
});
