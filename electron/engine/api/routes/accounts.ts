import { accountHistory, getAccount } from '../account-detail.ts';
import { createManualAccount, deleteAccount, updateAccount } from '../account-edits.ts';
import { accountFacets, queryAccounts } from '../account-window.ts';
import { exportChosenAccounts, listAccounts } from '../accounts.ts';
import { explain } from '../explain.ts';
import { os } from './base.ts';

/** The account list, and accounts by hand. */
export const accountRoutes = {
  list: os.accounts.list.handler(({ context: { services }, input }) => listAccounts(services.store, input)),
  query: os.accounts.query.handler(({ context: { services }, input }) =>
    queryAccounts(services.store, input),
  ),
  facets: os.accounts.facets.handler(({ context: { services }, input }) =>
    accountFacets(services.store, input),
  ),
  get: os.accounts.get.handler(({ context: { services }, input }) =>
    getAccount(services.store, input.accountId),
  ),
  history: os.accounts.history.handler(({ context: { services }, input }) =>
    accountHistory(services.store, input),
  ),
  explain: os.accounts.explain.handler(({ context: { services }, input }) => explain(services.store, input)),
  create: os.accounts.create.handler(({ context: { services }, input }) =>
    services.write(() => createManualAccount(services.store, input, services.now())),
  ),
  update: os.accounts.update.handler(({ context: { services }, input }) =>
    services.write(() => updateAccount(services.store, input, services.now())),
  ),
  delete: os.accounts.delete.handler(({ context: { services }, input }) =>
    services.write(() => deleteAccount(services.store, input, services.now())),
  ),
  export: os.accounts.export.handler(({ context: { services }, input }) =>
    exportChosenAccounts(services.store, input.enterprise, input.format),
  ),
};
