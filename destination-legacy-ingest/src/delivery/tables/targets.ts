import type { CompiledFormat, CompiledReport } from 'legacy-format';

import { misconfigured } from './errors';
import type { ColumnKind, TableName } from './server';

/** What the configuration says of the table of one report. */
export interface TableMapping {
  /** key of the report in the format */
  readonly report: string;
  /** instead of the format's name */
  readonly table?: string;
  /** columns that are called otherwise there */
  readonly columns?: readonly { readonly column: string; readonly name: string }[];
}

export interface TargetColumn {
  readonly name: string;
  readonly kind: ColumnKind;
}

/** A total that can be read back: SQL gives the same figure over the table as the format gave over the rows. */
export interface ReadableTotal {
  /** in the manifest's control totals */
  readonly name: string;
  readonly fn: 'sum' | 'min' | 'max';
  readonly column: string;
}

/** Where the rows of one report go. */
export interface Target {
  readonly report: string;
  readonly table: TableName;
  readonly replaces: boolean;
  /** every batch is the full list: where the rows do not replace the older ones, those are past */
  readonly isList: boolean;
  readonly columns: readonly TargetColumn[];
  readonly tenantColumn: string;
  /** positions of the columns that get the batch's version */
  readonly versionAt: readonly number[];
  readonly totals: readonly ReadableTotal[];
}

type Definition = CompiledFormat['definition'];
type Cell = { readonly from: string; readonly map?: object; readonly transform?: unknown; readonly format?: unknown };

/** Where a staged value comes from. */
function originOf({ from }: Cell, { context }: Definition): string | undefined {
  if (!from.startsWith('context.')) return undefined;
  return context[from.slice('context.'.length) as keyof typeof context]?.from;
}

function kindOf(cell: Cell, report: CompiledReport, definition: Definition): ColumnKind {
  const origin = originOf(cell, definition);
  if (origin === 'batch.legacyImportId') return 'integer';
  if (origin === 'batch.epochSeconds') return 'version';
  const type = report.columns.find(({ name }) => name === cell.from)?.type;
  if (cell.map !== undefined || cell.transform !== undefined) return 'text';
  if (type === 'integer') return 'bigint';
  if (type === 'decimal' || type === 'money') return 'number';
  return type === 'businessDate' && cell.format === 'YYYY-MM-DD' ? 'date' : 'text';
}

function totalsOf(
  report: CompiledReport,
  cells: readonly (readonly [string, Cell])[],
  definition: Definition,
): ReadableTotal[] {
  return (definition.reports[report.key]?.controlTotals ?? []).flatMap(({ name, fn, column, where }) => {
    if ((fn !== 'sum' && fn !== 'min' && fn !== 'max') || where !== undefined) return [];
    const held = cells.find(([, cell]) => cell.from === column);
    if (held === undefined) return [];
    const kind = kindOf(held[1], report, definition);
    // text is compared by the server's collation, which may have another order than ours
    const readable = fn === 'sum' ? kind === 'number' || kind === 'bigint' : kind === 'date';
    return readable ? [{ name, fn, column: held[0] }] : [];
  });
}

function targetOf(
  report: CompiledReport,
  { definition }: CompiledFormat,
  schema: string,
  mapping: TableMapping | undefined,
): Target {
  const { staging, key } = report;
  if (staging === null)
    throw misconfigured(
      `Report ${report.title} (${key}) has no staging table in the format, so its rows cannot go to a database. Add staging to the report, or take the report out of the format.`,
    );
  const declared = definition.reports[key]?.staging?.columns ?? {};
  const renamed = new Map(mapping?.columns?.map(({ column, name }) => [column, name]));
  for (const column of renamed.keys())
    if (!staging.columns.includes(column))
      throw misconfigured(
        `The delivery renames column ${column} of report ${key}, which its staging table does not have. It has: ${staging.columns.join(', ')}.`,
      );
  const cells = staging.columns.map((column): readonly [string, Cell] => {
    const cell = declared[column] ?? column;
    return [renamed.get(column) ?? column, typeof cell === 'string' ? { from: cell } : cell];
  });
  const names = cells.map(([name]) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw misconfigured(`Two columns of report ${key} would go to column ${twice}: give one another name.`);
  const tenantColumn = cells.find(([, cell]) => originOf(cell, definition) === 'connection.tenantKey')?.[0];
  if (tenantColumn === undefined)
    throw misconfigured(
      `The staging table of report ${key} has no column that is made from the tenant key, so one client's rows could not be told from another's. Add one to the report's staging columns: tenant: context.tenant.`,
    );
  return {
    report: key,
    table: { schema, name: mapping?.table ?? staging.table },
    replaces: staging.write === 'replace-for-tenant',
    isList: report.mode === 'snapshot',
    columns: cells.map(([name, cell]) => ({
      name,
      kind: name === tenantColumn ? 'name' : kindOf(cell, report, definition),
    })),
    tenantColumn,
    versionAt: cells.flatMap(([, cell], at) => (originOf(cell, definition) === 'batch.epochSeconds' ? [at] : [])),
    totals: totalsOf(report, cells, definition),
  };
}

/**
 * The tables of a format's reports.
 * @throws a config error for a report without a table, for names that do not exist, for two reports that replace one table
 */
export function targetsOf(format: CompiledFormat, schema: string, mappings: readonly TableMapping[] = []): Target[] {
  for (const { report } of mappings)
    if (!format.reports.some(({ key }) => key === report))
      throw misconfigured(
        `The delivery names a table for report ${report}, which the format does not have. It has: ${format.reports.map(({ key }) => key).join(', ')}.`,
      );
  const targets = format.reports.map((report) =>
    targetOf(
      report,
      format,
      schema,
      mappings.find((mapping) => mapping.report === report.key),
    ),
  );
  for (const { report, table, replaces } of targets) {
    const other = targets.find((each) => each.report !== report && each.table.name === table.name);
    if (replaces && other !== undefined)
      throw misconfigured(
        `Reports ${report} and ${other.report} both go to table ${table.name}, and the rows of ${report} replace all others of the tenant there. Give one of them another table.`,
      );
  }
  return targets;
}
