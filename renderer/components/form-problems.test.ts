import { expect, test } from 'vitest';
import { z } from 'zod';
import { problemsOf } from './form-problems.ts';

const schema = z.object({
  name: z.string().min(2, { error: 'must have at least 2 characters' }),
  numbers: z.array(z.object({ number: z.string().regex(/\S/, { error: 'must not be empty' }) })),
});

test('a form that fits has no problems', () => {
  expect(problemsOf(schema, { name: 'ab', numbers: [] })).toEqual({});
});

test('the first finding of each field is a sentence under its path', () => {
  expect(problemsOf(schema, { name: '', numbers: [{ number: '1' }, { number: ' ' }] })).toEqual({
    name: 'Must have at least 2 characters',
    'numbers.1.number': 'Must not be empty',
  });
});
