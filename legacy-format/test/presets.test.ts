import { readFileSync } from 'fs';
import { join } from 'path';

import { legacyFormats, type PresetName } from 'servicetitan-specs';

import { checkFormat, compileFormat, presetFormat } from '../src/index';

import { context, renderReport, type Records } from './support/in-memory';

const fixture = (name: string): string => readFileSync(join(__dirname, 'fixtures', name), 'utf8');
const presetText = (name: string): string =>
  readFileSync(join(__dirname, '..', '..', 'specs', 'legacy-formats', `${name}.yaml`), 'utf8');
const presets = Object.keys(legacyFormats) as PresetName[];

// The worked example, with the payments and jobs that only some presets look at.
const example = JSON.parse(fixture('example-records.json')) as Records;
const records: Records = {
  ...example,
  ...(JSON.parse(fixture('preset-records.json')) as Records),
  invoices: example['invoices']!.map((invoice) => ({
    ...invoice,
    paidOn: invoice['invoiceDate'],
    batch: { number: '17' },
  })),
};

describe.each(presets)('the preset %s', (name) => {
  it('is checked without a warning about the loader', () => {
    const { format, findings } = checkFormat(presetText(name));
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(format).toEqual(presetFormat(name));
  });
});

// The default's files are those of the worked example itself.
describe.each(presets.filter((name) => name !== 'servicetitan-reports'))('the preset %s', (name) => {
  it('gives its files of the worked example byte for byte', () => {
    const format = compileFormat(legacyFormats[name], context);
    for (const { key } of format.reports)
      expect([key, renderReport(format, key, records).csv]).toEqual([key, fixture(`presets/${name}.${key}.csv`)]);
  });
});

describe('what the presets share', () => {
  it('is written once: every one but the default extends the default', () => {
    for (const name of presets)
      expect([name, legacyFormats[name].extends]).toEqual([
        name,
        name === 'servicetitan-reports' ? undefined : 'servicetitan-reports',
      ]);
  });

  it('is the same file for what the default file and the staging tables both hold', () => {
    const staging = compileFormat(legacyFormats['servicetitan-reports'], { ...context, staging: true });
    const files = compileFormat(legacyFormats['staging-stream'], context);
    for (const report of files.reports) {
      const table = staging.reports.find(({ key }) => key === report.key)!.staging!;
      const fromTable = renderReport(staging, report.key, records).rows.map((row) => {
        const values = table.row(row, { version: 1 });
        return report.header.map((column) => values[table.columns.indexOf(column)] ?? '');
      });
      expect(renderReport(files, report.key, records).rows.map(({ cells }) => cells)).toEqual(fromTable);
    }
  });
});
