import { deleteNumber, releaseAndDelete, repointNumber } from '../number-edits.ts';
import { listNumbers } from '../numbers.ts';
import { listStatuses, setStatus } from '../statuses.ts';
import { os } from './base.ts';

/** Numbers of an Enterprise, and what holds them. */
export const numberRoutes = {
  list: os.numbers.list.handler(({ context: { services }, input }) => listNumbers(services.store, input)),
  repoint: os.numbers.repoint.handler(({ context: { services }, input }) =>
    services.write(() => repointNumber(services.store, input, services.now())),
  ),
  delete: os.numbers.delete.handler(({ context: { services }, input }) =>
    services.write(() => deleteNumber(services.store, input, services.now())),
  ),
  releaseAndDelete: os.numbers.releaseAndDelete.handler(({ context: { services }, input }) =>
    services.write(() => releaseAndDelete(services.store, input, services.now())),
  ),
};

/** Dynamic statuses of an account. */
export const statusRoutes = {
  list: os.statuses.list.handler(({ context: { services }, input }) =>
    listStatuses(services.store, input.accountId),
  ),
  set: os.statuses.set.handler(({ context: { services }, input }) =>
    services.write(() => setStatus(services.store, input, services.now())),
  ),
};
