// The container engine of this machine: one that answers, not just a client that is installed.
import { spawnSync } from 'node:child_process';

/** @returns {'docker' | 'podman' | undefined} */
export function findEngine() {
  return ['docker', 'podman'].find((name) => spawnSync(name, ['info'], { stdio: 'ignore' }).status === 0);
}

/**
 * Arguments of `build` that make the same image of the same folder every time. A layer of an earlier build would be taken
 * for its content and keep its own times, so none is used.
 * @param {'docker' | 'podman'} engine
 * @param {number} epoch seconds, the time of the image and of all that is in it
 */
export function repeatable(engine, epoch) {
  const argument = ['--build-arg', `SOURCE_DATE_EPOCH=${epoch}`];
  return engine === 'podman'
    ? [...argument, '--layers=false', '--timestamp', String(epoch)]
    : [...argument, '--no-cache'];
}
