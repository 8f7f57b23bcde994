import type { StagingValue } from 'legacy-format';
import type { Connection, ResultSetHeader } from 'mysql2/promise';

import type { FoundColumn, Row, Rows, Session, TableName } from '../tables/server';
import { rowsOfLines } from '../tables/staged-rows';

import { takenBy } from './types';

/** An identifier, whatever is in it. */
export const quote = (name: string): string => `\`${name.replaceAll('`', '``')}\``;
export const nameOf = ({ schema, name }: TableName): string => `${quote(schema)}.${quote(name)}`;

/** Text of one INSERT, in UTF-16 units: far below 16 MiB, the smallest usual `max_allowed_packet`, even when escaped. */
const insertText = 1_000_000;

function sizeOf(row: Row): number {
  let size = 0;
  for (const value of row) size += typeof value === 'string' ? value.length : 8;
  return size;
}

/** Rows in groups that one INSERT can carry. */
async function* groups(rows: Rows): AsyncGenerator<Row[]> {
  let group: Row[] = [];
  let size = 0;
  for await (const block of rows)
    for (const row of block) {
      const more = sizeOf(row);
      if (group.length > 0 && size + more > insertText) {
        yield group;
        [group, size] = [[], 0];
      }
      group.push(row);
      size += more;
    }
  if (group.length > 0) yield group;
}

interface ColumnRow {
  readonly column_name: string;
  readonly data_type: string;
  readonly is_nullable: string;
  readonly column_default: string | null;
  readonly extra: string;
}

/** @param silenceMs after so long without an answer the connection is given up */
export function createSession(connection: Connection, silenceMs: number): Session {
  async function run(sql: string, values: readonly unknown[] = []): Promise<unknown> {
    const [result] = await connection.query({ sql, values: [...values], timeout: silenceMs });
    return result;
  }

  async function columnsOf({ schema, name }: TableName): Promise<ColumnRow[]> {
    const rows = await run(
      `SELECT COLUMN_NAME AS column_name, DATA_TYPE AS data_type, IS_NULLABLE AS is_nullable,
              COLUMN_DEFAULT AS column_default, EXTRA AS extra
         FROM information_schema.columns WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
      [schema, name],
    );
    return rows as ColumnRow[];
  }

  // not LOAD DATA LOCAL: it turns values that do not fit into warnings, and many servers refuse it
  async function load(table: TableName, columns: readonly string[], rows: Rows): Promise<void> {
    const insert = `INSERT INTO ${nameOf(table)} (${columns.map(quote).join(', ')}) VALUES ?`;
    for await (const group of groups(rows)) await run(insert, [group]);
  }

  return {
    query: async <R extends object>(sql: string, values?: readonly StagingValue[]) => (await run(sql, values)) as R[],
    remove: async (table, { sql, values }) =>
      ((await run(`DELETE FROM ${nameOf(table)} WHERE ${sql}`, values)) as ResultSetHeader).affectedRows,
    load,
    loadLines: (table, columns, lines) => load(table, columns, rowsOfLines(lines)),
    // numbers grow, and no other batch of the tenant comes in between while its lock is held
    async ownRows(table) {
      const counter = (await columnsOf(table)).find(({ extra }) => extra.includes('auto_increment'));
      if (counter === undefined) return { sql: '1 = 1', values: [] };
      const column = quote(counter.column_name);
      const rows = await run(`SELECT MAX(${column}) AS last FROM ${nameOf(table)}`);
      return { sql: `${column} > ?`, values: [(rows as { last: StagingValue }[])[0]?.last ?? 0] };
    },
    exists: async (table) => (await columnsOf(table)).length > 0,
    columns: async (table): Promise<FoundColumn[]> =>
      (await columnsOf(table)).map((row) => ({
        name: row.column_name,
        type: row.data_type,
        takes: takenBy(row.data_type),
        mustBeGiven:
          row.is_nullable === 'NO' && row.column_default === null && !/auto_increment|generated/i.test(row.extra),
      })),
    async commit() {
      await run('COMMIT');
    },
  };
}
