import { describe, expect, it } from 'vitest';
import { answersFor, answerWord, personText, reasonWord } from './not-assigned-words.ts';

describe('a device that is in no account', () => {
  it('says why in a few words', () => {
    expect(reasonWord('pbx.needs-group')).toBe('Needs a group');
    expect(reasonWord('csv.malformed')).toBe('csv.malformed');
  });

  it('D12: can be said to be the same person only where there is somebody that it might be', () => {
    expect(answersFor({ code: 'pbx.near-match', near: '3000' })).toEqual({ same: true, separate: true });
    expect(answersFor({ code: 'pbx.needs-group', near: '' })).toEqual({ same: false, separate: true });
  });

  it('is not asked about where something else decides', () => {
    for (const code of ['pbx.excluded', 'pbx.duplicate-number', 'pbx.out-of-scope', 'pbx.held'] as const) {
      expect(answersFor({ code, near: '3000' })).toEqual({ same: false, separate: false });
    }
  });

  it('says what was answered', () => {
    expect(answerWord({ answered: null, near: '3000' })).toBeNull();
    expect(answerWord({ answered: 'same', near: '3000' })).toBe('The same person as 3000');
    expect(answerWord({ answered: 'same', near: '' })).toBe('The same person');
    expect(answerWord({ answered: 'separate', near: '3000' })).toBe('A person of their own');
  });

  it('D15: marks blanks in its name that nobody sees', () => {
    expect(personText({ firstName: 'Eva', lastName: 'Kane ' })).toBe('Kane␣, Eva');
    expect(personText({ firstName: '', lastName: 'Kane' })).toBe('Kane');
    expect(personText({ firstName: '', lastName: '' })).toBe('');
  });
});
