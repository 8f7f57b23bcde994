import type { StagingCell } from 'servicetitan-specs';

import type { ResolvedFormat, ResolvedReport } from '../resolve';
import { isDate, isNumeric } from '../rules/validation';
import type { BatchValues, FormatContext, Row, StagingTable, StagingValue } from '../types';
import { dateFormat } from '../values/date-format';
import { transformSteps } from '../values/transforms';

import { mapper, type CompiledColumn } from './column';

type Cell = (row: Pick<Row, 'values'>, batch: BatchValues) => StagingValue;

function contextValue(name: string, format: ResolvedFormat, context: FormatContext & { software: string }): Cell {
  const declared = format.context[name as keyof typeof format.context];
  const fixed: Readonly<Record<string, StagingValue>> = {
    'connection.tenantKey': context.tenantKey,
    'connection.trade': context.trade ?? null,
    'connection.software': context.software,
    'batch.legacyImportId': context.importId ?? null,
  };
  if (name === 'software') return () => context.software;
  if (declared?.const !== undefined) return () => declared.const ?? null;
  if (declared?.from === 'batch.epochSeconds') return (_row, { version }) => version;
  const value = fixed[declared?.from ?? ''] ?? null;
  return () => value;
}

/** Numbers and money as plain decimals, dates in the given pattern, everything else as in the file; empty is null. */
function columnValue(at: number, compiled: CompiledColumn, format: StagingCell['format']): Cell {
  const { column, text } = compiled;
  if (isNumeric(column.type)) return ({ values }) => values[at] ?? null;
  const write = isDate(column.type) && typeof format === 'string' ? dateFormat(format) : null;
  return ({ values }) => {
    const value = values[at] ?? null;
    return value === null ? null : write ? write(String(value)) : text(value);
  };
}

function stagingCell(cell: StagingCell, read: Cell): Cell {
  const map = mapper(cell);
  const steps = transformSteps(cell.transform);
  return (row, batch) => {
    const value = read(row, batch);
    const mapped = map ? (map(value) as StagingValue) : value;
    return steps && typeof mapped === 'string' ? steps(mapped) || null : mapped;
  };
}

/** The table of a report for database deliveries. */
export function stagingTable(
  report: ResolvedReport,
  columns: readonly CompiledColumn[],
  format: ResolvedFormat,
  context: FormatContext & { software: string },
): StagingTable | null {
  const { staging } = report;
  if (!staging) return null;
  const cells = Object.entries(staging.columns).map(([name, given]): [string, Cell] => {
    const cell = typeof given === 'string' ? { from: given } : given;
    const at = columns.findIndex(({ column }) => column.name === cell.from);
    const compiled = columns[at];
    const read = compiled
      ? columnValue(at, compiled, cell.format)
      : contextValue(cell.from.replace(/^context\./, ''), format, context);
    return [name, stagingCell(cell, read)];
  });
  return {
    table: staging.table,
    write: staging.write,
    columns: cells.map(([name]) => name),
    row: (row, batch) => cells.map(([, cell]) => cell(row, batch)),
  };
}
