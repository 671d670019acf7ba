import { expect, test } from 'vitest';
import { byWhom } from './history-who.ts';

test('an edit says who made it, as far as that is known', () => {
  expect(byWhom({ who: 'Administrator' })).toBe('by Administrator');
  expect(byWhom({ who: 'Administrator (command)' })).toBe('by Administrator (command)');
  expect(byWhom({ who: '4000' })).toBe('by 4000 (signed in)');
  expect(byWhom({ who: '' })).toBe('by hand');
});
