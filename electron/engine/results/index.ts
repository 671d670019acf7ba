export { openResults } from './open.ts';
export { exportResults } from './write.ts';
