import { rawData, type RecordInput } from 'airbyte-runtime';

import type { Database } from '../database/database';

import { compact } from './compact';
import type { RawLog } from './raw-log';
import { tableName, type Registry } from './registry';
import type { SpoolRow } from './row-table';
import type { StreamShape } from './shape';
import { openStreamTable, type StreamTable } from './stream-table';
import { createStreamWriter, type StreamWriter } from './stream-writer';

/** The records of one stream during a sync. */
export interface StreamSpool {
  readonly writer: StreamWriter;
  /** what the reports of this sync are made of; commit the writer first */
  readonly table: StreamTable;
  readonly shape: StreamShape;
  readonly log: RawLog;
  /** The JSON text of a row's record as it came; empty when it is gone. */
  rawRecord(row: SpoolRow): string;
  /** Whether no batch has brought the row yet, nor a newer version of it: reports of changes are made of these. */
  isUndelivered(row: SpoolRow): boolean;
  /** Whether the row came with the input of this sync. */
  isNew(row: SpoolRow): boolean;
  /** Makes what came so far durable and says where the next sync finds it; undefined when it goes with this sync. */
  readonly hold: (() => Held) | undefined;
  /** Makes what this sync brought the stream's current rows. Durable after Spool.checkpoint. */
  settle(outcome: StreamOutcome): void;
}

export interface StreamOutcome {
  /** the stream was read to its end in this sync */
  readonly finished: boolean;
  /** generation to remember when a truncating sync brought nothing at all for the stream; else null */
  readonly silentGeneration: number | null;
}

/** See Undelivered; its generation is the sync's. */
export type Held =
  | { readonly kind: 'merged'; readonly file: number }
  | { readonly kind: 'journal'; readonly file: number; readonly bytes: number };

interface Keeping {
  readonly settle: StreamSpool['settle'];
  /** the first raw file with rows that were not delivered */
  readonly since?: number;
  readonly hold?: () => Held;
  /** records that earlier syncs acknowledged and did not deliver */
  readonly owed?: Iterable<RecordInput>;
}

function streamSpool(
  database: Database,
  table: StreamTable,
  log: RawLog,
  shape: StreamShape,
  { settle, since = log.file, hold, owed = [] }: Keeping,
): StreamSpool {
  const writer = createStreamWriter(database, table, log, shape.projection);
  for (const record of owed) writer.put(record);
  const begin = log.end();
  return {
    writer,
    table,
    shape,
    log,
    isUndelivered: ({ file }) => file >= Math.min(since, log.file),
    isNew: ({ file, position }) => file === log.file && position >= begin,
    hold:
      hold &&
      (() => {
        writer.commit();
        log.sync();
        return hold();
      }),
    rawRecord(row) {
      const line = log.read(row);
      return line === undefined ? '' : rawData({ line });
    },
    settle,
  };
}

/** A stream that is forgotten after the sync: a report of changes needs no more. */
export function transientStream(database: Database, name: string, log: RawLog, shape: StreamShape): StreamSpool {
  const table = openStreamTable(database, name, shape.indexes, shape.primary);
  return streamSpool(database, table, log, shape, { settle: () => undefined });
}

/** The same, but its raw file stays until what it holds is delivered. */
export function journaledStream(
  database: Database,
  name: string,
  log: RawLog,
  shape: StreamShape,
  owed: Iterable<RecordInput>,
): StreamSpool {
  const table = openStreamTable(database, name, shape.indexes, shape.primary);
  return streamSpool(database, table, log, shape, {
    settle: () => undefined,
    hold: () => ({ kind: 'journal', file: log.file, bytes: log.end() }),
    owed,
  });
}

/** What a stream that is kept between syncs works on. */
export interface KeptStream {
  readonly database: Database;
  readonly registry: Registry;
  readonly id: number;
  readonly log: RawLog;
  readonly shape: StreamShape;
}

/**
 * A stream whose newer records are merged into those of earlier syncs.
 * @param since the first raw file with rows that were acknowledged and not delivered
 */
export function mergedStream(kept: KeptStream, since: number | undefined, owed: Iterable<RecordInput>): StreamSpool {
  const { database, registry, id, log, shape } = kept;
  const table = openStreamTable(database, tableName(id, registry.byId(id).live), shape.indexes, shape.primary);
  return streamSpool(database, table, log, shape, {
    settle() {
      compact(database, table.rows, log);
      log.sync();
    },
    ...(since === undefined ? {} : { since }),
    hold: () => ({ kind: 'merged', file: Math.min(since ?? log.file, log.file) }),
    owed,
  });
}

/** A stream that is replaced as a whole: its rows are kept beside the old ones until the sync is published. */
export function replacedStream(kept: KeptStream): StreamSpool {
  const { database, registry, id, log, shape } = kept;
  const { live } = registry.byId(id);
  const staged = openStreamTable(database, tableName(id, live + 1), shape.indexes, shape.primary);
  return streamSpool(database, staged, log, shape, {
    settle({ finished, silentGeneration }) {
      if (!finished) {
        if (silentGeneration !== null) registry.update(id, { cleared: silentGeneration });
        staged.drop();
        return;
      }
      log.sync();
      database.transaction(() => {
        registry.update(id, { live: live + 1, shape: shape.digest, cleared: null });
        openStreamTable(database, tableName(id, live), shape.indexes, shape.primary).drop();
      });
      log.dropBefore(log.file);
    },
  });
}
