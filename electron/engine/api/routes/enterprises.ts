import { enterpriseById, requireEnterprise } from '../context.ts';
import {
  createEnterprise,
  deleteEnterprise,
  listEnterprises,
  listProfiles,
  updateEnterprise,
} from '../enterprises.ts';
import { assignProfile, createProfile, deleteProfile, profileOverview, updateProfile } from '../features.ts';
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
  overview: os.featureProfiles.overview.handler(({ context: { services }, input }) =>
    profileOverview(services.store, input.enterprise),
  ),
  create: os.featureProfiles.create.handler(({ context: { services }, input }) =>
    createProfile(services, input),
  ),
  update: os.featureProfiles.update.handler(({ context: { services }, input }) =>
    updateProfile(services, input),
  ),
  delete: os.featureProfiles.delete.handler(({ context: { services }, input }) =>
    deleteProfile(services, input),
  ),
  assign: os.featureProfiles.assign.handler(({ context: { services }, input }) =>
    assignProfile(services, input),
  ),
};
