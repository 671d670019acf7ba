import { afterAll, describe, expect, test } from 'vitest';
import { codesOfRead, DEVICE_HEADER, ReadBench } from '../../../../tests/support/pbx-read.ts';
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
      expect(result.issues).toMatchObject([{ code: 'pbx.duplicate-number', severity: 'warning', count: 1 }]);
    }
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
