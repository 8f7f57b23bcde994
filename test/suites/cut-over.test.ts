/** From the report that is exported by hand to the destination: a draft of its layout, and what would change. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { startSimulator, type Simulator } from '../simulator';
import { run, temporaryFolder, type Outcome } from '../support/connector';
import {
  catalog,
  createDestination,
  exampleRecords,
  lines,
  wholeStreams,
  type Destination,
} from '../support/destination';
import { reportingTenant, runsOf } from '../support/reports';
import { sourceConfig } from '../support/source';
import { openpyxl } from '../support/workbook';

jest.setTimeout(60_000);

const program = join(__dirname, '..', '..', 'legacy-format-cli', 'bin', 'legacy-format');
const tool = (...args: string[]): Promise<Outcome> => run(process.execPath, [program, ...args]);

describe('a draft from a saved report of the Reporting API', () => {
  const folder = temporaryFolder();
  let simulator: Simulator;
  let source: string;
  beforeAll(async () => {
    simulator = await startSimulator(reportingTenant);
    source = folder.file('source.json', sourceConfig(simulator, simulator.tenants[0]));
  });
  afterAll(async () => {
    await simulator.close();
    folder.remove();
  });
  const fromReport = (...args: string[]) => tool('from-report', '--config', source, ...args);

  test('categories and reports are listed', async () => {
    expect((await fromReport()).stdout).toMatch(/^operations +Operations$/m);
    expect((await fromReport('--category', 'other')).stdout).toMatch(/^40612 +Customer List$/m);
  });

  test.each([
    ['other', '40612', 'customers', ['Customer ID'], ['Tax exempt (Boolean)']],
    ['operations', '40175', 'invoices', ['Invoice #', 'Invoice Date', 'Customer Name'], ['Paid in full (Boolean)']],
  ])(
    'the draft of report %s/%s has its labels, passes lint, and the destination takes it; the report is not run',
    async (category, id, report, known, unknown) => {
      const path = join(folder.path, `${id}.yaml`);
      const drafted = await fromReport('--category', category, '--report', id, '--out', path);
      expect([drafted.code, drafted.stderr]).toEqual([0, '']);
      const definition = readFileSync(path, 'utf8');
      for (const label of unknown) expect(definition).toContain(`# not known: ${label}`);
      expect((await tool('lint', path)).code).toBe(0);
      const destination = createDestination();
      const outcome = await destination.write(
        lines(...wholeStreams(exampleRecords())),
        catalog(Object.keys(exampleRecords())),
        { format: { kind: 'custom', definition }, limits: { max_reject_rate: 1 } },
      );
      expect(outcome.code).toBe(0);
      const [batch] = destination.batches();
      const header = batch?.reports.find((each) => each.report === report)?.header;
      expect(header?.slice(0, known.length)).toEqual(known);
      destination.folder.remove();
      expect(runsOf(simulator)).toEqual([]);
    },
  );

  test('a report that the tenant does not have is told in words, without a secret', async () => {
    const { code, stdout, stderr } = await fromReport('--category', 'other', '--report', '99');
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain(simulator.tenants[0].clientSecret);
    expect(stderr).toMatch(/99/);
  });
});

(openpyxl.ready || process.env.CI === 'true' ? describe : describe.skip)('what the cut-over would change', () => {
  let destination: Destination;
  beforeEach(() => {
    destination = createDestination();
  });
  afterEach(() => {
    destination.folder.remove();
  });

  const deliver = async (fileType: string, report: string): Promise<string> => {
    const { directory } = destination;
    const made = await destination.write(
      lines(...wholeStreams(exampleRecords())),
      catalog(Object.keys(exampleRecords()), { mode: 'overwrite' }),
      { delivery: { kind: 'files', directory: join(directory, fileType), file_type: fileType } },
    );
    expect(made.code).toBe(0);
    const incoming = join(directory, fileType, 'DEMO01', 'incoming');
    const [batch] = made.messages.flatMap(
      ({ log }) => /Batch ([0-9a-f]{16}) is published/.exec(log?.message ?? '')?.[1] ?? [],
    );
    const manifest = JSON.parse(readFileSync(join(incoming, `${batch}.manifest.json`), 'utf8')) as {
      reports: { report: string; file: string }[];
    };
    return join(incoming, manifest.reports.find((each) => each.report === report)?.file ?? '');
  };
  const diff = async (old: string, fresh: string, key: string) =>
    JSON.parse((await tool('diff', old, fresh, '--key', key, '--json')).stdout) as {
      rows: unknown;
      columns: { column: string; changed: number; onlyLooks: number; examples: unknown[] }[];
      onlyOld: string[];
      onlyNew: string[];
    };

  test.each([
    ['customers', 'Customer ID'],
    ['invoices', 'Invoice ID'],
  ])('the %s of a workbook and of a CSV differ in nothing but the notation', async (report, key) => {
    const [xlsx, csv] = [await deliver('xlsx', report), await deliver('csv', report)];
    for (const [old, fresh] of [
      [xlsx, csv],
      [csv, xlsx],
    ] as const) {
      const { rows, columns, onlyOld, onlyNew } = await diff(old, fresh, key);
      expect([rows, onlyOld, onlyNew]).toEqual([expect.objectContaining({ old: 2, new: 2 }), [], []]);
      expect(columns.filter(({ changed, onlyLooks }) => changed !== onlyLooks)).toEqual([]);
    }
  });

  test('a workbook that was exported by hand is compared with what the destination writes', async () => {
    const byHand = join(destination.folder.path, 'Customer List_Dated 01_05_26 - 01_06_26.xlsx');
    const rows = [
      ['Customer Name', 'Customer ID', 'Created On', 'Customer Zip', 'Balance'],
      ['Jane Q. Example', 4_000_001, { date: '2025-11-30' }, '65807', { money: 12.5 }],
      ['Acme Widgets', '4000002', { date: '2024-07-04T14:30' }, '63101-0042', null],
      ['Gone Away', '4000009', null, '02134', null],
    ];
    execFileSync(
      openpyxl.ready ? openpyxl.bin('python') : '',
      [join(__dirname, '..', 'python', 'write_workbook.py'), byHand],
      {
        input: JSON.stringify(rows),
      },
    );
    const fresh = await deliver('csv', 'customers');
    const found = await diff(byHand, fresh, 'Customer ID');
    expect(found).toMatchObject({
      rows: { old: 3, new: 2 },
      removed: { count: 1, examples: ['4000009'] },
      onlyOld: ['Balance'],
    });
    const changed = Object.fromEntries(found.columns.map(({ column, examples }) => [column, examples]));
    expect(changed['Customer Name']).toEqual([{ key: '4000002', old: 'Acme Widgets', new: '"Acme" Widgets, LLC' }]);
    expect(Object.keys(changed)).not.toContain('Customer Zip');
  });
});
