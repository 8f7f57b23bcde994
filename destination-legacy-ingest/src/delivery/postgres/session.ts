import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { StagingValue } from 'legacy-format';
import type { Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import type { Condition, FoundColumn, Session, TableName } from '../tables/server';
import { watchdog } from '../tables/watchdog';

import { copyBlocks } from './copy';
import { takenBy } from './types';

/** An identifier, whatever is in it. */
export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;
export const nameOf = ({ schema, name }: TableName): string => `${quote(schema)}.${quote(name)}`;

/** `?` for each value becomes `$1`, `$2`, ...; no identifier of ours holds one. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replaceAll('?', () => `$${(count += 1)}`);
}

/** What is read and made while the server is busy with what it has. */
const copyAheadBytes = 1 << 20;

interface ColumnRow {
  readonly column_name: string;
  readonly data_type: string;
  readonly udt_name: string;
  readonly given: boolean;
}

/**
 * @param silenceMs after so long without a sign of life `abort` is called, which makes whatever waits fail
 */
export function createSession(client: Client, silenceMs: number, abort: () => void): Session {
  async function run(sql: string, values: readonly StagingValue[] = []) {
    const dog = watchdog(silenceMs, abort);
    try {
      return await client.query<Record<string, unknown>>(numbered(sql), [...values]);
    } finally {
      dog.stop();
    }
  }

  async function copy(
    table: TableName,
    columns: readonly string[],
    blocks: Iterable<Buffer> | AsyncIterable<Buffer>,
  ): Promise<void> {
    const stream = client.query(copyFrom(`COPY ${nameOf(table)} (${columns.map(quote).join(', ')}) FROM STDIN`));
    const dog = watchdog(silenceMs, abort);
    async function* noticed(): AsyncGenerator<Buffer> {
      for await (const block of blocks) {
        dog.alive();
        yield block;
      }
    }
    try {
      await pipeline(Readable.from(noticed(), { objectMode: false, highWaterMark: copyAheadBytes }), stream);
    } finally {
      dog.stop();
    }
  }

  return {
    // a row has the columns that its statement names
    query: async <R extends object>(sql: string, values?: readonly StagingValue[]) =>
      (await run(sql, values)).rows as R[],
    remove: async (table, { sql, values }) =>
      (await run(`DELETE FROM ${nameOf(table)} WHERE ${sql}`, values)).rowCount ?? 0,
    load: (table, columns, rows) => copy(table, columns, copyBlocks(rows)),
    loadLines: copy,
    // rows of this transaction know its number, cut to 32 bits; asked once, because it is compared with every row
    async ownRows(): Promise<Condition> {
      const { rows } = await run('SELECT (txid_current() % 4294967296)::text AS number');
      return { sql: 'xmin = ?::text::xid', values: [String(rows[0]?.number)] };
    },
    exists: async (table) => {
      const { rows } = await run('SELECT to_regclass(?) IS NOT NULL AS there', [nameOf(table)]);
      return rows[0]?.there === true;
    },
    async columns({ schema, name }): Promise<FoundColumn[]> {
      const { rows } = await run(
        `SELECT column_name, data_type, udt_name,
                is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' AND is_generated = 'NEVER' AS given
           FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position`,
        [schema, name],
      );
      return (rows as unknown as ColumnRow[]).map((row) => ({
        name: row.column_name,
        type: row.data_type,
        takes: takenBy(row.udt_name),
        mustBeGiven: row.given,
      }));
    },
    async commit() {
      await run('COMMIT');
    },
  };
}
