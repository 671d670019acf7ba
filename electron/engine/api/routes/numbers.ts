import { deleteNumber, releaseAndDelete, repointNumber } from '../number-edits.ts';
import { listNumbers } from '../numbers.ts';
import { activateStatus, addStatus, deleteStatus, listStatuses, setStatus } from '../statuses.ts';
import { actOnNumbers, previewAction } from '../number-actions.ts';
import { remindersFor } from '../reminders.ts';
import { getTemplates, previewTemplates, setTemplates } from '../status-templates.ts';
import { os } from './base.ts';

/** Numbers of an Enterprise, and what holds them. */
export const numberRoutes = {
  list: os.numbers.list.handler(({ context: { services }, input }) => listNumbers(services.store, input)),
  repoint: os.numbers.repoint.handler(({ context: { services }, input }) =>
    services.write(() => repointNumber(services.store, { ...input, by: 'admin' }, services.now())),
  ),
  previewAction: os.numbers.previewAction.handler(({ context: { services }, input }) =>
    previewAction(services.store, input),
  ),
  act: os.numbers.act.handler(({ context: { services }, input }) =>
    services.write(() => actOnNumbers(services.store, input, services.now())),
  ),
  reminders: os.numbers.reminders.handler(({ context: { services }, input }) =>
    remindersFor(services.store, input.items),
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
    services.write(() => setStatus(services.store, { ...input, by: 'admin' }, services.now())),
  ),
  add: os.statuses.add.handler(({ context: { services }, input }) =>
    services.write(() => addStatus(services.store, { ...input, by: 'admin' }, services.now())),
  ),
  delete: os.statuses.delete.handler(({ context: { services }, input }) =>
    services.write(() => deleteStatus(services.store, { ...input, by: 'admin' }, services.now())),
  ),
  activate: os.statuses.activate.handler(({ context: { services }, input }) =>
    services.write(() => activateStatus(services.store, input, services.now())),
  ),
  templates: os.statuses.templates.handler(({ context: { services }, input }) =>
    getTemplates(services.store, input.enterpriseId),
  ),
  previewTemplates: os.statuses.previewTemplates.handler(({ context: { services }, input }) =>
    previewTemplates(services.store, input),
  ),
  setTemplates: os.statuses.setTemplates.handler(({ context: { services }, input }) =>
    services.write(() => setTemplates(services.store, input, services.now())),
  ),
};
