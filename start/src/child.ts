import type { ChildProcess } from 'node:child_process';

/** The exit code of a program; 1 for one that a signal ended. Rejects when it could not be started. */
export function exitCode(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      resolve(code ?? 1);
    });
  });
}
