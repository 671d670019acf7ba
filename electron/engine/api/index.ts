export type { Services, Session } from './context.ts';
export { passwordOf } from './passwords.ts';
export { router } from './router.ts';
