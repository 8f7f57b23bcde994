/** The kinds of database servers that a delivery loads into, behind one face, for suites that promise the same of each. */
import { mariadbPrograms, startMariadb } from './mariadb-server';
import { postgresPrograms, startPostgres } from './postgres-server';
import { loaderPassword } from './tables';

export interface Database {
  readonly port: number;
  /** Runs one statement in the database `ingest` as the superuser. */
  query<Row extends object = Record<string, unknown>>(sql: string): Promise<Row[]>;
  /** An empty database `ingest` that the user `loader` may do everything in. */
  renew(): Promise<void>;
  stop(): Promise<void>;
}

export interface DatabaseKind {
  readonly title: string;
  /** of the delivery */
  readonly kind: 'postgres' | 'mysql';
  readonly ready: boolean;
  /** in front of the names of our own tables */
  readonly log: string;
  start(): Promise<Database>;
}

const postgres: DatabaseKind = {
  title: 'PostgreSQL',
  kind: 'postgres',
  ready: postgresPrograms.ready,
  log: 'legacy_ingest.',
  async start() {
    const server = await startPostgres();
    await server.query(`CREATE ROLE loader LOGIN PASSWORD '${loaderPassword}'`);
    return {
      port: server.port,
      query: (sql) => server.queryIn('ingest', sql),
      async renew() {
        await server.query('DROP DATABASE IF EXISTS ingest WITH (FORCE)');
        await server.query('CREATE DATABASE ingest OWNER loader');
        await server.queryIn('ingest', 'GRANT ALL ON SCHEMA public TO loader');
      },
      stop: server.stop,
    };
  },
};

const mariadb: DatabaseKind = {
  title: 'MariaDB',
  kind: 'mysql',
  ready: mariadbPrograms.ready,
  log: 'legacy_ingest_',
  async start() {
    const server = await startMariadb();
    await server.query(`CREATE USER loader@'127.0.0.1' IDENTIFIED BY '${loaderPassword}'`);
    await server.query(`GRANT ALL ON ingest.* TO loader@'127.0.0.1'`);
    return {
      port: server.port,
      query: (sql) => server.query(sql, 'ingest'),
      async renew() {
        await server.query('DROP DATABASE IF EXISTS ingest');
        await server.query('CREATE DATABASE ingest CHARACTER SET utf8mb4');
      },
      stop: server.stop,
    };
  },
};

export const databaseKinds: readonly DatabaseKind[] = [postgres, mariadb];
