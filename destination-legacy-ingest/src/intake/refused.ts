import type { ReasonCode } from 'legacy-format';

import type { Database } from '../database/database';

/** A line that never became a row. */
export interface Refused {
  readonly code: Extract<ReasonCode, 'MISSING_KEY' | 'UNREADABLE'>;
  /** a sentence */
  readonly message: string;
  /** its text, or the beginning of it when it could not be read */
  readonly raw: string;
}

/** Lines that were refused as they came, kept on the disk for the rejects files. */
export interface RefusedLines {
  /** @param stream name; empty when the line does not say */
  add(stream: string, refused: Refused): void;
  count(stream: string): number;
  streams(): string[];
  of(stream: string): Iterable<Refused>;
}

type Selected = readonly [number, Refused['code'], string, string];

const pageLines = 100;

export function createRefusedLines(scratch: Database): RefusedLines {
  scratch.exec(
    `CREATE TABLE refused (number INTEGER PRIMARY KEY, stream TEXT NOT NULL, code TEXT NOT NULL, message TEXT NOT NULL, raw TEXT NOT NULL)`,
  );
  const insert = scratch.statement('INSERT INTO refused (stream, code, message, raw) VALUES (?, ?, ?, ?)');
  const page = scratch.statement(
    `SELECT number, code, message, raw FROM refused WHERE stream = ? AND number > ? ORDER BY number LIMIT ${pageLines}`,
  );
  const counts = new Map<string, number>();
  return {
    add(stream, { code, message, raw }) {
      insert.run(stream, code, message, raw);
      counts.set(stream, (counts.get(stream) ?? 0) + 1);
    },
    count: (stream) => counts.get(stream) ?? 0,
    streams: () => [...counts.keys()],
    *of(stream) {
      for (
        let rows = page.all<Selected>(stream, 0);
        rows.length > 0;
        rows = page.all<Selected>(stream, rows.at(-1)?.[0] ?? 0)
      )
        for (const [, code, message, raw] of rows) yield { code, message, raw };
    },
  };
}
