import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEFAULT_PBX_OPTIONS } from '../../../shared/domain/enterprise.ts';
import type { Schedule } from '../../../shared/domain/schedule.ts';
import { openStore, type Store } from './store.ts';

let root: string;
let store: Store;

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'rollcall-enterprises-'));
  store = openStore(root);
});

afterEach(() => {
  store.close();
  rmSync(root, { recursive: true, force: true });
});

it('E4: a schedule that says the same with its keys in another order does not start anew', () => {
  const values = {
    name: 'acme',
    description: 'Acme',
    domain: 'acme.example.com',
    mode: 'standalone',
    type: 'directory',
    pbx: DEFAULT_PBX_OPTIONS,
  } as const;
  const asImported: Schedule = { enabled: true, timeZone: null, rule: { kind: 'interval', minutes: 60 } };
  const asInTheForm: Schedule = { enabled: true, rule: { kind: 'interval', minutes: 60 }, timeZone: null };
  const id = store.enterprises.create({ ...values, schedule: asImported }, 1000);
  store.enterprises.update(id, { ...values, schedule: asInTheForm }, 2000);
  expect(store.enterprises.get(id)?.scheduleAnchor).toBe(1000);
  store.enterprises.update(id, { ...values, schedule: { ...asInTheForm, enabled: false } }, 3000);
  expect(store.enterprises.get(id)?.scheduleAnchor).toBe(3000);
});
