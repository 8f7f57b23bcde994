import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';

/** How often the other process looks whether the one that works is done. */
const lookAgainMs = 500;

function lives(processId: number): boolean {
  if (processId === 0) return false;
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}

function sleep(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/** Takes a lock file, or waits without leaving the call: jest's workers come here together. A dead owner does not count. */
function take(lock: string): void {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
      // a lock that was just made may still be empty
      const fresh = existsSync(lock) && Date.now() - statSync(lock).mtimeMs < 10 * lookAgainMs;
      if (lives(owner) || (owner === 0 && fresh)) sleep(lookAgainMs);
      else rmSync(lock, { force: true });
    }
  }
}

/** Runs `work` in one process at a time. */
export function alone<T>(lock: string, work: () => T): T {
  take(lock);
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** The same for work that takes its time. */
export async function aloneUntilDone<T>(lock: string, work: () => Promise<T>): Promise<T> {
  take(lock);
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}
