import { operatorError } from 'airbyte-runtime';
import type { Client } from 'pg';

import type { PostgresDeliveryConfig } from '../../config';
import type { Disk } from '../../disk/disk';
import { lockPatienceMs, lockRetryMs } from '../../settings';
import { patienceOf } from '../tables/connection';
import { otherSync } from '../tables/errors';
import { explained } from '../tables/explain';
import { watched } from '../tables/watchdog';

import { meaningOf } from './explain';
import { connect, disconnect, lockNumber } from './server';
import { quote } from './session';
import { fetchFiles, filesBelow, storeFiles, type BlockTable, type Known } from './stored-blocks';

/** A tenant's folder that is kept in a database between syncs. */
export interface StoredFolder {
  /** for messages */
  readonly where: string;
  /** Does all that a sync does, and takes it back. */
  check(): Promise<void>;
  /** Keeps other syncs of the tenant out, and brings the files. */
  open(): Promise<void>;
  /** Stores what changed since, in one transaction. */
  save(): Promise<void>;
  /** Lets others in. */
  close(): Promise<void>;
}

export interface StoredFolderOptions {
  readonly config: PostgresDeliveryConfig;
  readonly schema: string;
  readonly tenant: string;
  readonly directory: string;
  readonly disk: Disk;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What a sync makes anew, and what belongs to this machine alone. */
const passing = (name: string): boolean =>
  /^(scratch.*|outbox|lock\.db.*)$/.test(name) || name.endsWith('-shm') || name.includes('.damaged-');

type Query = BlockTable['query'];

export function storedFolder({ config, schema, tenant, directory, disk, sleep }: StoredFolderOptions): StoredFolder {
  const { silenceMs } = patienceOf(config);
  const where = `schema ${schema} of PostgreSQL ${config.database} on ${config.host}:${config.port ?? 5432}`;
  const workspaces = `${quote(schema)}.workspaces`;
  const blocks = `${quote(schema)}.workspace_blocks`;
  let holder: { readonly client: Client; readonly cut: () => void } | undefined;
  let generation = 0;
  let known: Known = new Map();

  const asking =
    ({ client, cut }: { readonly client: Client; readonly cut: () => void }): Query =>
    (sql, values) =>
      watched(silenceMs, cut, client.query(sql, [...values]));

  async function within<T>(work: (query: Query) => Promise<T>, ending: 'COMMIT' | 'ROLLBACK'): Promise<T> {
    const connection = await connect(config);
    try {
      const query = asking(connection);
      await query('BEGIN', []);
      const result = await work(query);
      await query(ending, []);
      return result;
    } finally {
      await disconnect(connection.client, connection.cut);
    }
  }

  async function makeTables(query: Query): Promise<void> {
    await query('SELECT pg_advisory_xact_lock($1)', [lockNumber('tables')]);
    const { rows } = await query('SELECT to_regclass($1) IS NOT NULL AS there', [blocks]);
    if ((rows as { there: boolean }[])[0]?.there === true) return;
    const found = await query('SELECT 1 FROM pg_namespace WHERE nspname = $1', [schema]);
    if (found.rows.length === 0) await query(`CREATE SCHEMA ${quote(schema)}`, []);
    await query(
      `CREATE TABLE ${workspaces} (tenant text PRIMARY KEY, generation bigint NOT NULL, saved_at timestamptz NOT NULL DEFAULT now())`,
      [],
    );
    await query(
      `CREATE TABLE ${blocks} (tenant text NOT NULL, file text NOT NULL, position integer NOT NULL, sha256 text NOT NULL, content bytea NOT NULL, PRIMARY KEY (tenant, file, position))`,
      [],
    );
    // the blocks are compressed already
    await query(`ALTER TABLE ${blocks} ALTER COLUMN content SET STORAGE EXTERNAL`, []);
  }

  /** The one row of the tenant; its number tells whether somebody else has saved since. */
  async function readGeneration(query: Query): Promise<number> {
    await query(`INSERT INTO ${workspaces} (tenant, generation) VALUES ($1, 0) ON CONFLICT DO NOTHING`, [tenant]);
    const { rows } = await query(`SELECT generation FROM ${workspaces} WHERE tenant = $1`, [tenant]);
    return Number((rows as { generation: string }[])[0]?.generation);
  }

  async function hold(): Promise<void> {
    holder = await connect(config);
    const query = asking(holder);
    for (let waited = 0; ; waited += lockRetryMs) {
      const { rows } = await query('SELECT pg_try_advisory_lock($1) AS held', [lockNumber(`workspace:${tenant}`)]);
      if ((rows as { held: boolean }[])[0]?.held === true) return;
      if (waited >= lockPatienceMs) throw otherSync(tenant, where);
      await sleep(lockRetryMs);
    }
  }

  async function told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw explained(error, config, where, tenant, meaningOf);
    }
  }

  return {
    where,
    check: () =>
      told(() =>
        within(async (query) => {
          await makeTables(query);
          await readGeneration(query);
          await query(`DELETE FROM ${blocks} WHERE false`, []);
        }, 'ROLLBACK'),
      ),
    open: () =>
      told(async () => {
        await within(makeTables, 'COMMIT');
        await hold();
        const fetched = await within(async (query) => {
          generation = await readGeneration(query);
          return fetchFiles({ table: blocks, tenant, query }, disk, directory);
        }, 'COMMIT');
        if (fetched === undefined)
          throw operatorError({
            failureType: 'system',
            message: `The workspace of tenant ${tenant} in ${where} is damaged: a block of it is not what was stored. Nothing was published. Delete the tenant's rows from ${workspaces} and ${blocks}, and refresh the connection's streams in Airbyte.`,
          });
        known = fetched;
      }),
    save: () =>
      told(async () => {
        known = await within(async (query) => {
          const { rowCount } = await query(
            `UPDATE ${workspaces} SET generation = generation + 1, saved_at = now() WHERE tenant = $1 AND generation = $2`,
            [tenant, generation],
          );
          // the lock goes with its connection, which may have been lost hours ago
          if (rowCount !== 1) throw otherSync(tenant, where);
          const files = filesBelow(disk, directory, passing);
          return storeFiles({ table: blocks, tenant, query }, disk, directory, files, known);
        }, 'COMMIT');
        generation += 1;
      }),
    async close() {
      if (holder !== undefined) await disconnect(holder.client, holder.cut);
      holder = undefined;
    },
  };
}
