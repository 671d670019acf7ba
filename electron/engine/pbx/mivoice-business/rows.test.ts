import { afterAll, describe, expect, test } from 'vitest';
import { codesOfRead, DEVICE_HEADER, ReadBench } from '../../../../tests/support/pbx-read.ts';
import { TestFolders } from '../../../../tests/support/store.ts';
import { LIMITS } from './limits.ts';

const folders = new TestFolders();
afterAll(() => {
  folders.remove();
});

const GOOD = '3000,5330 IP,,Eva,Kane,R&D';

/** Reads one device file. */
async function read(content: readonly string[] | string | Buffer) {
  const bench = new ReadBench(folders.next());
  const path = bench.put('users.csv', content);
  const result = await bench.read(bench.named('users.csv'));
  const { verdict, error, read: found, issues } = result;
  return {
    verdict,
    code: error?.code ?? null,
    message: error?.message.replace(path, 'users.csv') ?? null,
    numbers: found.devices.map(({ number }) => number),
    devices: found.devices,
    codes: codesOfRead(result),
    issues,
  };
}

describe('a row that cannot be right', () => {
  test.each<[string, string[], string]>([
    [
      'too few cells',
      [DEVICE_HEADER, GOOD, '3001,5330 IP,,Ian', '3002,5330 IP,,A,B,C'],
      'csv.malformed: users.csv, line 3, has 4 of 6 cells: the row is cut, or a separator is missing.',
    ],
    [
      'too few cells at the end',
      [DEVICE_HEADER, GOOD, '3001,5330 IP,,Ian'],
      'csv.malformed: users.csv, line 3, has 4 of 6 cells: the row is cut, or a separator is missing.',
    ],
    [
      'a separator in a cell without quotes',
      [DEVICE_HEADER, GOOD, '3001,5330 IP,,Ian,Poe, PhD,R&D'],
      'csv.malformed: users.csv, line 3, has 7 cells where the header has 6: a cell with a separator in it needs quotes.',
    ],
    [
      'a quote inside a cell',
      [DEVICE_HEADER, GOOD, '3001,5330 "IP",,Ian,Poe,R&D'],
      'csv.malformed: users.csv, line 3, has a quote inside a cell, or lacks one.',
    ],
    [
      'text behind a closing quote',
      [DEVICE_HEADER, GOOD, '3001,"5330" IP,,Ian,Poe,R&D'],
      'csv.malformed: users.csv, line 3, has a quote inside a cell, or lacks one.',
    ],
    [
      'a quote that is never closed',
      [DEVICE_HEADER, GOOD, '3001,"5330 IP,,Ian,Poe,R&D', '3002,5330 IP,,A,B,C'],
      'csv.malformed: users.csv, line 3, opens a quote that is never closed.',
    ],
    [
      'a quote that is closed in a later row, so that the rows between would be lost',
      [
        DEVICE_HEADER,
        GOOD,
        '3001,5330 IP,,"Ian,Poe,R&D',
        '3002,5330 IP,,A,B,C',
        '3003,5330 IP,,D",E,F',
        GOOD,
      ],
      'csv.malformed: users.csv, line 3, has a whole row inside a cell: a quote is missing.',
    ],
    [
      'a device without its number',
      [DEVICE_HEADER, GOOD, ' ,5330 IP,,Ian,Poe,R&D'],
      'csv.malformed: users.csv, line 3, has a device without a directory number.',
    ],
    [
      'a cell that is too long',
      [DEVICE_HEADER, GOOD, `3001,5330 IP,,${'x'.repeat(LIMITS.cellCharacters + 1)},Poe,R&D`],
      'csv.malformed: users.csv, line 3, has a cell of more than 4096 characters.',
    ],
    [
      'a row that is too long',
      [DEVICE_HEADER, GOOD, `3001,5330 IP,,${'x'.repeat(LIMITS.rowBytes)},Poe,R&D`],
      'csv.malformed: users.csv, line 3, begins a row that is too long for an export.',
    ],
    [
      'too many cells',
      [DEVICE_HEADER, GOOD, `3001${','.repeat(300_000)}`],
      'csv.malformed: users.csv, line 3, has more than 256 cells.',
    ],
  ])('%s', async (_, lines, words) => {
    const { verdict, code, message, numbers } = await read(lines);
    expect(`${code}: ${message}`).toBe(words);
    expect({ verdict, numbers }).toEqual({ verdict: 'partial', numbers: ['3000'] });
  });

  test('its line is counted as an editor counts, title lines, empty lines and line ends in cells included', async () => {
    const titles = ['User and Services Configuration', ''];
    const rows = ['3000,5330 IP,,Eva,"Kane\r\nof two lines",R&D', '', '3001,5330 IP'];
    expect((await read([...titles, DEVICE_HEADER, ...rows])).message).toContain('line 7,');
  });

  test('file.truncated: the last row ends inside, or its quote is open', async () => {
    const whole = [DEVICE_HEADER, GOOD, '3001,5330 IP,,"Ian",Poe,R&D'].join('\r\n');
    for (const [cut, words] of [
      [whole.indexOf('Ian') + 2, 'line 3, opens a quote that is never closed.'],
      [whole.indexOf('Poe') + 2, 'line 3, has 5 of 6 cells: the file ends inside it.'],
    ] as const) {
      const { verdict, code, message } = await read(whole.slice(0, cut));
      expect({ verdict, code }).toEqual({ verdict: 'partial', code: 'file.truncated' });
      expect(message).toBe(`users.csv, ${words}`);
    }
  });
});

