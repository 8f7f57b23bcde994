import { legacyFormats } from 'servicetitan-specs';

import {
  compileFormat,
  csvEncoder,
  rejectsEncoder,
  type CompiledFormat,
  type ControlTotalValue,
  type Fields,
  type FormatContext,
  type LegacyFormat,
  type LookupReader,
  type Rendered,
  type Row,
} from '../../src/index';

export type JsonRecord = Record<string, unknown>;
export type Records = Record<string, JsonRecord[]>;
type Column = LegacyFormat['reports'][string]['columns'][number];
type Defaults = NonNullable<LegacyFormat['defaults']>;

export const context: FormatContext = { tenantKey: 'DEMO01', timeZone: 'America/Chicago', trade: 'plumbing' };
export const today = '2026-01-08';

/** Projects and indexes records the way a destination does, all in memory. */
export function store(
  format: CompiledFormat,
  records: Records,
): { fields: Map<string, Fields[]>; lookups: LookupReader } {
  const fields = new Map<string, Fields[]>();
  for (const { stream } of format.streams) {
    const projection = format.projection(stream);
    const projected = (records[stream] ?? []).map((record) => {
      const text = JSON.stringify(record);
      return projection.project(JSON.parse(text) as JsonRecord, () => text);
    });
    fields.set(stream, projected);
  }
  const indexed = new Map<string, Fields[]>();
  for (const index of format.indexes)
    for (const row of fields.get(index.stream) ?? [])
      for (const key of index.keysOf(row)) {
        const name = `${index.name}\n${key}`;
        indexed.set(name, [...(indexed.get(name) ?? []), row]);
      }
  return { fields, lookups: { rows: (index, key) => indexed.get(`${index}\n${key}`) ?? [] } };
}

export interface Outcome {
  csv: string;
  rejects: string;
  rendered: Rendered[];
  rows: Row[];
  totals: Record<string, ControlTotalValue>;
}

/** Renders one report of a format over records that are in the order of their key. */
export function renderReport(format: CompiledFormat, reportKey: string, records: Records, date = today): Outcome {
  const report = format.reports.find(({ key }) => key === reportKey)!;
  const { fields, lookups } = store(format, records);
  const encoder = csvEncoder(format.definition.csv);
  const rejects = rejectsEncoder(format.definition.validation.rejects.columns, format.definition.csv);
  const run = report.begin({ lookups, today: date });
  const totals = report.totals();
  const outcome: Outcome = {
    csv: encoder.start(report.header),
    rejects: rejects.start(),
    rendered: [],
    rows: [],
    totals: {},
  };
  for (const [at, record] of (fields.get(report.source) ?? []).entries()) {
    const rendered = run.render(record);
    outcome.rendered.push(rendered);
    if (rendered.kind === 'row') {
      outcome.rows.push(rendered);
      outcome.csv += encoder.line(rendered.cells);
      totals.add(rendered);
    }
    if (rendered.kind === 'rejected')
      outcome.rejects += rejects.lines({
        batchId: 'batch',
        report: report.key,
        sourceStream: report.source,
        sourceId: String(record[0]),
        rowNumber: at + 1,
        reasons: rendered.reasons,
        rawJson: JSON.stringify(records[report.source]?.[at]),
      });
  }
  outcome.totals = totals.result();
  return outcome;
}

/** The default format with changes, as a user's own definition would be. */
export function defaultFormat(): LegacyFormat {
  return structuredClone(legacyFormats['servicetitan-reports']);
}

interface SmallFormat {
  columns: Partial<Column>[];
  defaults?: Defaults;
  report?: Partial<LegacyFormat['reports'][string]>;
  rest?: Partial<LegacyFormat>;
}

/** A format with one report, `things`, whose key is its record's id. */
export function smallFormat({ columns, defaults = {}, report = {}, rest = {} }: SmallFormat): LegacyFormat {
  const named = columns.map((column, at): Column => ({
    name: `c${at}`,
    header: `Column ${at}`,
    from: 'value',
    type: 'text',
    ...column,
  }));
  return {
    format: 'servicetitan-legacy-reports',
    version: 1,
    defaults,
    reports: {
      things: {
        title: 'Things',
        source: 'things',
        key: ['id'],
        mode: 'changes',
        columns: [{ name: 'id', header: 'ID', from: 'id', type: 'id' }, ...named],
        ...report,
      },
    },
    ...rest,
  };
}

/** The cells that one column makes of values, one record each; rejected rows give their reason codes in brackets. */
export function cellsOf(
  column: Partial<Column>,
  values: readonly unknown[],
  defaults: Defaults = {},
  date = today,
): string[] {
  const format = compileFormat(smallFormat({ columns: [column], defaults }), context);
  const things = values.map((value, at) => ({ id: at + 1, value }));
  return renderReport(format, 'things', { things }, date).rendered.map((rendered) =>
    rendered.kind === 'row'
      ? (rendered.cells[1] as string)
      : `[${rendered.kind === 'rejected' ? rendered.reasons.map(({ code }) => code).join(' ') : rendered.kind}]`,
  );
}
