import { expect, test } from 'vitest';
import { answerRows } from './settings-words.ts';

test('D12: every stored answer is shown, in the order of numbers', () => {
  const answers = { same: [{ number: '3001', with: '3000' }], separate: ['12000', '900'] };
  expect(answerRows(answers)).toEqual([
    { number: '900', words: 'A person of their own' },
    { number: '3001', words: 'The same person as 3000' },
    { number: '12000', words: 'A person of their own' },
  ]);
});
