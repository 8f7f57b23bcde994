import { readFileSync } from 'fs';
import { join } from 'path';

import { compileFormat } from '../src/index';

import { context, defaultFormat, renderReport, smallFormat, type Records } from './support/in-memory';

const records = JSON.parse(readFileSync(join(__dirname, 'fixtures', 'example-records.json'), 'utf8')) as Records;

describe('staging rows', () => {
  const format = compileFormat(defaultFormat(), { ...context, staging: true, importId: 42 });
  const table = (key: string) => {
    const { staging } = format.reports.find((report) => report.key === key)!;
    const [row] = renderReport(format, key, records).rows;
    return Object.fromEntries(
      staging!.columns.map((name, at) => [name, staging!.row(row!, { version: 1767830400 })[at]]),
    );
  };

  it('of customers carry the values that the loader reads', () => {
    expect(table('customers')).toMatchObject({
      tenant: 'DEMO01',
      trade: 'plumbing',
      software: 'ServiceTitan',
      active_member: 'Yes',
      current_status: 'Active',
      customer_id: '4000001',
      customer_first_name: 'Jane',
      customer_last_name: 'Q.',
      customer_phone_numbers: '(417) 555-0101, (417) 555-0102',
      unit: 'Apt 4',
      version: 1767830400,
      hub_plus_import_id: 42,
    });
  });

  it('of invoices carry plain numbers, dates in the pattern asked for, and null for what is empty', () => {
    expect(table('invoices')).toMatchObject({
      invoice_number: '100200300',
      total: '1299.00',
      first_appointment: '2026-01-05',
      summary: 'Replaced 50 gal heater, tested & OK',
      zone: 'South',
    });
    const [, second] = renderReport(format, 'invoices', records).rows;
    const { staging } = format.reports[1]!;
    expect(staging!.row(second!, { version: null })[staging!.columns.indexOf('unit')]).toBeNull();
  });

  it('may use a column that no file has; without staging it costs nothing', () => {
    const own = smallFormat({
      columns: [{ name: 'hidden', enabled: false, type: 'boolean', from: 'flag' }],
      report: { staging: { table: 't', write: 'append-batch', columns: { flag: 'hidden' } } },
    });
    const staged = compileFormat(own, { ...context, staging: true });
    const { rows, csv } = renderReport(staged, 'things', { things: [{ id: 1, flag: true }] });
    expect(csv).toBe('ID\r\n1\r\n');
    expect(staged.reports[0]!.staging!.row(rows[0]!, { version: null })).toEqual(['Yes']);
    const plain = compileFormat(own, context).reports[0]!;
    expect([plain.staging, plain.columns.map(({ name }) => name)]).toEqual([null, ['id']]);
  });
});
