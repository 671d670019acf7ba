import { expect, test } from 'vitest';
import { changesIn } from './changes.ts';

const stored = { id: 'acme', mode: 'standalone', numbers: [{ number: '1', kind: 'desk' }] };

test('only what differs is sent', () => {
  expect(changesIn(stored, {})).toEqual({});
  expect(changesIn(stored, { id: 'acme', numbers: [{ number: '1', kind: 'desk' }] })).toEqual({});
  expect(changesIn(stored, { id: 'acme2', mode: 'standalone' })).toEqual({ id: 'acme2' });
  expect(changesIn(stored, { numbers: [] })).toEqual({ numbers: [] });
});
