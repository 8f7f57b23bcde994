import { findOperatorError } from 'airbyte-runtime';

import { normaliseConfig } from '../src/config';
import { reportStreamName, requireDistinctNames } from '../src/reports/config';

test.each([
  ['Invoice Detail by Date', 'report_invoice_detail_by_date'],
  ['  AR – Transactions (2025) ', 'report_ar_transactions_2025'],
  ['InvoiceDetail', 'report_invoice_detail'],
  ['Café Ñandú', 'report_cafe_nandu'],
])('the report %j is the stream %s', (name, stream) => {
  expect(reportStreamName({ name })).toBe(stream);
});

test.each([[['Invoices', 'invoices']], [['!?']]])('names that give no stream of their own are refused: %j', (names) => {
  let thrown: unknown;
  try {
    requireDistinctNames(names.map((name) => ({ name, category: 'other', report_id: 1 })));
  } catch (error) {
    thrown = error;
  }
  expect(findOperatorError(thrown)).toMatchObject({ failureType: 'config' });
  expect(findOperatorError(thrown)?.message).toContain('Saved Reports');
});

test('an entry is taken as people write it: blanks around it, empty fields of a form, values as what they are', () => {
  const reports = [
    {
      name: ' Invoices ',
      category: 'operations',
      report_id: ' 175 ',
      date_parameter: '',
      parameters: [
        { name: ' DateType', value: 1 },
        { name: 'Inactive', value: true },
        { name: 'Units', value: [1, 2] },
      ],
    },
  ];
  expect(normaliseConfig({ reports }).reports).toEqual([
    {
      name: 'Invoices',
      category: 'operations',
      report_id: 175,
      parameters: [
        { name: 'DateType', value: '1' },
        { name: 'Inactive', value: 'true' },
        { name: 'Units', value: '[1,2]' },
      ],
    },
  ]);
});
