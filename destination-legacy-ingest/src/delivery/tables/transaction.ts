import { lockPatienceMs, lockRetryMs } from '../../settings';

import { otherSync } from './errors';
import type { Lock, Session, TableServer } from './server';

/**
 * Waits a little for whoever holds the lock.
 * @throws a transient error when it is not given up
 */
export async function locked<T>(
  server: TableServer,
  lock: Lock,
  { tenant, sleep }: { readonly tenant: string; readonly sleep: (ms: number) => Promise<void> },
  work: (session: Session) => Promise<T>,
): Promise<T> {
  for (let waited = 0; ; waited += lockRetryMs) {
    const done = await server.transaction(lock, work);
    if (done !== undefined) return done.result;
    if (waited >= lockPatienceMs) throw otherSync(tenant, server.place);
    await sleep(lockRetryMs);
  }
}
