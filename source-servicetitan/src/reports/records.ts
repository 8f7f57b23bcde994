import { cellTexts, type TableField } from 'servicetitan-client';

import { columnNames, dayMember } from './columns';

export interface RecordShape {
  /** columns that the catalog knows and the report does not have any more */
  readonly missing: readonly string[];
  /** columns that the report has and the catalog does not know */
  readonly added: readonly string[];
  /** The record of a row: its cells' own texts under their columns' names. */
  toRecord(row: string): string;
}

/**
 * How the rows of a page become records. The page's own columns count, since a report can have others than when it was
 * described.
 * @param known the columns in the catalog; empty when it has no schema
 * @param day the day that the rows were asked for, of a report read day by day
 * @param tenantId as JSON text
 */
export function recordShape(
  fields: readonly TableField[],
  known: readonly string[],
  day: string | null,
  tenantId: string,
): RecordShape {
  const names = columnNames(fields);
  const missing = known.filter((name) => !names.includes(name));
  const added = known.length === 0 ? [] : names.filter((name) => !known.includes(name));
  const keys = names.map((name) => `${JSON.stringify(name)}:`);
  const tail = [
    ...missing.map((name) => `${JSON.stringify(name)}:null`),
    ...(day === null ? [] : [`"${dayMember}":"${day}"`]),
    `"tenantId":${tenantId}`,
  ].join(',');
  return {
    missing,
    added,
    toRecord(row) {
      const cells = cellTexts(row);
      return `{${keys.map((key, index) => `${key}${cells[index] ?? 'null'},`).join('')}${tail}}`;
    },
  };
}
