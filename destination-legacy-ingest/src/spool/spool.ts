import { join } from 'node:path';

import { streamId, type RecordInput, type StreamKey } from 'airbyte-runtime';

import { checkpoint, openDatabase, type Database } from '../database/database';
import type { Disk } from '../disk/disk';
import { spoolCacheKiB } from '../settings';

import { openRawLog, type RawLog } from './raw-log';
import { openRegistry, tableName, type RegisteredStream, type Registry } from './registry';
import { reproject } from './reproject';
import { dropTable } from './row-table';
import type { StreamShape } from './shape';
import { journaledStream, mergedStream, replacedStream, transientStream, type StreamSpool } from './stream-spool';
import { openStreamTable } from './stream-table';
import { hasJournal, journalOf, readJournal, type Undelivered } from './undelivered';

/** How long the rows of a stream are kept, and whether a sync replaces them. */
export type Keeping = 'this_sync' | 'until_delivered' | 'merged' | 'replaced';

/** The records of a tenant on the disk: those that stay between syncs and those of this one. */
export interface Spool {
  readonly spoolId: string;
  /** it holds streams of earlier syncs */
  readonly isOld: boolean;
  readonly registered: (stream: StreamKey) => RegisteredStream | undefined;
  /** @param undelivered what earlier syncs acknowledged and did not deliver, if it is still there */
  open(stream: StreamKey, keeping: Keeping, shape: StreamShape, undelivered?: Undelivered): StreamSpool;
  /** Whether acknowledged records are still there. */
  has(stream: StreamKey, undelivered: Undelivered): boolean;
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
  /** stays until what is in it is delivered */
  readonly journals: string;
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

  function* owed(stream: StreamKey, undelivered: Undelivered | undefined): Generator<RecordInput> {
    if (undelivered?.kind === 'journal')
      yield* readJournal(disk, journalOf(place.journals, streamId(stream)), stream, undelivered);
  }

  function openKept(
    stream: StreamKey,
    keeping: 'merged' | 'replaced',
    shape: StreamShape,
    undelivered: Undelivered | undefined,
  ): StreamSpool {
    const registered = registry.register(stream, shape.digest);
    for (const name of registry.leftovers(registered)) dropTable(database, name);
    const log = logIn(join(place.records, 'raw', String(registered.id)));
    const kept = { database, registry, id: registered.id, log, shape };
    if (keeping === 'replaced' || registered.cleared !== null) return replacedStream(kept);
    if (!bringUpToDate(database, registry, registered, { stream, shape, log })) lost(stream);
    return mergedStream(kept, undelivered?.kind === 'merged' ? undelivered.file : undefined, owed(stream, undelivered));
  }

  let transients = 0;
  return {
    spoolId: registry.spoolId,
    isOld: registry.isOld,
    registered: (stream) => registry.get(stream),
    scratch,
    has: (stream, undelivered) =>
      undelivered.kind === 'merged'
        ? undelivered.spoolId === registry.spoolId
        : hasJournal(disk, journalOf(place.journals, streamId(stream)), undelivered),
    open(stream, keeping, shape, undelivered) {
      if (keeping === 'merged' || keeping === 'replaced') return openKept(stream, keeping, shape, undelivered);
      transients += 1;
      if (keeping === 'until_delivered') {
        const kept = logIn(journalOf(place.journals, streamId(stream)));
        return journaledStream(scratch, tableName(transients, 1), kept, shape, owed(stream, undelivered));
      }
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
