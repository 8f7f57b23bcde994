import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from 'pg';

import { ended, freePort, ready, serverFolder } from './database-process';
import { postgres, programsOf } from './database-programs';

export const postgresPrograms = programsOf(postgres);

export interface PostgresServer {
  readonly port: number;
  /** PEM */
  readonly certificate: string;
  /** of the superuser postgres */
  readonly password: string;
  /** Runs statements as the superuser. */
  query<Row extends object = Record<string, unknown>>(sql: string): Promise<Row[]>;
  queryIn<Row extends object = Record<string, unknown>>(database: string, sql: string): Promise<Row[]>;
  stop(): Promise<void>;
}

export async function startPostgres(): Promise<PostgresServer> {
  if (!postgresPrograms.ready) throw new Error(postgresPrograms.why);
  const folder = serverFolder();
  const port = await freePort();
  const password = 'postgres-password-7Qz';
  const at = (name: string): string => join(folder.path, name);
  writeFileSync(at('password'), password, { mode: 0o644 });
  folder.run(postgresPrograms.path('initdb'), [
    ...['--pgdata', at('data'), '--username', 'postgres', '--auth', 'scram-sha-256', '--pwfile', at('password')],
    ...['--encoding', 'UTF8', '--no-locale', '--no-sync'],
  ]);
  const settings = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ssl: 'on',
    ssl_cert_file: at('server.crt'),
    ssl_key_file: at('server.key'),
    // the suites kill connections and clients, never the machine
    fsync: 'off',
  };
  appendFileSync(
    join(at('data'), 'postgresql.conf'),
    Object.entries(settings)
      .map(([name, value]) => `${name} = '${value}'\n`)
      .join(''),
  );
  const child = folder.start(postgresPrograms.path('postgres'), [...['-D', at('data'), '-p', String(port)]]);

  async function queryIn<Row extends object>(database: string, sql: string): Promise<Row[]> {
    const client = new Client({ host: '127.0.0.1', port, user: 'postgres', password, database });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return (await client.query<Row>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  const query = <Row extends object>(sql: string): Promise<Row[]> => queryIn<Row>('postgres', sql);
  const stop = async (): Promise<void> => {
    await ended(child, 'SIGQUIT');
    folder.remove();
  };
  try {
    await ready(child, () => query('SELECT 1'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, certificate: folder.certificate, password, query, queryIn, stop };
}
