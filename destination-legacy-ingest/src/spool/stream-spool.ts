import { rawData } from 'airbyte-runtime';

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
  /** what the reports of this sync are made of; end the writer first */
  readonly table: StreamTable;
  readonly shape: StreamShape;
  readonly log: RawLog;
  /** The JSON text of a row's record as it came; empty when it is gone. */
  rawRecord(row: SpoolRow): string;
  /** Makes what this sync brought the stream's current rows. Durable after Spool.checkpoint. */
  settle(outcome: StreamOutcome): void;
}

export interface StreamOutcome {
  /** the stream was read to its end in this sync */
  readonly finished: boolean;
  /** generation to remember when a truncating sync brought nothing at all for the stream; else null */
  readonly silentGeneration: number | null;
}

function streamSpool(
  database: Database,
  table: StreamTable,
  log: RawLog,
  shape: StreamShape,
  settle: StreamSpool['settle'],
): StreamSpool {
  return {
    writer: createStreamWriter(database, table, log, shape.projection),
    table,
    shape,
    log,
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
  return streamSpool(database, table, log, shape, () => undefined);
}

/** What a stream that is kept between syncs works on. */
export interface KeptStream {
  readonly database: Database;
  readonly registry: Registry;
  readonly id: number;
  readonly log: RawLog;
  readonly shape: StreamShape;
}

/** A stream whose newer records are merged into those of earlier syncs. */
export function mergedStream(kept: KeptStream): StreamSpool {
  const { database, registry, id, log, shape } = kept;
  const table = openStreamTable(database, tableName(id, registry.byId(id).live), shape.indexes, shape.primary);
  return streamSpool(database, table, log, shape, () => {
    compact(database, table.rows, log);
    log.sync();
  });
}

/** A stream that is replaced as a whole: its rows are kept beside the old ones until the sync is published. */
export function replacedStream(kept: KeptStream): StreamSpool {
  const { database, registry, id, log, shape } = kept;
  const { live } = registry.byId(id);
  const staged = openStreamTable(database, tableName(id, live + 1), shape.indexes, shape.primary);
  return streamSpool(database, staged, log, shape, ({ finished, silentGeneration }) => {
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
  });
}
