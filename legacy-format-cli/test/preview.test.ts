import { readFileSync } from 'fs';
import { join } from 'path';

import { folder, legacyFormat } from './support/run';

type Records = Record<string, Record<string, unknown>[]>;
const fixture = (name: string): string =>
  readFileSync(join(__dirname, '..', '..', 'legacy-format', 'test', 'fixtures', name), 'utf8');
const records = JSON.parse(fixture('example-records.json')) as Records;

const jsonl = (values: readonly unknown[]): string => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const messages = (stream: string, data: readonly unknown[], emitted_at = 1): unknown[] =>
  data.map((one) => ({ type: 'RECORD', record: { stream, emitted_at, data: one } }));
const files = Object.fromEntries(Object.entries(records).map(([stream, all]) => [`${stream}.jsonl`, jsonl(all)]));
const zone = ['--time-zone', 'America/Chicago'];

interface Preview {
  reports: {
    report: string;
    header: string[];
    rows: string[][];
    counts: Record<string, number>;
    rejects: unknown[];
    controlTotals: Record<string, unknown>;
  }[];
  remarks: string[];
}
async function previewJson(here: string, ...args: string[]): Promise<Preview> {
  const { code, stdout, stderr } = await legacyFormat(here, 'preview', ...args, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Preview;
}

describe('npx legacy-format preview', () => {
  it('shows rows, rejects with their reasons and control totals', async () => {
    const here = folder(files);
    const { code, stdout } = await legacyFormat(here, 'preview', 'servicetitan-reports', '--records', '.', ...zone);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Customer List \(customers, snapshot of customers\)$/m);
    expect(stdout).toMatch(/^ {2}Customer Name +Jane Q\. Example +"Acme" Widgets, LLC$/m);
    expect(stdout).toMatch(/^ {4}4000003 +MISSING_REQUIRED +Customer Street is empty$/m);
    expect(stdout).toMatch(/^ {2}read 3, filtered 1, rejected 0, written 2$/m);
    expect(stdout).toMatch(/^ {4}sum_total +1149\.00$/m);
  });

  it('has the same cells and totals as the files of the worked example', async () => {
    const here = folder(files);
    const { reports } = await previewJson(here, 'servicetitan-reports', '--records', '.', ...zone);
    const manifest = JSON.parse(fixture('example.manifest.json')) as {
      reports: { report: string; controlTotals: unknown }[];
    };
    for (const { report, header, rows, controlTotals } of reports) {
      const expected = fixture(`example-${report}.csv`).split('\r\n');
      expect(header.join()).toBe(expected[0]);
      expect(rows.map(([first]) => first)).toEqual(expected.slice(1, -1).map((line) => line.split(',')[0]));
      expect(controlTotals).toEqual(manifest.reports.find((one) => one.report === report)!.controlTotals);
    }
  });

  it('reads Airbyte messages of many streams from one file, and the newest version of a record', async () => {
    const [jane] = records['customers']!;
    const older = { ...jane, name: 'Jane before', modifiedOn: '2026-01-01T00:00:00Z' };
    const later = messages('customers', [{ ...jane, name: 'Jane \u2028 Later' }], 2);
    const all = [
      ...Object.entries(records).flatMap(([stream, some]) => messages(stream, some)),
      ...later,
      ...messages('customers', [older], 3),
    ];
    const here = folder({ 'read.jsonl': jsonl([{ type: 'LOG', log: {} }, ...all, { type: 'STATE', state: {} }]) });
    const { reports } = await previewJson(
      here,
      'servicetitan-reports',
      '--records',
      '.',
      '--report',
      'customers',
      ...zone,
    );
    expect(reports.map(({ report, counts, rows }) => [report, counts['superseded'], rows[0]![1]])).toEqual([
      ['customers', 2, 'Jane   Later'],
    ]);
  });

  it('keeps the digits of numbers that JavaScript would round', async () => {
    const id = '9007199254740993';
    const line = JSON.stringify({ ...records['customers']![0], id: 1 }).replace('"id":1', `"id":${id}`);
    const message = `{"type":"RECORD","record":{"stream":"customers","emitted_at":1,"data":${line.replace(id, '9007199254740995')}}}`;
    const here = folder({ 'customers.jsonl': `${line}\n${message}\n` });
    const { reports } = await previewJson(here, 'servicetitan-reports', '--records', '.', '--report', 'customers');
    expect(reports[0]!.rows.map(([key]) => key)).toEqual([id, '9007199254740995']);
  });

  it('says what is missing, what could not be read and what was of no use', async () => {
    const here = folder({
      'customers.jsonl': `${jsonl(records['customers']!)}{"id": 1,\n[]\n`,
      'estimates.jsonl': '{"id":1}\n',
      'notes.txt': 'not read',
    });
    const { remarks } = await previewJson(here, 'customer-list', '--records', '.');
    expect(remarks).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^no records of customer_contacts in \.: empty: Phone Number \(customers\).*the destination would refuse to start without it$/,
        ),
        expect.stringMatching(/^customers\.jsonl:4 is no record: /),
        'customers.jsonl:5 is no record: no JSON object',
        'not used by this format: estimates (1 record)',
      ]),
    );
  });

  it('shows the mistakes of a definition instead, exit code 1', async () => {
    const here = folder({ ...files, 'my.yaml': 'format: servicetitan-legacy-reports\nversion: 1\nreports: 7\n' });
    const { code, stdout } = await legacyFormat(here, 'preview', 'my.yaml', '--records', '.');
    expect([code, stdout]).toEqual([1, expect.stringMatching(/my\.yaml:3:10 +error +must be object, not 7/)]);
  });

  it('has no answer, exit code 2, without records, for a report that is not there or a zone that nobody knows', async () => {
    const here = folder({});
    const run = (...args: string[]) => legacyFormat(here, 'preview', 'customer-list', '--records', ...args);
    expect(await run('.')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('. holds no records of') as string,
    });
    expect(await run('gone')).toMatchObject({ code: 2, stderr: 'gone: there is no such file\n' });
    expect(await run('.', '--report', 'invoices')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it has customers') as string,
    });
    expect(await run('.', '--time-zone', 'Mars')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"Mars" is no time zone') as string,
    });
    expect(await run('.', '--rows', 'many')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('whole number') as string,
    });
  });
});
