import { join } from 'node:path';

import { operatorError } from 'airbyte-runtime';

import { openDatabase, type Database } from '../database/database';
import { lockPatienceMs, lockRetryMs } from '../settings';

/** The file that is locked, in the workspace's directory. */
export const lockFileOf = (directory: string): string => join(directory, 'lock.db');

/** Held until it is released or the process ends, however it ends: the operating system frees it. */
export interface Lock {
  release(): void;
}

/** An exclusive transaction on a database of its own; undefined when another process holds it. */
export function tryLock(path: string): Lock | undefined {
  let database: Database | undefined;
  try {
    database = openDatabase(path, { durability: 'lock', cacheKiB: 100 });
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database?.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return undefined;
    throw error;
  }
  const held = database;
  return {
    release() {
      held.exec('ROLLBACK');
      held.close();
    },
  };
}

/**
 * Waits a little for another run of the same tenant to end.
 * @throws a transient error when it does not
 */
export async function lock(path: string, tenant: string, sleep: (ms: number) => Promise<void>): Promise<Lock> {
  for (let waited = 0; ; waited += lockRetryMs) {
    const held = tryLock(path);
    if (held !== undefined) return held;
    if (waited >= lockPatienceMs)
      throw operatorError({
        failureType: 'transient',
        message: `Another sync of tenant ${tenant} is writing to the same directory. This one did nothing; it can run when the other has ended. If two connections share the tenant key, give one of them another.`,
      });
    await sleep(lockRetryMs);
  }
}
