export { contract } from './contract.ts';
export { requireRole, toContractError } from './edge.ts';
export { guardedPort } from './guarded-port.ts';
export type { ProcedureMeta, Role } from './procedure.ts';
export { scheduleSchema } from './schemas.ts';
export { shellContract } from './shell.ts';
export { synchronizerDraftSchema } from './synchronizers.ts';
export type { Preferences, ShellCommand, ShellEvent } from './shell.ts';
export type {
  Account,
  AccountRow,
  Change,
  ChangeTab,
  EnterpriseView,
  LiveJob,
  RollcallEvent,
  Run,
  RunDetail,
  RunElsewhere,
  RunSummary,
  Step,
  VaultState,
} from './schemas.ts';
export type {
  AccountDetail,
  AccountEvent,
  AccountFilter,
  AccountSort,
  Explanation,
  ManualAccount,
} from './accounts.ts';
export type { HeldApproval, HeldRow, HeldSelection, Memory } from './held.ts';
export type { PlanSummary, PlanView, Preview } from './plans.ts';
export type { Retention, RunView } from './runs.ts';
export type { PreflightEvent, PreflightIssue, PreflightReport } from './preflight.ts';
export type { ResultsCounts, ResultsInfo } from './results.ts';
export type {
  DirectoryTestResult,
  PasswordChoice,
  SynchronizerDetail,
  SynchronizerDraft,
  SynchronizerRow,
} from './synchronizers.ts';
export { pbxNodeDraftSchema } from './pbx-nodes.ts';
export type {
  NotAssignedRow,
  NotAssignedSort,
  PbxFile,
  PbxInspection,
  PbxNodeDetail,
  PbxNodeDraft,
  PbxNodeRow,
  PbxScopeEffect,
} from './pbx-nodes.ts';
export type {
  BulkRow,
  NumberAction,
  NumberRow,
  NumberSort,
  Status,
  StatusTemplates,
  TemplatePreview,
  WantedTemplates,
} from './numbers.ts';
export type { Me, MyNumber } from './me.ts';
export type { StepOfLife } from './life.ts';
export type { SessionView } from './session.ts';
export type { SignIn, SignInCode } from './sign-ins.ts';
export type { FeatureProfileRow, FeatureRow } from './features.ts';
