import { extendFormat, parseFormat, checkFormat, compileFormat, presetFormat } from '../src/index';

import { context } from './support/in-memory';

const head = 'format: servicetitan-legacy-reports\nversion: 1\nextends: servicetitan-reports\n';
const message = (text: string): string => {
  try {
    parseFormat(text);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('a definition that extends a preset', () => {
  it('is the preset when it says nothing more', () => {
    expect(parseFormat(head)).toEqual(presetFormat('servicetitan-reports'));
    expect(compileFormat(parseFormat(head), context).sha256).toBe(
      compileFormat(presetFormat('servicetitan-reports'), context).sha256,
    );
  });

  it('lists the columns of its file in order: as they are, changed, switched on, or new', () => {
    const text = `${head}reports:
  customers:
    title: My Customers
    columns:
      - balance
      - { name: customer_name, header: Name }
      - customer_id
      - { name: credit, header: Credit Limit, from: creditLimit, type: money }
`;
    const format = compileFormat(parseFormat(text), context);
    expect(format.reports.map(({ key, title, header }) => [key, title, header])).toEqual([
      ['customers', 'My Customers', ['Balance', 'Name', 'Customer ID', 'Credit Limit']],
    ]);
    expect(format.definition.reports['customers']!.columns[1]).toMatchObject({ from: 'name', required: true });
  });

  it('keeps rules, totals and staging working that look at columns it left out of the file', () => {
    const text = `${head}reports:\n  invoices:\n    columns: [customer_name]\n`;
    const [report] = compileFormat(parseFormat(text), { ...context, staging: true }).reports;
    expect(report!.header).toEqual(['Customer Name']);
    expect(report!.columns.map(({ name }) => name)).toEqual(expect.arrayContaining(['invoice_id', 'total', 'zone']));
    expect(report!.staging!.columns).toContain('invoice_number');
  });

  it('changes settings one by one', () => {
    const text = `${head}defaults: { moneyFormat: dollar }\ndelivery: { http: { fields: { trade: hvac } } }\nlookups: { zones: { stream: zones, key: id } }\n`;
    const { defaults, delivery, lookups } = parseFormat(text);
    expect(defaults).toMatchObject({ moneyFormat: 'dollar', dateFormat: 'M/D/YYYY' });
    expect(delivery!.http).toMatchObject({ method: 'POST', fields: { trade: 'hvac', software: 'context.software' } });
    expect(lookups!['zones']).toEqual({ stream: 'zones', key: 'id' });
    expect(lookups!['jobs']).toEqual({ stream: 'jobs', key: 'id' });
  });

  it('may be built on a preset that itself extends another', () => {
    const { reports } = parseFormat(head.replace('servicetitan-reports', 'invoice-detail-by-date'));
    expect(reports['invoices']!.title).toBe('Invoice Detail by Date');
    expect(Object.keys(reports)).toEqual(['invoices']);
  });

  it('is compiled from data as from text, and a definition that stands alone is left alone', () => {
    const extension = { format: 'servicetitan-legacy-reports', version: 1, extends: 'customer-list' } as const;
    expect(compileFormat(extension, context).reports.map(({ key }) => key)).toEqual(['customers']);
    const alone = presetFormat('servicetitan-reports');
    expect(extendFormat(alone)).toBe(alone);
  });
});

describe('a mistake in a definition that extends a preset', () => {
  it.each([
    [
      'extends: servicetitan-report',
      'line 3, column 10 (extends): "servicetitan-report" is not allowed; did you mean "servicetitan-reports"?',
    ],
    [
      'extends: servicetitan-reports\nreports: { customer: {} }',
      'line 4, column 12 (reports.customer): servicetitan-reports has no report "customer" here; did you mean "customers"?',
    ],
    [
      'extends: servicetitan-reports\nreports: { customers: { columns: [ customer_nme ] } }',
      'line 4, column 36 (reports.customers.columns[0]): servicetitan-reports has no column "customer_nme" here; did you mean "customer_name"?',
    ],
    [
      'extends: servicetitan-reports\nreports: { customers: { columns: [ { name: shoe_size_of_owner, header: Shoe Size } ] } }',
      'servicetitan-reports has no column "shoe_size_of_owner" here; a column of your own also says from, type',
    ],
    [
      'extends: servicetitan-reports\nreports: { shoes: { title: Shoes } }',
      'servicetitan-reports has no report "shoes" here; a report of your own also says source, key, mode, columns',
    ],
    [
      'extends: servicetitan-reports\nreports: { customers: { columns: [ { name: email, tipe: text } ] } }',
      'line 4, column 51 (reports.customers.columns[0].tipe): "tipe" is no word here; did you mean "type"?',
    ],
    [
      'extends: servicetitan-reports\nreports: { customers: { columns: [ customer_id, { name: email, header: Customer ID } ] } }',
      'line 4, column 72 (reports.customers.columns[1].header): two columns have the header "Customer ID"',
    ],
    ['extend: servicetitan-reports\nreports: {}', '"extend" is no word here; did you mean "extends"?'],
  ])('%s is shown where it is', (text, expected) => {
    expect(message(`format: servicetitan-legacy-reports\nversion: 1\n${text}\n`)).toContain(expected);
  });

  it('in one column does not hide what is wrong elsewhere in the report', () => {
    const text = `${head}reports:
  invoices:
    columns:
      - { name: total, tipe: money }
      - invoice_nmber
    controlTotals:
      - { name: sum, fn: sum, column: total }
      - { name: sum_tax, fn: sum, column: taxes }
`;
    expect(checkFormat(text).findings.map(({ line, message }) => [line, message])).toEqual([
      [7, '"tipe" is no word here; did you mean "type"?'],
      [8, expect.stringContaining('no column "invoice_nmber" here')],
    ]);
    expect(checkFormat(text.replace('nmber', 'number')).findings.map(({ line }) => line)).toEqual([7, 11]);
  });

  it('in the shape of one report does not hide what is wrong in another', () => {
    const text = `${head}reports:
  customers: { columns: [ { name: email, tipe: text } ] }
  invoices: { columns: [ invoice_nmber ] }
`;
    expect(checkFormat(text).findings.map(({ line, severity }) => [line, severity])).toEqual([
      [5, 'error'],
      [6, 'error'],
    ]);
  });
});
