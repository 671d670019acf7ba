import { expect, test } from 'vitest';
import { lettersCsv, lettersText, letterText, openedText, type Reminder } from './letters.ts';

const letter: Reminder = {
  accountId: 1,
  loginId: '4000',
  name: 'Max Roe',
  email: 'max@acme.example',
  subject: 'Your number 4001',
  body: 'Hello Max,\nsign in.',
  numbers: ['4001', '4002'],
};

test('a letter says whom it is to, where there is an address and where there is none', () => {
  expect(letterText(letter)).toBe(
    'To: Max Roe <max@acme.example>\nSubject: Your number 4001\n\nHello Max,\nsign in.\n',
  );
  expect(letterText({ ...letter, email: '' })).toMatch(/^To: Max Roe\n/);
  expect(letterText({ ...letter, name: '' })).toMatch(/^To: max@acme\.example\n/);
});

test('many letters are told apart', () => {
  expect(lettersText([letter, { ...letter, name: 'Eva Kane' }]).match(/^-{60}$/gm)).toHaveLength(1);
});

test('a mail merge reads them from CSV, which no spreadsheet runs', () => {
  const [header, first] = lettersCsv([{ ...letter, subject: '=1+1' }]).split('\r\n');
  expect(header).toBe('\uFEFFLogin ID,Name,E-mail,Numbers,Subject,Text');
  expect(first).toBe(`4000,Max Roe,max@acme.example,"4001; 4002",'=1+1,"Hello Max,\nsign in."`);
});

test('what became of a letter, and where its text is when the mail program has not all of it', () => {
  expect(openedText(letter, { opened: true, shortened: false })).toBe('Opened for Max Roe');
  expect(openedText(letter, { opened: true, shortened: true })).toMatch(/too long .* on the clipboard/);
  expect(openedText(letter, { opened: false, shortened: false })).toMatch(/^There is no mail program/);
});
