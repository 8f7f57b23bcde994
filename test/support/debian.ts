/** Debian's packages, for suites that run a real server. */
import { spawnSync } from 'node:child_process';

/** A first installation takes half a minute; past this something hangs. */
const installTimeoutMs = 10 * 60_000;
/** Another suite may be installing. */
const options = ['-o', 'DPkg::Lock::Timeout=600', '--yes', '--no-install-recommends'];

/** @returns why it did not work */
export function installDebian(packages: readonly string[]): string | undefined {
  const names = packages.join(' and ');
  if (process.getuid?.() !== 0) return `${names} is not installed, and only root can install it`;
  process.stderr.write(`Installing Debian's ${names} (once) ...\n`);
  // no package may start a server of its own
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' };
  for (const args of [['update'], ['install', ...options, ...packages]]) {
    const done = spawnSync('apt-get', args, { encoding: 'utf8', timeout: installTimeoutMs, env: environment });
    // the lists of before, or those that another suite is just fetching, may do
    if (done.status === 0 || args[0] === 'update') continue;
    return `apt-get ${args.join(' ')} failed: ${done.error?.message ?? done.stderr.trim().split('\n').slice(-2).join(' ')}`;
  }
  return undefined;
}
