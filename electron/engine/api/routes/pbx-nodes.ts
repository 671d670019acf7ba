import { inspectNode } from '../pbx-nodes-inspect.ts';
import { answerDevices, listNotAssigned } from '../pbx-nodes-answers.ts';
import { createNode, deleteNode, getNode, listNodes, nodeRemoval, updateNode } from '../pbx-nodes.ts';
import { effectOfScope } from '../pbx-scope-effect.ts';
import { os } from './base.ts';

/** PBX nodes. */
export const pbxNodeRoutes = {
  list: os.pbxNodes.list.handler(({ context: { services }, input }) => listNodes(services, input.enterprise)),
  get: os.pbxNodes.get.handler(({ context: { services }, input }) => getNode(services, input.sourceId)),
  create: os.pbxNodes.create.handler(({ context: { services }, input }) => createNode(services, input)),
  update: os.pbxNodes.update.handler(({ context: { services }, input }) => updateNode(services, input)),
  inspect: os.pbxNodes.inspect.handler(({ context: { services }, input, signal }) =>
    inspectNode(services, input, signal),
  ),
  notAssigned: os.pbxNodes.notAssigned.handler(({ context: { services }, input }) =>
    listNotAssigned(services.store, input),
  ),
  answer: os.pbxNodes.answer.handler(({ context: { services }, input }) => answerDevices(services, input)),
  scopeEffect: os.pbxNodes.scopeEffect.handler(({ context: { services }, input, signal }) =>
    effectOfScope(services, input, signal),
  ),
  removal: os.pbxNodes.removal.handler(({ context: { services }, input }) =>
    nodeRemoval(services.store, input.sourceId),
  ),
  delete: os.pbxNodes.delete.handler(({ context: { services }, input }) => deleteNode(services, input)),
};
