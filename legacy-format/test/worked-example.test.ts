import { createHash } from 'crypto';
import { readFileSync } from 'fs';
import { join } from 'path';

import { compileFormat } from '../src/index';

import { context, defaultFormat, renderReport, type Records } from './support/in-memory';

const fixture = (name: string): string => readFileSync(join(__dirname, 'fixtures', name), 'utf8');

interface ExampleManifest {
  reports: { report: string; header: string[]; sha256: string; bytes: number; controlTotals: unknown }[];
}

const records = JSON.parse(fixture('example-records.json')) as Records;
const manifest = JSON.parse(fixture('example.manifest.json')) as ExampleManifest;
const format = compileFormat(defaultFormat(), context);

describe('the worked example', () => {
  it.each(['customers', 'invoices'])('gives the %s file byte for byte', (key) => {
    const { csv } = renderReport(format, key, records);
    expect(csv).toBe(fixture(`example-${key}.csv`));
    const expected = manifest.reports.find(({ report }) => report === key)!;
    expect(createHash('sha256').update(csv).digest('hex')).toBe(expected.sha256);
    expect(Buffer.byteLength(csv)).toBe(expected.bytes);
  });

  it.each(['customers', 'invoices'])('gives the header and the control totals of the %s report', (key) => {
    const expected = manifest.reports.find(({ report }) => report === key)!;
    expect(format.reports.find((report) => report.key === key)!.header).toEqual(expected.header);
    expect(renderReport(format, key, records).totals).toEqual(expected.controlTotals);
  });

  it('explains the customer without a street in the columns that the format lists', () => {
    const shorter = defaultFormat();
    shorter.validation = {
      rejects: { columns: ['report', 'source_stream', 'source_id', 'column', 'reason_code', 'message'] },
    };
    const { rejects } = renderReport(compileFormat(shorter, context), 'customers', records);
    expect(rejects).toBe(fixture('example-customers.rejects.csv'));
  });

  it('says in the default rejects file which row it was and shows the record', () => {
    const { rejects } = renderReport(format, 'customers', records);
    const [header, line] = rejects.split('\r\n');
    expect(header).toBe('batch_id,report,source_stream,source_id,row_number,reason_code,column,message,raw_json');
    expect(line).toMatch(/^batch,customers,customers,4000003,3,MISSING_REQUIRED,street,Customer Street is empty,"\{/);
  });
});
