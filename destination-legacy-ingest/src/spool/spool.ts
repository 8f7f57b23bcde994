import { join } from 'node:path';

import type { StreamKey } from 'airbyte-runtime';

import { checkpoint, openDatabase, type Database } from '../database/database';
import type { Disk } from '../disk/disk';
import { spoolCacheKiB } from '../settings';

import { openRawLog, type RawLog } from './raw-log';
import { openRegistry, tableName, type RegisteredStream, type Registry } from './registry';
import { reproject } from './reproject';
import { dropTable } from './row-table';
import type { StreamShape } from './shape';
import { mergedStream, replacedStream, transientStream, type StreamSpool } from './stream-spool';
import { openStreamTable } from './stream-table';

/** How long the rows of a stream are kept, and whether a sync replaces them. */
export type Keeping = 'this_sync' | 'merged' | 'replaced';

/** The records of a tenant on the disk: those that stay between syncs and those of this one. */
export interface Spool {
  readonly spoolId: string;
  readonly registered: (stream: StreamKey) => RegisteredStream | undefined;
  open(stream: StreamKey, keeping: Keeping, shape: StreamShape): StreamSpool;
  /** A table of this sync that vanishes with it. */
  readonly scratch: Database;
  /** Brings everything that is to stay onto the disk. */
  checkpoint(): void;
  close(): void;
}

export interface SpoolPlace {
  /** stays between syncs */
  readonly records: string;
  /** emptied at the start and at the end of each sync */
  readonly scratch: string;
}

const databaseName = 'records.db';

/** Rows of a shape that the format no longer asks for are made anew from their raw text; false when that is gone. */
function bringUpToDate(
  database: Database,
  registry: Registry,
  { id, live, shape: stored }: RegisteredStream,
  { stream, shape, log }: { readonly stream: StreamKey; readonly shape: StreamShape; readonly log: RawLog },
): boolean {
  if (stored === shape.digest) return true;
  const old = openStreamTable(database, tableName(id, live), [], shape.primary);
  const fresh = openStreamTable(database, tableName(id, live + 1), shape.indexes, shape.primary);
  const complete = reproject(database, stream, old.rows, fresh, { log, projection: shape.projection });
  if (!complete) fresh.drop();
  database.transaction(() => {
    registry.update(id, { live: live + 1, shape: shape.digest });
    old.drop();
  });
  return complete;
}

/**
 * @param lost called for a stream whose rows could not be carried over to a changed format
 * @throws the store's error; `isDamage` tells one that is broken
 */
export function openSpool(disk: Disk, place: SpoolPlace, lost: (stream: StreamKey) => void): Spool {
  disk.mkdirSync(place.records, { recursive: true });
  disk.mkdirSync(place.scratch, { recursive: true });
  const database = openDatabase(join(place.records, databaseName), {
    durability: 'checkpointed',
    cacheKiB: spoolCacheKiB,
  });
  const scratch = openDatabase(join(place.scratch, 'sync.db'), { durability: 'scratch', cacheKiB: spoolCacheKiB });
  const registry = openRegistry(database);
  const logs: RawLog[] = [];

  function logIn(directory: string): RawLog {
    const log = openRawLog(disk, directory);
    logs.push(log);
    return log;
  }

  function openKept(stream: StreamKey, keeping: 'merged' | 'replaced', shape: StreamShape): StreamSpool {
    const registered = registry.register(stream, shape.digest);
    for (const name of registry.leftovers(registered)) dropTable(database, name);
    const log = logIn(join(place.records, 'raw', String(registered.id)));
    const kept = { database, registry, id: registered.id, log, shape };
    if (keeping === 'replaced' || registered.cleared !== null) return replacedStream(kept);
    if (!bringUpToDate(database, registry, registered, { stream, shape, log })) lost(stream);
    return mergedStream(kept);
  }

  let transients = 0;
  return {
    spoolId: registry.spoolId,
    registered: (stream) => registry.get(stream),
    scratch,
    open(stream, keeping, shape) {
      if (keeping !== 'this_sync') return openKept(stream, keeping, shape);
      transients += 1;
      const log = logIn(join(place.scratch, 'raw', String(transients)));
      return transientStream(scratch, tableName(transients, 1), log, shape);
    },
    checkpoint() {
      checkpoint(database);
    },
    close() {
      for (const log of logs) log.close();
      scratch.close();
      database.close();
      disk.rmSync(place.scratch, { recursive: true, force: true });
    },
  };
}
