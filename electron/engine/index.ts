export { createEngine, type Engine, type EngineClient, type EngineOptions } from './engine.ts';
export { openResultsEngine, type ResultsEngineOptions } from './results-engine.ts';
export type { Session } from './api/index.ts';
export { defaultDataFolder } from './store/index.ts';
