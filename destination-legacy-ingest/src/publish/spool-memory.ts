import type { Database } from '../database/database';
import type { Undelivered } from '../spool/undelivered';

import { fact, setFact } from './facts';

/** Tells records that were lost from records that never were, and acknowledged ones from delivered ones. */
export interface SpoolMemory {
  /** Undefined in a new workspace. */
  spoolId(): string | undefined;
  setSpoolId(id: string): void;
  /** Streams whose rows were kept, with the generation of the last sync; null when the platform sent none. */
  seen(): Map<string, number | null>;
  see(streamId: string, generation: number | null): void;
  /** Streams that are whole again only after a refresh that begins a generation beyond this one. */
  lost(): Map<string, number | null>;
  lose(streamId: string, generation: number | null): void;
  regain(streamId: string): void;
  /** Streams with states that were acknowledged before their records were delivered. */
  undelivered(): Map<string, Undelivered>;
  owe(streamId: string, undelivered: Undelivered): void;
  delivered(streamId: string): void;
  /** All changes that the body makes, or none. */
  together(body: () => void): void;
}

const schema = `
  CREATE TABLE IF NOT EXISTS seen (stream TEXT PRIMARY KEY, generation INTEGER);
  CREATE TABLE IF NOT EXISTS lost (stream TEXT PRIMARY KEY, generation INTEGER);
  CREATE TABLE IF NOT EXISTS undelivered (stream TEXT PRIMARY KEY, records TEXT NOT NULL);
`;

export function openSpoolMemory(database: Database): SpoolMemory {
  database.exec(schema);
  const all = (table: string): Map<string, number | null> =>
    new Map(database.statement(`SELECT stream, generation FROM ${table}`).all<[string, number | null]>());
  const put = (table: string, stream: string, value: string | number | null): void => {
    database.statement(`INSERT OR REPLACE INTO ${table} VALUES (?, ?)`).run(stream, value);
  };
  const remove = (table: string, stream: string): void => {
    database.statement(`DELETE FROM ${table} WHERE stream = ?`).run(stream);
  };
  return {
    spoolId: () => fact(database, 'spool_id'),
    setSpoolId(id) {
      setFact(database, 'spool_id', id);
    },
    seen: () => all('seen'),
    see(stream, generation) {
      put('seen', stream, generation);
    },
    lost: () => all('lost'),
    lose(stream, generation) {
      put('lost', stream, generation);
    },
    regain(stream) {
      remove('lost', stream);
    },
    undelivered() {
      const rows = database.statement('SELECT stream, records FROM undelivered').all<[string, string]>();
      return new Map(rows.map(([stream, records]) => [stream, JSON.parse(records) as Undelivered]));
    },
    owe(stream, undelivered) {
      put('undelivered', stream, JSON.stringify(undelivered));
    },
    delivered(stream) {
      remove('undelivered', stream);
    },
    together(body) {
      database.transaction(body);
    },
  };
}
