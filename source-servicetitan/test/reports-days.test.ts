import { findOperatorError } from 'airbyte-runtime';
import { addDays, type ReportDefinition, type ReportParameter } from 'servicetitan-client';

import { datedParameters, lastWholeDay } from '../src/reports/days';
import { firstDay, parseReportPosition } from '../src/reports/position';

const date = (name: string, more: Partial<ReportParameter> = {}): ReportParameter => ({
  name,
  label: name,
  dataType: 'Date',
  isArray: false,
  isRequired: true,
  acceptValues: null,
  ...more,
});
const definition = (...parameters: ReportParameter[]): ReportDefinition => ({
  id: 1,
  name: 'Any',
  modifiedOn: null,
  parameters,
  fields: [],
});

test.each([
  ['From', [date('From'), date('To')], ['From', 'To']],
  [
    'InvoicedFrom',
    [date('From'), date('To'), date('InvoicedFrom'), date('InvoicedTo')],
    ['InvoicedFrom', 'InvoicedTo'],
  ],
  ['StartDate', [date('StartDate'), date('EndDate')], ['StartDate', 'EndDate']],
  ['Date', [date('Date'), date('To')], ['Date']],
  ['Begin, Finish', [date('Begin'), date('Finish')], ['Begin', 'Finish']],
  // the partner takes no date, so it is left alone
  ['From', [date('From'), date('To', { dataType: 'String' })], ['From']],
])('%s of a report puts each day into %j', (parameter, parameters, names) => {
  expect(datedParameters(definition(...parameters), { date_parameter: parameter })).toEqual({ names, problems: [] });
});

test('a date parameter that is not there, or takes no single date, is named', () => {
  const report = definition(date('Days', { isArray: true }), date('Type', { dataType: 'Number' }));
  expect(datedParameters(report, { date_parameter: 'Days, Type, From' }).problems).toHaveLength(3);
});

test("a day is over when it is over where the tenant is, by the offset of the report's own stamp", () => {
  const now = Date.parse('2026-03-10T08:30:00Z');
  expect(lastWholeDay('2026-01-01T00:00:00-07:00', now)).toBe('2026-03-09');
  // half past one in the night, or half past twelve when summer time has ended since: the doubt is an hour
  expect(lastWholeDay('2026-01-01T00:00:00-08:00', now)).toBe('2026-03-08');
  expect(lastWholeDay('2026-01-01T00:00:00+10:00', now)).toBe('2026-03-09');
  expect(lastWholeDay('2026-01-01T00:00:00Z', now)).toBe('2026-03-08');
  expect(lastWholeDay(null, now)).toBe('2026-03-08');
});

test('days are counted in the calendar', () => {
  expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
});

test('a finished sync looks back, a broken one does not, and neither goes before the first day', () => {
  expect(firstDay(null, '2026-01-01', 5)).toBe('2026-01-01');
  expect(firstDay({ nextDay: '2026-02-10', complete: true }, '2026-01-01', 5)).toBe('2026-02-05');
  expect(firstDay({ nextDay: '2026-02-10', complete: false }, '2026-01-01', 5)).toBe('2026-02-10');
  expect(firstDay({ nextDay: '2026-01-03', complete: true }, '2026-01-01', 5)).toBe('2026-01-01');
});

test('a state is a day or nothing', () => {
  expect(parseReportPosition('report_x', undefined)).toBeNull();
  expect(parseReportPosition('report_x', { complete: true })).toBeNull();
  expect(parseReportPosition('report_x', { nextDay: '2026-02-10', complete: false })).toEqual({
    nextDay: '2026-02-10',
    complete: false,
  });
  for (const state of [{ nextDay: '2026-02-30' }, { nextDay: 7 }, { continueFrom: 'abc' }]) {
    let thrown: unknown;
    try {
      parseReportPosition('report_x', state);
    } catch (error) {
      thrown = error;
    }
    expect(findOperatorError(thrown)).toMatchObject({ failureType: 'config' });
  }
});
