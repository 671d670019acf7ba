import { describe, expect, test } from 'vitest';
import { mailLink, TOO_LONG } from './mail-links.ts';

const letter = { to: 'eva@acme.example', subject: 'Your number', body: 'Hello Eva' };

/** What a mail program makes of a link. */
function read(url: string) {
  const { protocol, pathname, searchParams, hash } = new URL(url);
  return { protocol, to: decodeURIComponent(pathname), fields: [...searchParams.entries()], hash };
}

function linkOf(change: Partial<typeof letter>): { url: string; shortened: boolean } {
  const link = mailLink({ ...letter, ...change });
  expect(link).not.toBeNull();
  return link!;
}

describe('a mail link', () => {
  test('has the address, the subject and the text, and nothing else', () => {
    const { url, shortened } = linkOf({ body: 'Hello Eva,\nyour number & more?\n\n1. a=b' });
    expect(shortened).toBe(false);
    expect(read(url)).toEqual({
      protocol: 'mailto:',
      to: 'eva@acme.example',
      fields: [
        ['subject', 'Your number'],
        ['body', 'Hello Eva,\r\nyour number & more?\r\n\r\n1. a=b'],
      ],
      hash: '',
    });
  });

  test.each([
    'eva@acme.example',
    'eva.kane+phones@mail.acme.example',
    "o'hara@acme.example",
    'x_1@localhost',
    '',
  ])('goes to “%s”', (to) => {
    expect(read(linkOf({ to }).url).to).toBe(to);
  });

  test.each([
    ' ',
    'eva',
    '@acme.example',
    'eva@',
    'eva@acme@example',
    'eva@acme.example?cc=boss@evil.example',
    'eva@acme.example&bcc=boss@evil.example',
    'eva@acme.example,boss@evil.example',
    'eva@acme.example;boss@evil.example',
    'eva@acme.example boss@evil.example',
    'eva@acme.example\nbcc:boss@evil.example',
    'eva@acme.example\r\n',
    'eva@acme.example\u0000',
    'eva%40x@acme.example%3Fcc=a@b',
    '"eva kane"@acme.example',
    'Eva <eva@acme.example>',
    '-attach@acme.example',
    'eva..kane@acme.example',
    'eva.@acme.example',
    'eva@-acme.example',
    'eva@acme..example',
    'eva@acme.example/../../x',
    'eva@[127.0.0.1]',
    'eva@acme.example#x',
    '$(touch x)@acme.example',
    '`id`@acme.example',
    'ev\u0430@acme.example\u202e',
    'mailto:eva@acme.example',
    `${'a'.repeat(65)}@acme.example`,
    `a@${'b.'.repeat(130)}example`,
  ])('refuses the address %j', (to) => {
    expect(mailLink({ ...letter, to })).toBeNull();
  });

  test('a subject or a text adds no field, no line and no control character', () => {
    const { url } = linkOf({
      subject: 'a&bcc=boss@evil.example\r\nBcc: boss@evil.example#x',
      body: 'b&cc=boss@evil.example?#\u0007\u001b[2Jc\u2028d%0D%0A\ud800',
    });
    const { fields, hash } = read(url);
    expect(hash).toBe('');
    expect(fields).toEqual([
      ['subject', 'a&bcc=boss@evil.example Bcc: boss@evil.example#x'],
      ['body', 'b&cc=boss@evil.example?#[2Jc\r\nd%0D%0A\ufffd'],
    ]);
    expect(url).toMatch(/^mailto:eva@acme\.example\?subject=[\w.~%-]*&body=[\w.~%-]*$/);
  });

  test.each(['line of words\n'.repeat(400), 'x'.repeat(5000), '😀'.repeat(2000), `a\n${'é'.repeat(3000)}`])(
    'is never too long, and says that the rest is on the clipboard (%#)',
    (body) => {
      const { url, shortened } = linkOf({ body, subject: 's'.repeat(900) });
      expect(shortened).toBe(true);
      expect(url.length).toBeLessThanOrEqual(2000);
      const [subject, text] = read(url).fields;
      expect(subject?.[1]).toHaveLength(200);
      expect(text?.[1].endsWith(`\r\n\r\n${TOO_LONG}`)).toBe(true);
      expect(text?.[1]).not.toContain('\ufffd');
    },
  );
});
