import { bulkInsert } from '../database/bulk';
import { checkpoint, openDatabase, type SqlValue } from '../database/database';
import { ledgerCacheKiB } from '../settings';
import { keyList, storedKey } from '../spool/key';

import { fact, openFacts, setFact } from './facts';
import { openSpoolMemory, type SpoolMemory } from './spool-memory';

/** A snapshot as it was last published. */
export interface PublishedSnapshot {
  readonly report: string;
  readonly formatSha256: string;
  readonly sha256: string;
  readonly rows: number;
}

/** The content of a rejects file; the name of the batch is in the file but not in the digest. */
export interface RejectsDigest {
  readonly report: string;
  readonly digest: string;
}

/** A batch between the moment its files are ready and the moment its publication is on record. */
export interface PendingBatch {
  readonly id: string;
  readonly version: number | null;
  readonly snapshots: readonly PublishedSnapshot[];
  readonly rejects: readonly RejectsDigest[];
  /** names the delivery needs to tell whether the batch was published, and to undo it */
  readonly files: readonly { readonly kind: 'data' | 'rejects'; readonly name: string }[];
  readonly manifestName: string;
  /** ids of the streams whose records it settles: what was acknowledged of them before is delivered with it */
  readonly streams: readonly string[];
}

/** What was delivered, by which later syncs are judged. Every change is one transaction that survives a power cut. */
export interface Ledger {
  /** Digests of rows as last delivered, by row key. */
  delivered(report: string, keys: readonly string[]): Map<string, string>;
  hasDelivered(report: string): boolean;
  /** Digests of the batch that is being made; they count only when it is final. */
  noteRows(report: string, rows: Iterable<readonly [key: string, digest: string]>): void;
  forgetNotedRows(): void;
  pending(): PendingBatch | undefined;
  setPending(batch: PendingBatch): void;
  /** The pending batch was published: its rows are the ones delivered last. */
  finalise(batch: PendingBatch): void;
  /** The pending batch was not published. */
  abandon(): void;
  isKnown(batchId: string): boolean;
  lastBatch(): string | undefined;
  /** 0 when no batch with a snapshot was ever published */
  lastVersion(): number;
  snapshot(report: string): PublishedSnapshot | undefined;
  /** Digest of the rejects file that was written last for the report. */
  rejects(report: string): string | undefined;
  noteRejects(rejects: readonly RejectsDigest[]): void;
  readonly spoolMemory: SpoolMemory;
  close(): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS batches (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, version INTEGER);
  CREATE TABLE IF NOT EXISTS snapshots (report TEXT PRIMARY KEY, format TEXT NOT NULL, sha256 TEXT NOT NULL, rows INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS delivered (report TEXT NOT NULL, key NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (report, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS noted (report TEXT NOT NULL, key NOT NULL, digest TEXT NOT NULL, PRIMARY KEY (report, key)) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS rejects (report TEXT PRIMARY KEY, digest TEXT NOT NULL);
`;

export function openLedger(path: string): Ledger {
  const database = openDatabase(path, { durability: 'durable', cacheKiB: ledgerCacheKiB });
  openFacts(database);
  database.exec(schema);
  const spoolMemory = openSpoolMemory(database);
  const find = database.statement(
    'SELECT cast(key AS text), digest FROM delivered WHERE report = ? AND key IN (SELECT value FROM json_each(?))',
  );
  const note = bulkInsert(database, 'noted', 3, 'ON CONFLICT DO UPDATE SET digest = excluded.digest');

  function forgetNotedRows(): void {
    database.exec('DELETE FROM noted');
  }

  /** A first delivery is most of a tenant's rows: the tables change places instead of one being copied. */
  function deliverNotedRows(): void {
    const first = database.statement('SELECT 1 FROM delivered LIMIT 1').all().length === 0;
    if (first)
      for (const [from, to] of [
        ['delivered', 'emptied'],
        ['noted', 'delivered'],
        ['emptied', 'noted'],
      ])
        database.exec(`ALTER TABLE ${from} RENAME TO ${to}`);
    else database.exec('INSERT OR REPLACE INTO delivered SELECT report, key, digest FROM noted');
    forgetNotedRows();
  }

  function noteRejects(rejects: readonly RejectsDigest[]): void {
    for (const { report, digest } of rejects)
      database.statement('INSERT OR REPLACE INTO rejects VALUES (?, ?)').run(report, digest);
  }

  return {
    delivered: (report, keys) => new Map(find.all<[string, string]>(report, keyList(keys))),
    hasDelivered: (report) =>
      database.statement('SELECT 1 FROM delivered WHERE report = ? LIMIT 1').all(report).length > 0,
    noteRows(report, rows) {
      const values: SqlValue[] = [];
      for (const [key, digest] of rows) values.push(report, storedKey(key), digest);
      database.transaction(() => {
        note(values);
      });
    },
    forgetNotedRows,
    pending() {
      const text = fact(database, 'pending');
      return text === undefined ? undefined : (JSON.parse(text) as PendingBatch);
    },
    setPending(batch) {
      setFact(database, 'pending', JSON.stringify(batch));
    },
    finalise(batch) {
      database.transaction(() => {
        database.statement('INSERT OR REPLACE INTO batches (id, version) VALUES (?, ?)').run(batch.id, batch.version);
        for (const { report, formatSha256, sha256, rows } of batch.snapshots)
          database
            .statement('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?)')
            .run(report, formatSha256, sha256, rows);
        noteRejects(batch.rejects);
        for (const stream of batch.streams) spoolMemory.delivered(stream);
        deliverNotedRows();
        database.exec(`DELETE FROM facts WHERE name = 'pending'`);
      });
    },
    abandon() {
      database.transaction(() => {
        forgetNotedRows();
        database.exec(`DELETE FROM facts WHERE name = 'pending'`);
      });
    },
    isKnown: (batchId) => database.statement('SELECT 1 FROM batches WHERE id = ?').all(batchId).length > 0,
    lastBatch: () => database.statement('SELECT id FROM batches ORDER BY number DESC LIMIT 1').all<[string]>()[0]?.[0],
    lastVersion: () => database.statement('SELECT max(version) FROM batches').all<[number | null]>()[0]?.[0] ?? 0,
    snapshot(report) {
      const [row] = database
        .statement('SELECT format, sha256, rows FROM snapshots WHERE report = ?')
        .all<[string, string, number]>(report);
      return row && { report, formatSha256: row[0], sha256: row[1], rows: row[2] };
    },
    rejects: (report) =>
      database.statement('SELECT digest FROM rejects WHERE report = ?').all<[string]>(report)[0]?.[0],
    noteRejects,
    spoolMemory,
    close() {
      checkpoint(database);
      database.close();
    },
  };
}
