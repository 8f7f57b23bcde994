import Libsql from 'libsql';

import { groupedWrites } from '../settings';

/** Integers beyond 2^53 are handed in as bigint and read back as text (`cast(... as text)`). */
export type SqlValue = string | number | bigint | null;

export interface Statement {
  /** @returns the number of rows that changed */
  run(...values: SqlValue[]): number;
  /** Rows as arrays, in the order of the selected columns. */
  all<Row extends readonly unknown[]>(...values: SqlValue[]): Row[];
}

export interface Database {
  exec(sql: string): void;
  /** Prepared once per text. */
  statement(sql: string): Statement;
  /** All of it or nothing, and committed on return. */
  transaction<T>(body: () => T): T;
  /** All of it or nothing, committed with others of its kind, at the latest by the next transaction or `commit`. */
  grouped(body: () => void): void;
  commit(): void;
  close(): void;
}

export interface DatabaseOptions {
  /**
   * `durable`: a commit survives a power cut. `checkpointed`: it survives a kill at once, a power cut from the next
   * checkpoint on. `scratch`: nothing survives; it is one transaction from its opening to its end, so that pages are
   * written only when they do not fit into the cache. `lock`: nothing is written at all.
   */
  readonly durability: 'durable' | 'checkpointed' | 'scratch' | 'lock';
  readonly cacheKiB: number;
}

/** Pages of 16 KiB: rows of half a kilobyte go in and out a third faster than with the default of 4 KiB. */
const pragmas = {
  durable: ['journal_mode=WAL', 'synchronous=FULL'],
  // 16 MB between checkpoints: each one writes pages a second time
  checkpointed: ['page_size=16384', 'journal_mode=WAL', 'synchronous=NORMAL', 'wal_autocheckpoint=1000'],
  scratch: ['page_size=16384', 'journal_mode=OFF', 'synchronous=OFF'],
  lock: [],
};

/** An embedded SQLite file. Errors carry SQLite's code (`SQLITE_FULL`, `SQLITE_NOTADB`, ...). */
export function openDatabase(path: string, { durability, cacheKiB }: DatabaseOptions): Database {
  const connection = new Libsql(path);
  const statements = new Map<string, Statement>();
  let group = 0;

  function prepare(sql: string): Statement {
    const prepared = connection.prepare(sql);
    if (prepared.reader) prepared.raw();
    return {
      run: (...values) => prepared.run(values).changes,
      all: <Row extends readonly unknown[]>(...values: SqlValue[]) => prepared.all(values) as Row[],
    };
  }

  function commit(): void {
    if (group > 0) connection.exec('COMMIT');
    group = 0;
  }

  function transaction<T>(body: () => T): T {
    commit();
    connection.exec('BEGIN IMMEDIATE');
    try {
      const result = body();
      connection.exec('COMMIT');
      return result;
    } catch (error) {
      // a full disk has rolled back already
      if (connection.inTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  }

  function grouped(body: () => void): void {
    if (group === 0) connection.exec('BEGIN IMMEDIATE');
    group += 1;
    body();
    if (group >= groupedWrites) commit();
  }

  const isScratch = durability === 'scratch';
  const database: Database = {
    exec(sql) {
      connection.exec(sql);
    },
    statement(sql) {
      const known = statements.get(sql) ?? prepare(sql);
      statements.set(sql, known);
      return known;
    },
    transaction: isScratch ? (body) => body() : transaction,
    grouped: isScratch
      ? (body) => {
          body();
        }
      : grouped,
    commit: isScratch ? () => undefined : commit,
    close() {
      connection.close();
    },
  };
  try {
    // rows of some 350 bytes: 8 KiB pages hold more of them beside each other than the default 4 KiB
    for (const pragma of ['page_size=8192', ...pragmas[durability], `cache_size=-${cacheKiB}`, 'temp_store=MEMORY'])
      connection.exec(`PRAGMA ${pragma}`);
    database.statement('SELECT count(*) FROM sqlite_master').all();
    if (isScratch) connection.exec('BEGIN');
  } catch (error) {
    connection.close();
    throw error;
  }
  return database;
}

/** Brings everything that was committed into the file itself, on the disk. */
export function checkpoint(database: Database): void {
  database.commit();
  database.statement('PRAGMA wal_checkpoint(TRUNCATE)').all();
}
