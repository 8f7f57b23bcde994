import { createHash } from 'node:crypto';
import { isIP } from 'node:net';

import { createConnection, type Connection } from 'mysql2/promise';

import type { MysqlDeliveryConfig } from '../../config';
import { patienceOf, tlsOf } from '../tables/connection';
import { misconfigured } from '../tables/errors';
import { explained } from '../tables/explain';
import { labelOf, type Lock, type TableServer } from '../tables/server';
import { watched } from '../tables/watchdog';

import { meaningOf } from './explain';
import { createSession, nameOf, quote } from './session';
import { columnTypes } from './types';

/** How long a statement waits for rows that the reader of the tables holds, in seconds. */
const lockTimeout = 30;
/** How long we wait for a farewell. */
const farewellMs = 2_000;

async function connect(config: MysqlDeliveryConfig): Promise<Connection> {
  // the driver compares names only, and would believe any address
  if (isIP(config.host) !== 0 && (config.ssl_mode ?? 'verify-full') === 'verify-full')
    throw misconfigured(
      `The SSL mode verify-full compares the certificate with the server's name, and ${config.host} is an address. Give the name in the destination's delivery, or choose verify-ca.`,
    );
  const tls = tlsOf(config);
  const connection = await createConnection({
    host: config.host,
    port: config.port ?? 3306,
    database: config.database,
    user: config.user,
    password: config.password,
    connectTimeout: patienceOf(config).connectMs,
    charset: 'utf8mb4',
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    ...(tls && {
      ssl: {
        ...(typeof tls.ca === 'string' && { ca: tls.ca }),
        rejectUnauthorized: tls.rejectUnauthorized ?? true,
        verifyIdentity: tls.rejectUnauthorized === true && tls.checkServerIdentity === undefined,
      },
    }),
  });
  // whoever waits is told; an error while nobody waits comes up at the next statement
  connection.on('error', () => undefined);
  return connection;
}

async function disconnect(connection: Connection): Promise<void> {
  const cut = (): void => {
    connection.destroy();
  };
  try {
    await watched(
      farewellMs,
      cut,
      Promise.race([connection.end(), new Promise((done) => setTimeout(done, farewellMs))]),
    );
  } catch {
    cut();
  }
}

export function mysqlServer(config: MysqlDeliveryConfig, tenant: string): TableServer {
  const { silenceMs } = patienceOf(config);
  const place = `MySQL ${config.database} on ${config.host}:${config.port ?? 3306}`;
  // names of locks are the whole server's, and 64 letters at most
  const lockName = (name: string): string =>
    `legacy_ingest:${createHash('sha256').update(`${config.database}:${name}`).digest('hex').slice(0, 40)}`;
  const locks: Readonly<Record<Lock, string | undefined>> = {
    tenant: lockName(`tenant:${tenant}`),
    tables: lockName('tables'),
    none: undefined,
  };

  return {
    title: 'MySQL',
    place,
    quote,
    nameOf,
    // the first comparison finds rows by an index, the second keeps those that only its collation takes for equal
    is: (column, value) => ({
      sql: `${quote(column)} = ? AND ${quote(column)} = ? COLLATE utf8mb4_bin`,
      values: [value, value],
    }),
    // the session's zone is UTC
    instant: (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' '),
    decimal: (column) => `CAST(${quote(column)} AS DECIMAL(65, 10))`,
    transactionalTables: false,
    async create(session, { table, columns, index }) {
      const lines = columns.map(
        ({ name, kind, required, initially }) =>
          `${quote(name)} ${columnTypes[kind]}${required === true && kind !== 'identity' ? ' NOT NULL' : ''}${initially === undefined ? '' : ` DEFAULT ${initially}`}`,
      );
      await session.query(
        `CREATE TABLE ${nameOf(table)} (${lines.join(', ')}, INDEX (${index.map(quote).join(', ')})) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4`,
      );
    },
    async addColumn(session, table, { name, kind }) {
      await session.query(`ALTER TABLE ${nameOf(table)} ADD COLUMN ${quote(name)} ${columnTypes[kind]}`);
    },
    async problemsOf(session, table, appends) {
      const [row] = await session.query<{ engine: string | null }>(
        'SELECT ENGINE AS engine FROM information_schema.tables WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ?',
        [table.schema, table.name],
      );
      const numbered = await session.query(
        `SELECT 1 FROM information_schema.columns WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? AND EXTRA LIKE '%auto_increment%'`,
        [table.schema, table.name],
      );
      return [
        ...(row?.engine === 'InnoDB'
          ? []
          : [
              `${labelOf(table)} has the engine ${row?.engine ?? 'of a view'}, which has no transactions: it must be InnoDB`,
            ]),
        ...(appends && numbered.length === 0
          ? [`${labelOf(table)} has no auto_increment column, by which the rows of a batch are read back`]
          : []),
      ];
    },
    async transaction(lock, work) {
      const connection = await connect(config);
      const session = createSession(connection, silenceMs);
      try {
        // values that do not fit are errors, backslashes escape as the driver writes them
        await session.query(
          `SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', innodb_lock_wait_timeout = ${lockTimeout}, lock_wait_timeout = ${lockTimeout}`,
        );
        const name = locks[lock];
        if (name !== undefined) {
          const [row] = await session.query<{ held: string | number | null }>('SELECT GET_LOCK(?, 0) AS held', [name]);
          if (Number(row?.held) !== 1) return undefined;
        }
        // read committed: deleting a tenant's rows locks no gap into which another tenant's rows go
        await session.query('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
        // making a table ends a transaction: the next statement must begin another, and not stand for itself
        await session.query('SET SESSION autocommit = 0');
        return { result: await work(session) };
      } finally {
        // a connection that ends takes back what was not committed, and gives up its lock
        await disconnect(connection);
      }
    },
    explain: (error) => explained(error, config, place, tenant, meaningOf),
  };
}
