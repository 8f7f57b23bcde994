import { randomUUID } from 'node:crypto';

import type { StreamKey } from 'airbyte-runtime';

import type { Database } from '../database/database';

/** What the spool remembers of a stream between syncs. */
export interface RegisteredStream {
  readonly id: number;
  /** number of the table that holds the current rows */
  readonly live: number;
  /** which fields the stored rows hold; see shapeOf */
  readonly shape: string;
  /** generation of a sync that brought nothing at all: the rows before it go when the next load arrives */
  readonly cleared: number | null;
}

export interface Registry {
  /** Stays the same as long as the records do. */
  readonly spoolId: string;
  /** streams were registered before it was opened */
  readonly isOld: boolean;
  get(stream: StreamKey): RegisteredStream | undefined;
  /** @throws when there is no such stream */
  byId(id: number): RegisteredStream;
  register(stream: StreamKey, shape: string): RegisteredStream;
  update(id: number, changes: Partial<Pick<RegisteredStream, 'live' | 'shape' | 'cleared'>>): void;
  /** Every table of a stream but the current ones. */
  leftovers(stream: RegisteredStream): string[];
}

type Selected = readonly [number, number, string, number | null];

export const tableName = (id: number, number: number): string => `s${id}_${number}`;

function spoolIdOf(database: Database): string {
  database.exec('CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)');
  database.statement(`INSERT OR IGNORE INTO meta VALUES ('spool_id', ?)`).run(randomUUID());
  return database.statement(`SELECT value FROM meta WHERE name = 'spool_id'`).all<[string]>()[0]?.[0] ?? '';
}

export function openRegistry(database: Database): Registry {
  database.exec(
    `CREATE TABLE IF NOT EXISTS streams (id INTEGER PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL,
       live INTEGER NOT NULL, shape TEXT NOT NULL, cleared INTEGER, UNIQUE (namespace, name))`,
  );
  const select = database.statement('SELECT id, live, shape, cleared FROM streams WHERE namespace = ? AND name = ?');
  const insert = database.statement('INSERT INTO streams VALUES (NULL, ?, ?, 1, ?, NULL)');
  const update = database.statement('UPDATE streams SET live = ?, shape = ?, cleared = ? WHERE id = ?');
  const selectById = database.statement('SELECT id, live, shape, cleared FROM streams WHERE id = ?');

  const read = (rows: Selected[]): RegisteredStream | undefined => {
    const [row] = rows;
    return row && { id: row[0], live: row[1], shape: row[2], cleared: row[3] };
  };
  const byId = (id: number): RegisteredStream => {
    const found = read(selectById.all<Selected>(id));
    if (found === undefined) throw new Error(`stream number ${id} is not registered`);
    return found;
  };
  const get = ({ name, namespace = '' }: StreamKey): RegisteredStream | undefined =>
    read(select.all<Selected>(namespace, name));

  return {
    spoolId: spoolIdOf(database),
    isOld: database.statement('SELECT 1 FROM streams LIMIT 1').all().length > 0,
    get,
    byId,
    register(stream, shape) {
      const known = get(stream);
      if (known !== undefined) return known;
      insert.run(stream.namespace ?? '', stream.name, shape);
      const made = get(stream);
      if (made === undefined) throw new Error(`stream ${stream.name} was registered and is not there`);
      return made;
    },
    update(id, changes) {
      const { live, shape, cleared } = { ...byId(id), ...changes };
      update.run(live, shape, cleared, id);
    },
    leftovers({ id, live }) {
      const mine = database
        .statement(`SELECT name FROM sqlite_master WHERE type = 'table' AND name GLOB ?`)
        .all<[string]>(`s${id}_*`)
        .map(([name]) => name);
      const current = tableName(id, live);
      return mine.filter((name) => name !== current && !name.startsWith(`${current}_i`));
    },
  };
}
