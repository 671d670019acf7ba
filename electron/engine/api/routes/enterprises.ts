import { enterpriseById, requireEnterprise } from '../context.ts';
import {
  createEnterprise,
  deleteEnterprise,
  listEnterprises,
  listProfiles,
  updateEnterprise,
} from '../enterprises.ts';
import { os } from './base.ts';

/** Enterprises. */
export const enterpriseRoutes = {
  list: os.enterprises.list.handler(({ context: { services } }) => listEnterprises(services.store)),
  create: os.enterprises.create.handler(({ context: { services }, input }) =>
    createEnterprise(services, input),
  ),
  update: os.enterprises.update.handler(({ context: { services }, input }) =>
    updateEnterprise(services, input),
  ),
  contents: os.enterprises.contents.handler(
    ({
      context: {
        services: { store },
      },
      input,
    }) => store.enterprises.contents(enterpriseById(store, input.enterpriseId).enterpriseId),
  ),
  delete: os.enterprises.delete.handler(({ context: { services }, input }) =>
    deleteEnterprise(services, input),
  ),
};

/** Feature profiles. */
export const profileRoutes = {
  list: os.featureProfiles.list.handler(
    ({
      context: {
        services: { store },
      },
      input,
    }) => listProfiles(store, requireEnterprise(store, input.enterprise).enterpriseId),
  ),
};
