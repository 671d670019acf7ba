import { symlinkSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { codesOfRead, DEVICE_HEADER, ReadBench, WRITTEN } from '../../../../tests/support/pbx-read.ts';
import { TestFolders } from '../../../../tests/support/store.ts';

const folders = new TestFolders();
afterAll(() => {
  folders.remove();
});

const bench = () => new ReadBench(folders.next());
const DIRECTORY = 'Number,Name,Department,Location,Prime Name,Privacy';

describe('the telephone directory form', () => {
  test('fills names and departments that the device rows lack, by number, and overrides nothing', async () => {
    const files = bench();
    files.devices('users.csv', [
      '3000,5330 IP,,,,',
      '3001,5330 IP,,Eva,,',
      '3002,5330 IP,,,,Lab',
      '3003,5330 IP,,,,',
    ]);
    files.put('directory.csv', [
      DIRECTORY,
      '3000,"Poe, Ian",Hall,,Yes,No',
      '3001,"Vos,Kim",Hall,,Yes,No',
      '3002,"Day,Lou",Hall,,Yes,No',
      '9999,"Nobody,At",Hall,,Yes,No',
    ]);
    for (const settings of [files.named('users.csv', [], 'directory.csv'), { folder: files.folder }]) {
      const { verdict, read } = await files.read(settings);
      expect(verdict).toBe('complete');
      expect(read.devices.map((each) => `${each.firstName}|${each.lastName}|${each.department}`)).toEqual([
        'Ian|Poe|Hall',
        'Eva||Hall',
        'Lou|Day|Lab',
        '||',
      ]);
    }
  });

  test('the prime name of a number is the one that counts; without one, two names are none', async () => {
    const files = bench();
    files.devices('users.csv', ['3000,5330 IP,,,,', '3001,5330 IP,,,,', '3002,5330 IP,,,,']);
    const rows = [
      '3000,"Alias,An",Hall,,No,No',
      '3000,"Poe,Ian",Hall,,Yes,No',
      '3000,"Other,Alias",Hall,,No,No',
      '3001,"One,A",Hall,,No,No',
      '3001,"Two,B",Hall,,No,No',
      '3002,"Same,A",Hall,,No,No',
      '3002,"Same,A",Hall,,No,No',
    ];
    for (const order of [rows, [...rows].reverse()]) {
      files.put('directory.csv', [DIRECTORY, ...order]);
      const result = await files.read();
      expect(result.read.devices.map(({ lastName }) => lastName)).toEqual(['Poe', '', 'Same']);
      expect(result.read.devices.map(({ doubt }) => doubt)).toEqual([
        undefined,
        {
          field: 'lastName',
          detail: 'The telephone directory has several names for 3001, and none of them is its prime name.',
        },
        undefined,
      ]);
    }
  });

  test('entries that differ in the department alone have one name; whose department it is, is a mild doubt', async () => {
    const files = bench();
    files.devices('users.csv', ['3000,5330 IP,,,,', '3001,5330 IP,,,,', '3002,5330 IP,,,,Lab']);
    const rows = ['3000,"Ray,Bo",Hall,,,', '3001,"Ray,Al",Hall,,,', '3002,"Ray,Cy",Hall,,,'];
    const others = ['3000,"Ray,Bo",Shop,,,', '3001,"Ray,Al",,,,', '3002,"Ray,Cy",Shop,,,'];
    for (const [one, other] of [
      [rows, others],
      [others, rows],
    ] as const) {
      // Whether in one file or in two.
      files.put('directory.csv', [DIRECTORY, ...one, ...other]);
      files.put('directory-2.csv', [DIRECTORY]);
      const together = await files.read();
      files.put('directory.csv', [DIRECTORY, ...one.slice(0, 2)]);
      files.put('directory-2.csv', [DIRECTORY, ...one.slice(2), ...other.slice(0, 2)]);
      const apart = await files.read();
      for (const { read } of [together, apart]) {
        expect(read.devices.map((each) => `${each.firstName} ${each.department}`)).toEqual([
          'Bo ',
          'Al Hall',
          'Cy Lab',
        ]);
        const doubts = read.devices.map(({ doubt }) => doubt && [doubt.field, doubt.isMild]);
        expect(doubts).toEqual([['department', true], undefined, undefined]);
      }
    }
  });

  test('an entry with an odd character makes the device that takes its name unclear, and no other', async () => {
    const files = bench();
    files.devices('users.csv', ['3000,5330 IP,,,,', '3001,5330 IP,,Eva,Kane,Lab']);
    files.put('directory.csv', [DIRECTORY, '3000,"R\ufffdy,Bo",Hall,,,', '3001,"K\ufffdne,Eva",Hall,,,']);
    const [taking, other] = (await files.read()).read.devices;
    expect(taking!.doubt?.detail).toContain('(directory.csv, line 2, "Name", character 2)');
    expect(other!.doubt).toBeUndefined();
    files.put('directory.csv', [DIRECTORY, '30\u000700,"Ray,Bo",Hall,,,']);
    expect(await files.read()).toMatchObject({ verdict: 'partial', error: { code: 'csv.malformed' } });
  });

  test('brings along the columns that the device form has not', async () => {
    const files = bench();
    files.put('users.csv', ['Number,Device Type,MAC Address', '3000,5330 IP,']);
    expect((await files.read()).error).toMatchObject({ code: 'csv.missing-column' });
    files.put('directory.csv', [DIRECTORY, '3000,"Poe,Ian",Hall,,,']);
    expect(await files.read()).toMatchObject({
      verdict: 'complete',
      read: { devices: [{ firstName: 'Ian', lastName: 'Poe', department: 'Hall' }] },
    });
  });
});

describe('forms that are passed over', () => {
  test('multiline groups and forms that nobody knows are an info each', async () => {
    const files = bench();
    files.crowd('a.csv', 2);
    files.put('multiline.csv', [
      'Group Directory Number,Group Type,Member,Prime Directory Number,Key Number,Ring Type',
      'x,x,x,x,x,x',
    ]);
    files.put('cos.csv', ['Class of Service Number,Comment', '1,x']);
    files.put('readme.txt', 'one line without an end');
    files.put('.hidden.csv', 'x');
    files.put('~$users.csv', 'x');
    files.put('users.xlsx', 'x');
    const { verdict, issues, described, files: kept } = await files.read();
    expect(verdict).toBe('complete');
    expect(issues.map(({ code, severity, subject }) => [code, severity, subject.split('/').at(-1)])).toEqual([
      ['file.passed-over', 'info', 'cos.csv'],
      ['file.passed-over', 'info', 'multiline.csv'],
      ['file.passed-over', 'info', 'readme.txt'],
    ]);
    expect(described.map(({ kind }) => kind)).toEqual(['devices', 'unknown', 'multiline', 'unknown']);
    expect(kept).toHaveLength(1);
  });

  test('a file with the same bytes as another is read once; others with the same rows are both read', async () => {
    const files = bench();
    files.crowd('a.csv', 2);
    files.crowd('b.csv', 2);
    files.crowd('c.csv', 3, 4000);
    const result = await files.read();
    expect(result.read.devices.map(({ number }) => number)).toEqual(['3000', '3001', '4000', '4001', '4002']);
    expect(codesOfRead(result)).toEqual(['file.passed-over']);
    expect(result.files).toHaveLength(3);
  });
});

describe('files beside the export', () => {
  const OLD_WORKBOOK = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

  test('a workbook, a mixture of encodings and a link that leads nowhere are passed over with a warning', async () => {
    const files = bench();
    files.crowd('users.csv', 2);
    files.put('a.csv', OLD_WORKBOOK);
    files.put('b.txt', Buffer.from('M\xfcller\r\nM\xc3\xbcller\r\n', 'latin1'));
    symlinkSync(files.path('nowhere'), files.path('c.csv'));
    const { verdict, issues } = await files.read();
    expect(verdict).toBe('complete');
    expect(issues.map(({ code, severity, subject }) => [code, severity, subject.split('/').at(-1)])).toEqual(
      ['a.csv', 'b.txt', 'c.csv'].map((name) => ['file.passed-over', 'warning', name]),
    );
    expect(issues[0]?.message).toMatch(/a\.csv is an old workbook \(\.xls\), not text\. Save it as CSV\.$/);
    expect(issues[0]?.hint).toContain('Save it as CSV');
  });

  test('not one that was read before, nor one that looks like a form, nor where there is no device form', async () => {
    const files = bench();
    files.crowd('users.csv', 2);
    files.put('prg.csv', ['Personal Ring Group,Number', '3000,3001']);
    const { files: before } = await files.read();
    files.put('prg.csv', OLD_WORKBOOK);
    expect(await files.read(undefined, before)).toMatchObject({
      verdict: 'partial',
      error: { code: 'csv.encoding' },
    });
    files.put(
      'prg.csv',
      Buffer.from('Personal Ring Group,Number,Name\r\n1,2,\xfc\r\n1,3,\xc3\xbc\r\n', 'latin1'),
    );
    expect(await files.read()).toMatchObject({ verdict: 'partial', error: { code: 'csv.encoding' } });
    files.remove('users.csv');
    files.put('prg.csv', OLD_WORKBOOK);
    expect(await files.read()).toMatchObject({ verdict: 'failed', error: { code: 'csv.encoding' } });
  });

  test('a form feed or a control character in a file that is none of the export does not matter', async () => {
    const files = bench();
    files.crowd('users.csv', 2);
    files.put('notes.txt', 'page one\u000cpage two\u0007\r\n');
    expect(await files.read()).toMatchObject({ verdict: 'complete', issues: [{ severity: 'info' }] });
  });

  test('a .csv that looks like a form is a warning that asks for the mapping', async () => {
    const files = bench();
    files.crowd('users.csv', 2);
    files.put('groups.csv', ['Personal Ring Groups', 'Gruppe,Nummer', '3000,3001']);
    files.put('mdug-2026.csv', ['Gruppe,Nummer', '3000,3001']);
    files.put('pilots.csv', ['Pilot Number,Member Number', '3000,3001']);
    files.put('sets.csv', ['Nummer,Device Type,Vorname', '3000,5330 IP,Eva']);
    files.put('hunt.csv', ['Pilot Number,Hunt Group Mode,Member Number', '3000,x,3001']);
    const { verdict, issues, read } = await files.read();
    expect({ verdict, groups: read.groups }).toEqual({ verdict: 'complete', groups: [] });
    const said = issues.map(({ severity, subject }) => `${severity} ${subject.split('/').at(-1)!}`);
    expect(said).toEqual([
      'warning groups.csv',
      'info hunt.csv',
      'warning mdug-2026.csv',
      'warning pilots.csv',
      'warning sets.csv',
    ]);
    expect(issues[0]?.message).toMatch(
      /it looks like a form of PRGs or MDUGs, but .*headers are Gruppe, Nummer\.$/,
    );
    expect(issues[0]?.hint).toContain('Map its columns in the settings of the node');
  });

  test('a title line, or the name of the file, says which groups a plain Pilot Number heads', async () => {
    const files = bench();
    files.crowd('users.csv', 4);
    files.put('groups.csv', ['Personal Ring Groups', 'Pilot Number,Member Number', '3000,3001']);
    files.put('MDUG.csv', ['Pilot,Number', '3002,3003']);
    const { verdict, issues, read } = await files.read();
    expect({ verdict, issues }).toEqual({ verdict: 'complete', issues: [] });
    expect(read.groups).toEqual([
      { kind: 'PRG', pilot: '3000', members: ['3001'] },
      { kind: 'MDUG', pilot: '3002', members: ['3003'] },
    ]);
  });

  test('of Number and Member Number in a group form the latter is the member', async () => {
    const files = bench();
    files.crowd('users.csv', 2);
    files.put('prg.csv', ['Personal Ring Group,Number,Member Number', '3000,3000,3001']);
    expect((await files.read()).read.groups).toEqual([{ kind: 'PRG', pilot: '3000', members: ['3001'] }]);
  });

  test('a device form that names groups is a device form, and says that they are not read', async () => {
    const files = bench();
    const rows = ['3000,5330 IP,,Eva,Kane,Lab,3000', '3001,UC Endpoint,,Eva,Kane,Lab,'];
    files.put('users.csv', [`${DEVICE_HEADER},Personal Ring Group`, ...rows]);
    const { verdict, issues, read } = await files.read();
    expect({ verdict, groups: read.groups, devices: read.devices.length }).toEqual({
      ...{ verdict: 'complete', groups: [], devices: 2 },
    });
    expect(issues).toMatchObject([{ code: 'file.passed-over', severity: 'info', field: 'pilot' }]);
    expect(issues[0]?.message).toMatch(/its column "Personal Ring Group" is not read\.$/);
  });
});

describe('two exports of one form', () => {
  const HOUR = 60 * 60_000;

  test('file.repeated: names both, and the older one, and nothing is read of them', async () => {
    const files = bench();
    files.crowd('users-22.csv', 8, 3000, WRITTEN - 24 * HOUR);
    files.crowd('users-23.csv', 8, 3001);
    const { verdict, error, issues } = await files.read();
    expect({ verdict, issues }).toEqual({ verdict: 'partial', issues: [] });
    expect(error?.code).toBe('file.repeated');
    expect(error?.message.replaceAll(`${files.folder}/`, '')).toBe(
      'users-23.csv and users-22.csv look like two exports of one form: they share 7 numbers. Take the older one away: users-22.csv is of 2026-11-19 10:00, the other one of 2026-11-20 10:00.',
    );
    files.remove('users-22.csv');
    expect(await files.read()).toMatchObject({ verdict: 'complete' });
  });

  test('file.repeated: of group forms too; each further one is told', async () => {
    const files = bench();
    files.crowd('users.csv', 30);
    for (const [place, name] of ['prg-1.csv', 'prg-2.csv', 'prg-3.csv'].entries()) {
      const rows = [3001, 3002, 3003, 3004 + place].map((member) => `3000,${member}`);
      files.put(name, ['Personal Ring Group,Number', ...rows]);
    }
    const result = await files.read();
    expect(result.verdict).toBe('partial');
    expect(codesOfRead(result)).toEqual(['file.repeated', 'file.repeated']);
    expect(result.error?.message).toMatch(/Take one of them away\.$/);
  });

  test('parts of one form, a few rows that stand there twice, and groups over two files are none', async () => {
    const files = bench();
    files.crowd('users-1.csv', 20);
    files.crowd('users-2.csv', 20, 3018);
    files.put('prg-1.csv', ['Personal Ring Group,Number', '3000,3001', '3000,3002']);
    files.put('prg-2.csv', ['Personal Ring Group,Number', '3000,3003', '3000,3000']);
    files.put('mdug.csv', ['Multi-device User Group,Number', '3000,3001', '3000,3002']);
    expect(await files.read()).toMatchObject({ verdict: 'complete', issues: [] });
  });
});

describe('the wizard’s UserServicesTemplate.csv (domain.md 7.2)', () => {
  const HEADER =
    'First Name,Last Name,Office phone number,Office Device/User Type,Hot Desk Login Accept (Yes/No),Teleworker Phone Number,Teleworker Device Type,Teleworker MAC Address,Dynamic Extension - Number,Dynamic Extension - Prefix,Dynamic Extension - External number';

  test('gives a user’s devices, and a PRG to a user with several of them', async () => {
    const files = bench();
    files.put('UserServicesTemplate.csv', [
      HEADER,
      'Ann,Lee,5000,5330 IP,No,,,,,,',
      'Kim,Vos,5100,5340 IP,No,5101,5330 IP,08:00:0F:00:00:01,5102,9,004930123456',
      'Lou,Day,,,No,,,,5200,9,004930999999',
      'Pat,Ito,5300,5330 IP,No,5300,5330 IP,08:00:0F:00:00:02,,,',
      'No,Phone,,,No,,,,,,',
    ]);
    for (const settings of [{ folder: files.folder }, files.named('UserServicesTemplate.csv')]) {
      const { verdict, read, described } = await files.read(settings);
      expect(verdict).toBe('complete');
      expect(described[0]).toMatchObject({ kind: 'wizard', rows: 5, problem: null });
      const told = read.devices.map(
        (each) =>
          `${each.number} ${each.deviceType} ${each.firstName} ${each.lastName} ${each.mac} ${each.external}`,
      );
      expect(told).toEqual([
        '5000 5330 IP Ann Lee  false',
        '5100 5340 IP Kim Vos  false',
        '5101 5330 IP Kim Vos 08:00:0F:00:00:01 false',
        '5102 EHDU Kim Vos  true',
        '5200 EHDU Lou Day  true',
        '5300 5330 IP Pat Ito  false',
      ]);
      expect(read.groups).toEqual([{ kind: 'PRG', pilot: '5100', members: ['5100', '5101', '5102'] }]);
    }
  });

  test('the external number behind a Dynamic Extension is no number; several extensions are read', async () => {
    const files = bench();
    files.put('UserServicesTemplate.csv', [
      `${HEADER},Dynamic Extension 2 - Number,Dynamic Extension 2 - External number`,
      'Ann,Lee,5000,5330 IP,No,,,,5001,9,004930123456,5002,004930123457',
    ]);
    const { read } = await files.read();
    expect(read.devices.map(({ number }) => number)).toEqual(['5000', '5001', '5002']);
  });
});

describe('several device files', () => {
  test('blocks of an export are one export', async () => {
    const files = bench();
    files.crowd('users-1.csv', 2500, 10_000);
    files.crowd('users-2.csv', 2500, 20_000);
    files.crowd('users-3.CSV', 7, 30_000);
    const { verdict, read, described } = await files.read();
    expect(verdict).toBe('complete');
    expect(read.devices).toHaveLength(5007);
    expect(described.map(({ rows }) => rows)).toEqual([2500, 2500, 7]);
  });

  test('each may have its own encoding, separator and header', async () => {
    const files = bench();
    files.put(
      'a.csv',
      Buffer.from(
        '\ufeffDN;Set Type;MAC;Surname;Given Name;Department\r\n3000;5330 IP;;Müller;Eva;R&D\r\n',
        'utf16le',
      ),
    );
    files.put(
      'b.txt',
      Buffer.from(`${DEVICE_HEADER.replaceAll(',', '\t')}\n3001\t5330 IP\t\tIan\tM\xfcller\tR&D\n`, 'latin1'),
    );
    const { read, described } = await files.read();
    expect(read.devices.map(({ firstName, lastName }) => `${firstName} ${lastName}`)).toEqual([
      'Eva Müller',
      'Ian Müller',
    ]);
    expect(described.map(({ encoding, separator }) => `${encoding} ${separator}`)).toEqual([
      'UTF-16LE semicolon',
      'Windows-1252 tab',
    ]);
  });
});
