import { createHash } from 'node:crypto';

import type { RejectedRecord } from 'legacy-format';

import type { Database } from '../database/database';

/** A rejected record before the batch that tells of it has its id. */
export type Reject = Omit<RejectedRecord, 'batchId'>;

/** Rejected records of one report, kept on the disk until the batch has its id. */
export interface RejectList {
  add(reject: Reject): void;
  readonly count: () => number;
  /** of the content */
  readonly digest: () => string;
  all(): Iterable<Reject>;
}

const pageLines = 100;

export function createRejectList(scratch: Database, table: string): RejectList {
  scratch.exec(`CREATE TABLE ${table} (number INTEGER PRIMARY KEY, reject TEXT NOT NULL)`);
  const insert = scratch.statement(`INSERT INTO ${table} (reject) VALUES (?)`);
  const page = scratch.statement(
    `SELECT number, reject FROM ${table} WHERE number > ? ORDER BY number LIMIT ${pageLines}`,
  );
  const hash = createHash('sha256');
  let count = 0;
  return {
    add(reject) {
      const text = JSON.stringify(reject);
      insert.run(text);
      hash.update(text);
      count += 1;
    },
    count: () => count,
    digest: () => hash.copy().digest('hex'),
    *all() {
      for (
        let rows = page.all<[number, string]>(0);
        rows.length > 0;
        rows = page.all<[number, string]>(rows.at(-1)?.[0] ?? 0)
      )
        for (const [, text] of rows) yield JSON.parse(text) as Reject;
    },
  };
}
