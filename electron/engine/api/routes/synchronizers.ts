import { listSources, testSource } from '../sources.ts';
import { checkDirectory } from '../preflight.ts';
import {
  createSynchronizer,
  deleteSynchronizer,
  getSynchronizer,
  listSynchronizers,
  removalOf,
  testSynchronizer,
  updateSynchronizer,
} from '../synchronizers.ts';
import { os } from './base.ts';

/** Synchronizers and PBX nodes, by name. */
export const sourceRoutes = {
  list: os.sources.list.handler(({ context: { services }, input }) =>
    listSources(services, input.enterprise),
  ),
  test: os.sources.test.handler(({ context: { services }, input, signal }) =>
    testSource(services, input.enterprise, input.source, signal),
  ),
};

/** AD/LDAP synchronizers, by number. */
export const synchronizerRoutes = {
  list: os.synchronizers.list.handler(({ context: { services }, input }) =>
    listSynchronizers(services, input.enterprise),
  ),
  get: os.synchronizers.get.handler(({ context: { services }, input }) =>
    getSynchronizer(services, input.sourceId),
  ),
  create: os.synchronizers.create.handler(({ context: { services }, input }) =>
    createSynchronizer(services, input),
  ),
  update: os.synchronizers.update.handler(({ context: { services }, input }) =>
    updateSynchronizer(services, input),
  ),
  test: os.synchronizers.test.handler(({ context: { services }, input, signal }) =>
    testSynchronizer(services, input, signal),
  ),
  preflight: os.synchronizers.preflight.handler(({ context: { services }, input, signal }) =>
    checkDirectory(services, input, signal),
  ),
  removal: os.synchronizers.removal.handler(({ context: { services }, input }) =>
    removalOf(services.store, input.sourceId),
  ),
  delete: os.synchronizers.delete.handler(({ context: { services }, input }) =>
    deleteSynchronizer(services, input),
  ),
};