describe('what is no fault', () => {
  test('empty lines, rows of blanks, rows that end in empty cells, and a user without a phone', async () => {
    const rows = ['', GOOD, '   ', ' ,, ,,,', '3001,5330 IP,,Ian,Poe,R&D,,,', ',,,No,Phone,Hall', ''];
    const { verdict, numbers } = await read([DEVICE_HEADER, ...rows]);
    expect({ verdict, numbers }).toEqual({ verdict: 'complete', numbers: ['3000', '3001'] });
  });

  test('blocks of an export one below the other, each with its header', async () => {
    const { verdict, numbers } = await read([
      DEVICE_HEADER,
      GOOD,
      DEVICE_HEADER.toUpperCase(),
      '3001,5330 IP,,Ian,Poe,R&D',
    ]);
    expect({ verdict, numbers }).toEqual({ verdict: 'complete', numbers: ['3000', '3001'] });
  });

  test('line ends of several kinds in one file', async () => {
    const text = `${DEVICE_HEADER}\r\n${GOOD}\n3001,5330 IP,,Ian,Poe,R&D\r3002,5330 IP,,A,B,C\r\n`;
    expect((await read(text)).numbers).toEqual(['3000', '3001', '3002']);
  });

  test('a line end, quotes and formulas in cells are text', async () => {
    const { devices, verdict } = await read([
      DEVICE_HEADER,
      `3000,5330 IP,,"=cmd|' /C calc'!A0","two\r\nlines, and ""quotes""","@SUM(1)"`,
    ]);
    expect(verdict).toBe('complete');
    expect(devices[0]).toMatchObject({
      firstName: `=cmd|' /C calc'!A0`,
      lastName: 'two\r\nlines, and "quotes"',
      department: '@SUM(1)',
    });
  });

  test('two rows with one number are both read: the rules quarantine it (D19)', async () => {
    const { numbers, verdict } = await read([DEVICE_HEADER, GOOD, '3000,UC Endpoint,,Ian,Poe,R&D', GOOD]);
    expect({ verdict, numbers }).toEqual({ verdict: 'complete', numbers: ['3000', '3000', '3000'] });
  });

  test('numbers that are none are read: the rules list them', async () => {
    const { numbers, verdict } = await read([
      DEVICE_HEADER,
      '30 03,5330 IP,,A,B,C',
      `${'9'.repeat(40)},5330 IP,,A,B,C`,
    ]);
    expect({ verdict, numbers }).toEqual({ verdict: 'complete', numbers: ['30 03', '9'.repeat(40)] });
  });
});

describe('D15: names as delivered', () => {
  test('blanks, case and signs stay; only the number loses the blanks round it', async () => {
    const { devices } = await read([DEVICE_HEADER, ' 3000 , 5330 IP ,a1-21, Eva ,"Kane ",r&d ']);
    expect(devices).toEqual([
      {
        number: '3000',
        deviceType: ' 5330 IP ',
        mac: 'a1-21',
        firstName: ' Eva ',
        lastName: 'Kane ',
        department: 'r&d ',
        external: false,
      },
    ]);
  });

  test.each([
    ['Kane,Eva', 'Eva', 'Kane'],
    [' Kane , Eva ', 'Eva ', ' Kane'],
    ['Kane, Eva, PhD', 'Eva, PhD', 'Kane'],
    ['Lobby', '', 'Lobby'],
    [',Eva', 'Eva', ''],
    ['Kane,', '', 'Kane'],
    ['', '', ''],
  ])('a full name %j is split at its first comma', async (name, firstName, lastName) => {
    const { devices } = await read(['Number,Device Type,MAC,Name,Department', `3000,5330 IP,,"${name}",R&D`]);
    expect(devices[0]).toMatchObject({ firstName, lastName });
  });

  test('a full name fills what first and last name leave empty, and no more', async () => {
    const { devices } = await read([
      'Number,Device Type,MAC,First Name,Last Name,Name,Department',
      '3000,5330 IP,,Eva,Kane,"Poe,Ian",R&D',
      '3001,5330 IP,,,Kane,"Poe,Ian",R&D',
      '3002,5330 IP,,,,"Poe,Ian",R&D',
    ]);
    expect(devices.map(({ firstName, lastName }) => `${firstName}|${lastName}`)).toEqual([
      'Eva|Kane',
      '|Kane',
      'Ian|Poe',
    ]);
  });
});

