import { join } from 'node:path';

import { createConnection } from 'mysql2/promise';

import { ended, freePort, ready, serverFolder } from './database-process';
import { mariadb, programsOf } from './database-programs';

export const mariadbPrograms = programsOf(mariadb);

export interface MariadbServer {
  readonly port: number;
  /** PEM */
  readonly certificate: string;
  /** Runs one statement as the superuser. */
  query<Row extends object = Record<string, unknown>>(sql: string, database?: string): Promise<Row[]>;
  stop(): Promise<void>;
}

export async function startMariadb(): Promise<MariadbServer> {
  if (!mariadbPrograms.ready) throw new Error(mariadbPrograms.why);
  const folder = serverFolder();
  const port = await freePort();
  const at = (name: string): string => join(folder.path, name);
  folder.run(mariadbPrograms.path('mariadb-install-db'), [
    ...['--no-defaults', `--datadir=${at('data')}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
  ]);
  const child = folder.start(mariadbPrograms.path('mariadbd'), [
    ...['--no-defaults', `--datadir=${at('data')}`, `--port=${port}`, '--bind-address=127.0.0.1'],
    ...[`--socket=${at('socket')}`, `--pid-file=${at('pid')}`, '--skip-name-resolve'],
    ...[`--ssl-cert=${at('server.crt')}`, `--ssl-key=${at('server.key')}`],
    // the suites kill connections and clients, never the machine
    '--innodb-flush-log-at-trx-commit=0',
  ]);

  const connect = (database: string) => createConnection({ socketPath: at('socket'), user: 'root', database });

  async function query<Row extends object>(sql: string, database = 'mysql'): Promise<Row[]> {
    const connection = await connect(database);
    try {
      const [rows] = await connection.query(sql);
      return rows as Row[];
    } finally {
      await connection.end();
    }
  }

  const stop = async (): Promise<void> => {
    await ended(child, 'SIGKILL');
    folder.remove();
  };
  try {
    await ready(child, () => query('SELECT 1'));
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, certificate: folder.certificate, query, stop };
}
