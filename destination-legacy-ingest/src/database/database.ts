import Libsql from 'libsql';

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
  /** All of it or nothing. */
  transaction<T>(body: () => T): T;
  close(): void;
}

export interface DatabaseOptions {
  /**
   * `durable`: a commit survives a power cut. `checkpointed`: it survives a kill at once, a power cut from the next
   * checkpoint on. `scratch`: it need not survive anything.
   */
  readonly durability: 'durable' | 'checkpointed' | 'scratch';
  readonly cacheKiB: number;
}

const pragmas = {
  durable: ['journal_mode=WAL', 'synchronous=FULL'],
  // fewer checkpoints than the default of 1000 pages: each one writes pages a second time
  checkpointed: ['journal_mode=WAL', 'synchronous=NORMAL', 'wal_autocheckpoint=4000'],
  scratch: ['journal_mode=OFF', 'synchronous=OFF', 'locking_mode=EXCLUSIVE'],
};

/** An embedded SQLite file. Errors carry SQLite's code (`SQLITE_FULL`, `SQLITE_NOTADB`, ...). */
export function openDatabase(path: string, { durability, cacheKiB }: DatabaseOptions): Database {
  const connection = new Libsql(path);
  const statements = new Map<string, Statement>();

  function prepare(sql: string): Statement {
    const prepared = connection.prepare(sql);
    const reads = prepared.reader;
    if (reads) prepared.raw();
    return {
      run: (...values) => prepared.run(values).changes,
      all: <Row extends readonly unknown[]>(...values: SqlValue[]) => prepared.all(values) as Row[],
    };
  }

  const database: Database = {
    exec(sql) {
      connection.exec(sql);
    },
    statement(sql) {
      const known = statements.get(sql) ?? prepare(sql);
      statements.set(sql, known);
      return known;
    },
    transaction(body) {
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
    },
    close() {
      connection.close();
    },
  };
  try {
    // rows of some 350 bytes: 8 KiB pages hold more of them beside each other than the default 4 KiB
    for (const pragma of ['page_size=8192', ...pragmas[durability], `cache_size=-${cacheKiB}`, 'temp_store=MEMORY'])
      connection.exec(`PRAGMA ${pragma}`);
    database.statement('SELECT count(*) FROM sqlite_master').all();
  } catch (error) {
    connection.close();
    throw error;
  }
  return database;
}

/** Brings everything that was committed into the file itself, on the disk. */
export function checkpoint(database: Database): void {
  database.statement('PRAGMA wal_checkpoint(TRUNCATE)').all();
}
