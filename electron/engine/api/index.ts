export type { Services, Session } from './context.ts';
export { passwordOf } from './passwords.ts';
export { Sessions } from './sessions.ts';
export { router } from './router.ts';
export { startDueByEnterprise } from './synchronization.ts';
export { watchActions } from './watching.ts';
