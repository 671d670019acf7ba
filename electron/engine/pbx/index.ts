export type { FileMemory } from './mivoice-business/completeness.ts';
export { exportState, type ExportState } from './mivoice-business/export-files.ts';
export { inspectExport } from './mivoice-business/inspect.ts';
export { readExport, type PbxRead } from './mivoice-business/read-export.ts';
export { pbxSettings } from './settings.ts';
