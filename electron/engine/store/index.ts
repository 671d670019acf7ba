export { AccountBulk, type AccountIdentity, type AccountWrite, type RestoreImage } from './account-bulk.ts';
export type { AccountCondition } from './account-index.ts';
export { GROUPS } from './account-lines.ts';
export { accountEvents, accountsWithLogin, type AccountEventRecord } from './account-history.ts';
export type { AccountRecord, NumberRecord, WholeAccount } from './accounts.ts';
export { writeBackup } from './backup-files.ts';
export { deleteEnterprise } from './delete-enterprise.ts';
export type { Enterprise, EnterpriseValues } from './enterprises.ts';
export { defaultDataFolder, layoutOf } from './folder.ts';
export { changedFieldsOf } from './history.ts';
export type { HeldCondition, HeldRecord, Remembered } from './held.ts';
export type { Lease } from './leases.ts';
export type { NotAssignedOrder, NotAssignedRecord } from './not-assigned.ts';
export { NumberBulk } from './number-bulk.ts';
export type { ListedNumber, NumberHolder } from './number-list.ts';
export type { NumberOrder } from './number-order.ts';
export { numberPlace, numberUses } from './number-uses.ts';
export { PLAN_DAYS_MS, type PlannedNumber, type PlannedRow, type PlanRecord } from './plans.ts';
export type { FeatureProfile } from './profiles.ts';
export { scarcest, type FreeSeats, type Moved } from './seats.ts';
export type { ChangeRecord, JournalKind, RunRecord } from './run-rows.ts';
export type { NumberCounts } from './run-view.ts';
export type { RunEnding, RunMoment } from './runs.ts';
export type { Baseline, DirectorySource, PbxSource, Source } from './sources.ts';
export { passwordName } from './secrets.ts';
export { ResultsReader } from './results-reader.ts';
export type { ResultsRow, ResultsType } from './results-rows.ts';
export { ResultsWriter } from './results-writer.ts';
export { isConstraintViolation, type Actor } from './sqlite.ts';
export type { Credential, OwnAccount, SignInCounts, Tries } from './sign-ins.ts';
export { openSecondConnection, openStore, Store } from './store.ts';
export type { StatusImage } from './status-rows.ts';
export {
  PHONE_SETS,
  phonesOfSet,
  TemplateEffects,
  type PhoneSet,
  type TemplateCounts,
  type TouchedAccount,
} from './template-effects.ts';
export { TemplateMoves } from './template-moves.ts';
export type { Gone, PbxGone, RowKind, StoredRow } from './stored-rows.ts';
export { openTemporaryStore } from './temporary-store.ts';
export { isExpired, pruneHistory, retentionOf, setRetention } from './retention.ts';
export {
  UndoRows,
  type AccountRow,
  type ChosenRows,
  type DeletedImage,
  type LaterChange,
  type NumberRow,
  type RestoredImage,
  type UndoTarget,
} from './undo-rows.ts';
export { fromJson, UndoWrites } from './undo-writes.ts';
