import { readFileSync } from 'fs';
import { join } from 'path';

import {
  compileFormat,
  createHeldRecords,
  csvEncoder,
  renderInMemory,
  type CompiledFormat,
  type MemoryReport,
} from '../src/index';

import { context, defaultFormat, smallFormat, today, type JsonRecord, type Records } from './support/in-memory';

const fixture = (name: string): string => readFileSync(join(__dirname, 'fixtures', name), 'utf8');
const example = JSON.parse(fixture('example-records.json')) as Records;

function render(
  format: CompiledFormat,
  key: string,
  arrivals: readonly (readonly [string, JsonRecord])[],
): MemoryReport {
  const records = createHeldRecords(format);
  for (const [stream, data] of arrivals) records.add(stream, { data, rawJson: () => JSON.stringify(data) });
  const report = format.reports.find((one) => one.key === key)!;
  return renderInMemory(report, format, { records, lookups: records.lookups(), today });
}

const all = (records: Records): (readonly [string, JsonRecord])[] =>
  Object.entries(records).flatMap(([stream, rows]) => rows.map((row) => [stream, row] as const));

const things = (key: string[] = ['id']): CompiledFormat =>
  compileFormat(smallFormat({ columns: [{ name: 'name', from: 'name' }], report: { key } }), context);

describe('a report in memory', () => {
  it.each(['customers', 'invoices'])(
    'is the %s file of the worked example, in whatever order its records come',
    (key) => {
      const format = compileFormat(defaultFormat(), context);
      for (const arrivals of [all(example), all(example).reverse()]) {
        const { report, rows } = render(format, key, arrivals);
        const encoder = csvEncoder(format.definition.csv);
        const text = encoder.start(report.header) + rows.map(({ cells }) => encoder.line(cells)).join('');
        expect(text).toBe(fixture(`example-${key}.csv`));
      }
    },
  );

  it('has the newest version of each record, and counts the others', () => {
    const { rows, counts } = render(things(), 'things', [
      ['things', { id: 1, name: 'new', modifiedOn: '2026-01-02T00:00:00.0000002Z' }],
      ['things', { id: '1', name: 'old', modifiedOn: '2026-01-02T00:00:00.0000001Z' }],
      ['things', { id: 10, name: 'ten' }],
      ['things', { id: 9, name: 'nine' }],
    ]);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['1', 'new'],
      ['9', 'nine'],
      ['10', 'ten'],
    ]);
    expect(counts).toMatchObject({ read: 3, written: 3, superseded: 1 });
  });

  it('is in the order of its own key, numbers before texts', () => {
    const named = ['b', '10', 'a', '9'].map((name, at) => ['things', { id: at + 1, name }] as const);
    const { rows } = render(things(['name']), 'things', named);
    expect(rows.map(({ key }) => key)).toEqual(['9', '10', 'a', 'b']);
  });

  it('rejects a record without a primary key, which no version can take the place of', () => {
    const { rejects, counts } = render(things(), 'things', [
      ['things', { name: 'nobody' }],
      ['things', { id: 1, name: 'somebody' }],
    ]);
    expect(counts).toMatchObject({ read: 2, written: 1, rejected: 1 });
    expect(rejects).toMatchObject([
      { sourceId: '', rowNumber: 2, reasons: [{ code: 'MISSING_KEY' }], rawJson: '{"name":"nobody"}' },
    ]);
  });
});
