import { createHash } from 'node:crypto';
import { Socket } from 'node:net';

import { Client } from 'pg';

import type { PostgresDeliveryConfig } from '../../config';
import { patienceOf, tlsOf } from '../tables/connection';
import { explained } from '../tables/explain';
import type { Lock, Session, TableServer } from '../tables/server';
import { watched } from '../tables/watchdog';

import { meaningOf } from './explain';
import { createSession, nameOf, quote } from './session';
import { columnTypes } from './types';

/** How long a statement waits for rows that the reader of the tables holds. */
const lockTimeoutMs = 30_000;
/** A server whose client vanished without a word gives up its transaction, and with it the lock, after about two minutes. */
const keepAlive = { tcp_keepalives_idle: '60', tcp_keepalives_interval: '10', tcp_keepalives_count: '6' };
/** How long we wait for a farewell. */
const farewellMs = 2_000;

/** Number of the advisory lock: 64 bits of a digest. */
export function lockNumber(name: string): string {
  return createHash('sha256').update(`legacy_ingest:${name}`).digest().readBigInt64BE(0).toString();
}

/** A connection, and a way to cut it when the other side does not answer. */
export async function connect(config: PostgresDeliveryConfig): Promise<{ client: Client; cut: () => void }> {
  const { connectMs } = patienceOf(config);
  const socket = new Socket();
  const client = new Client({
    host: config.host,
    port: config.port ?? 5432,
    database: config.database,
    user: config.user,
    password: config.password,
    ssl: tlsOf(config) ?? false,
    application_name: config.application_name ?? 'destination-legacy-ingest',
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    stream: () => socket,
  });
  // whoever waits is told; an error while nobody waits comes up at the next statement
  client.on('error', () => undefined);
  const cut = (): void => void socket.destroy();
  try {
    await client.connect();
  } catch (error) {
    cut();
    throw error;
  }
  return { client, cut };
}

export async function disconnect(client: Client, cut: () => void): Promise<void> {
  try {
    await watched(farewellMs, cut, client.end());
  } catch {
    cut();
  }
}

export function postgresServer(config: PostgresDeliveryConfig, tenant: string): TableServer {
  const { statementMs, silenceMs } = patienceOf(config);
  const place = `PostgreSQL ${config.database} on ${config.host}:${config.port ?? 5432}`;
  const locks: Readonly<Record<Lock, string | undefined>> = {
    tenant: lockNumber(`tenant:${tenant}`),
    tables: lockNumber('tables'),
    none: undefined,
  };

  async function begin(session: Session, lock: Lock): Promise<boolean> {
    await session.query('BEGIN');
    const settings = {
      statement_timeout: String(statementMs),
      lock_timeout: String(lockTimeoutMs),
      idle_in_transaction_session_timeout: String(silenceMs),
      ...keepAlive,
    };
    // for this transaction alone: behind a pooler the next one is somebody else's
    await session.query(
      `SELECT ${Object.keys(settings)
        .map((name) => `set_config('${name}', ?, true)`)
        .join(', ')}`,
      Object.values(settings),
    );
    const number = locks[lock];
    if (number === undefined) return true;
    const [row] = await session.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock(?) AS held', [number]);
    return row?.held === true;
  }

  return {
    title: 'PostgreSQL',
    place,
    quote,
    nameOf,
    is: (column, value) => ({ sql: `${quote(column)} = ?`, values: [value] }),
    instant: (ms) => new Date(ms).toISOString(),
    decimal: (column) => `${quote(column)}::numeric`,
    transactionalTables: true,
    async create(session, { table, columns, index }) {
      const [schema] = await session.query('SELECT 1 FROM pg_namespace WHERE nspname = ?', [table.schema]);
      if (schema === undefined) await session.query(`CREATE SCHEMA ${quote(table.schema)}`);
      const lines = columns.map(
        ({ name, kind, required, initially }) =>
          `${quote(name)} ${columnTypes[kind]}${required === true && kind !== 'identity' ? ' NOT NULL' : ''}${initially === undefined ? '' : ` DEFAULT ${initially}`}`,
      );
      await session.query(`CREATE TABLE ${nameOf(table)} (${lines.join(', ')})`);
      await session.query(`CREATE INDEX ON ${nameOf(table)} (${index.map(quote).join(', ')})`);
    },
    async addColumn(session, table, { name, kind }) {
      await session.query(`ALTER TABLE ${nameOf(table)} ADD COLUMN ${quote(name)} ${columnTypes[kind]}`);
    },
    problemsOf: () => Promise.resolve([]),
    async transaction(lock, work) {
      const { client, cut } = await connect(config);
      const session = createSession(client, silenceMs, cut);
      try {
        if (!(await begin(session, lock))) return undefined;
        return { result: await work(session) };
      } finally {
        // a connection that ends takes back what was not committed
        await disconnect(client, cut);
      }
    },
    explain: (error) => explained(error, config, place, tenant, meaningOf),
  };
}
