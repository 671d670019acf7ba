import { createFeature, deleteFeature, listFeatures, updateFeature } from '../features.ts';
import { os } from './base.ts';

/** Licensed features and their seats. */
export const featureRoutes = {
  list: os.features.list.handler(({ context: { services }, input }) =>
    listFeatures(services.store, input.enterprise),
  ),
  create: os.features.create.handler(({ context: { services }, input }) => createFeature(services, input)),
  update: os.features.update.handler(({ context: { services }, input }) => updateFeature(services, input)),
  delete: os.features.delete.handler(({ context: { services }, input }) => deleteFeature(services, input)),
};
