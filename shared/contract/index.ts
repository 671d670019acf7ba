export { contract, type ProcedureMeta, type Role } from './contract.ts';
export type { Account, Change, RollcallEvent, Run, RunDetail, Step } from './schemas.ts';
