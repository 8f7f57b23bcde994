import { checkFormat } from '../src/index';

const head = 'format: servicetitan-legacy-reports\nversion: 1\nextends: servicetitan-reports\n';

/** `line:column message` of each warning about a definition; notes are left out. */
function warnings(rest: string): string[] {
  const { findings, format } = checkFormat(head + rest);
  expect(format).not.toBeNull();
  return findings
    .filter(({ severity }) => severity === 'warning')
    .map(({ line, column, message }) => `${String(line)}:${String(column)} ${message}`);
}
const customers = (columns: string): string => `reports:\n  customers:\n    columns: ${columns}\n`;
const invoices = (columns: string): string => `reports:\n  invoices:\n    columns: ${columns}\n`;
const person = 'customer_name, street, city, state, zip';
const needed = `invoice_number, invoice_date, total, ${person}`;

describe('what the loader would take otherwise than it looks', () => {
  it('is nothing in a file that has what the loader needs', () => {
    expect(warnings(customers(`[${person}]`))).toEqual([]);
    expect(warnings(invoices(`[${needed}]`))).toEqual([]);
  });

  it('is a field that every row needs and no column gives', () => {
    expect(warnings(customers('[customer_id, customer_name, street, city, state]'))).toEqual([
      '6:14 no column gives the loader its zip ("Zip"): it would skip every row in silence',
    ]);
    expect(warnings(invoices(`[invoice_number, ${person}]`)).join()).toMatch(
      /its first_appointment \("Invoice Date"\), total/,
    );
  });

  it('is an address in one piece, when its parts are missing', () => {
    expect(warnings(customers('[customer_name, full_address]'))[0]).toBe(
      '6:30 the loader does not understand "Full Address"; it reads Customer Street, Customer City, Customer State and Customer Zip',
    );
    expect(warnings(customers(`[full_address, ${person}]`))).toEqual([]);
  });

  it.each([
    ['{ name: unit, header: Location Unit }', '"Location Unit"; it reads Unit'],
    ['{ name: unit, header: Custmer Unit }', '"Custmer Unit"; it reads Customer Unit'],
    ['{ name: job_number, header: JobNumber }', '"JobNumber"; it reads Job Number'],
  ])('is the header of %s', (column, expected) => {
    expect(warnings(invoices(`[${needed}, ${column}]`)).join()).toContain(expected);
  });

  it('is a bare ID in an invoices file, but not in a customers file', () => {
    expect(warnings(invoices(`[${needed}, { name: invoice_id, header: ID }]`)).join()).toContain(
      'the loader takes "ID" for the customer\'s id; write Invoice ID',
    );
    expect(warnings(customers(`[${person}, { name: customer_id, header: ID }]`))).toEqual([]);
  });

  it('is a field that two columns feed', () => {
    expect(warnings(customers(`[${person}, phone_primary, { name: phone_all, header: Mobile }]`)).join()).toContain(
      '"Mobile" and "Phone Number" both feed the loader\'s customer_phone_number_primary: the last one wins',
    );
  });

  it('is money with signs and a date of digits alone, where the loader reads them', () => {
    expect(warnings(`defaults: { moneyFormat: dollar }\n${invoices(`[${needed}, balance]`)}`)).toEqual([
      expect.stringContaining('the loader casts "Total" to a number'),
    ]);
    expect(warnings(`defaults: { dateFormat: YYYYMMDD }\n${invoices(`[${needed}]`)}`)).toEqual([
      expect.stringContaining('such as 20260131, for seconds since 1970'),
    ]);
  });

  it('is a customers file that is not the full list', () => {
    expect(warnings(`${customers(`[${person}]`)}    mode: changes\n`).join()).toContain(
      '7:11 the loader takes a customers file for the full list',
    );
  });

  it('is a file without headers, and an apostrophe that it would store', () => {
    expect(warnings('csv: { header: false }\ndefaults: { formulaGuard: apostrophe }\n')).toEqual([
      '4:16 the loader takes the first row for the headers',
      expect.stringMatching(/^5:27 a loader stores the apostrophe/),
    ]);
  });

  it('concerns no report that the loader does not read', () => {
    const upload = 'delivery: { http: { fields: { importType: { invoices: bookkeeping } } } }\n';
    expect(warnings(`${upload}${invoices('[invoice_id]')}`)).toEqual([]);
    expect(
      warnings(invoices('[{ name: invoice_number, header: invoice_number }, { name: total, header: total }]')),
    ).toEqual([]);
  });
});