describe('External Hot Desk Users', () => {
  test.each([
    ['EHDU', '', true],
    ['External Hot Desk User', '', true],
    ['external hotdesk user', '', true],
    ['5330 IP', 'Yes', true],
    ['5330 IP', ' yes ', true],
    ['5330 IP', 'No', false],
    ['5330 IP', '', false],
    ['Hot Desk User', '', false],
  ])('type %j, licence %j: %s', async (type, licence, external) => {
    const { devices } = await read([
      `${DEVICE_HEADER},External Hot Desking License`,
      `3000,${type},,A,B,C,${licence}`,
    ]);
    expect(devices[0]?.external).toBe(external);
  });
});

describe('2.6, D19: odd characters', () => {
  test.each([
    ['\u0007', 'the control character U+0007'],
    ['\0', 'the control character U+0000'],
    ['\ufffd', 'the character U+FFFD, which stands for one that was lost'],
  ])('%j in a cell makes its row unclear, and the others are read', async (odd, words) => {
    const { verdict, devices } = await read([
      DEVICE_HEADER,
      GOOD,
      `3001,5330 IP,,Ian,P\u00f6${odd}e,Hall`,
      GOOD,
    ]);
    expect(verdict).toBe('complete');
    expect(devices.map(({ number, doubt }) => [number, doubt])).toEqual([
      ['3000', undefined],
      [
        '3001',
        {
          field: 'lastName',
          detail: `The row of 3001 has ${words} (users.csv, line 3, "Last Name", character 3).`,
        },
      ],
      ['3000', undefined],
    ]);
  });

  test('in a column that is not read it does not matter', async () => {
    const { devices, verdict } = await read([`${DEVICE_HEADER},Comments`, `${GOOD},a\u0007b`]);
    expect(verdict).toBe('complete');
    expect(devices[0]).not.toHaveProperty('doubt');
  });

  test.each([
    [
      'the number',
      [DEVICE_HEADER, GOOD, '30\u000701,5330 IP,,Ian,Poe,Hall'],
      'line 3, has the control character U+0007 in its number (column "Number").',
    ],
    [
      'the number',
      [DEVICE_HEADER, GOOD, '30\ufffd1,5330 IP,,Ian,Poe,Hall'],
      'line 3, has the character U+FFFD, which stands for one that was lost in its number (column "Number").',
    ],
    [
      'the header',
      [`${DEVICE_HEADER},Co\u0007S`, `${GOOD},1`],
      'line 1, has the control character U+0007 in its header.',
    ],
  ])('in %s it refuses the file', async (_, lines, words) => {
    const { verdict, code, message } = await read(lines);
    expect(verdict).not.toBe('complete');
    expect({ code, message }).toEqual({ code: 'csv.malformed', message: `users.csv, ${words}` });
  });

  test('what turns the direction of text is read as it stands (D15), and named', async () => {
    const { devices, issues } = await read([DEVICE_HEADER, '3000,5330 IP,,Eva,\u202eenaK\u202c,R&D']);
    expect(devices[0]).toMatchObject({ lastName: '\u202eenaK\u202c' });
    expect(devices[0]).not.toHaveProperty('doubt');
    expect(issues).toMatchObject([{ code: 'pbx.odd-character', severity: 'warning', count: 1 }]);
    expect(issues[0]?.message).toMatch(
      /turn the direction of text in 3000 \(line 2, "Last Name", U\+202E\)\.$/,
    );
  });
});

test('csv.encoding: characters that were lost before are a warning', async () => {
  const { verdict, codes, issues } = await read([DEVICE_HEADER, '3000,5330 IP,,Eva,M\ufffdller,R&D']);
  expect({ verdict, codes }).toEqual({ verdict: 'complete', codes: ['csv.encoding'] });
  expect(issues[0]).toMatchObject({ severity: 'warning', count: 1 });
});

test('csv.encoding: a mixture of encodings is read in neither', async () => {
  const mixed = Buffer.concat([
    Buffer.from(`${DEVICE_HEADER}\r\n3000,5330 IP,,Eva,Müller,R&D\r\n`),
    Buffer.from('3001,5330 IP,,Eva,M\xfcller,R&D\r\n', 'latin1'),
  ]);
  expect(await read(mixed)).toMatchObject({ verdict: 'failed', code: 'csv.encoding' });
});
