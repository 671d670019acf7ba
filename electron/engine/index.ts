export { createEngine, type Engine, type EngineClient, type EngineOptions } from './engine.ts';
export { defaultDataFolder } from './store/index.ts';
