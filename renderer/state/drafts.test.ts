import { beforeEach, expect, test } from 'vitest';
import { hasUnsaved, useDrafts } from './drafts.ts';

const state = () => useDrafts.getState();
const empty = state();

beforeEach(() => {
  useDrafts.setState(empty, true);
});

test('a draft would be lost with the window until it is dropped', () => {
  expect(hasUnsaved(state())).toBe(false);
  state().put('/acme/synchronization', { type: 'pbx' });
  expect(hasUnsaved(state())).toBe(true);
  state().drop('/acme/synchronization');
  expect(hasUnsaved(state())).toBe(false);
});

test('what is only proposed is missed by nobody, until a person changes it', () => {
  state().propose('/acme/synchronization', { type: 'directory' });
  expect(state().drafts).toEqual({ '/acme/synchronization': { type: 'directory' } });
  expect(hasUnsaved(state())).toBe(false);
  state().put('/acme/synchronization', { type: 'pbx' });
  expect(hasUnsaved(state())).toBe(true);
});

test('a form may say that it holds something', () => {
  state().mark('a', true);
  state().mark('b', true);
  state().mark('a', false);
  expect(hasUnsaved(state())).toBe(true);
  state().mark('b', false);
  state().mark('b', false);
  expect(hasUnsaved(state())).toBe(false);
});

test('drafts go with their Enterprise, under its new ID or away', () => {
  state().put('/acme/accounts#7', 1);
  state().propose('/acme/synchronization', 2);
  state().put('/acme2/synchronization', 3);
  state().move('/acme', '/newco');
  expect(state().drafts).toEqual({
    '/newco/accounts#7': 1,
    '/newco/synchronization': 2,
    '/acme2/synchronization': 3,
  });
  state().move('/newco', null);
  expect(state().drafts).toEqual({ '/acme2/synchronization': 3 });
  expect([...state().proposed]).toEqual([]);
});
