/** The container engine for suites: the one that answers, else podman from Debian's packages. */
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { alone } from '../lock';

import { provideBaseImage } from './base-image';
import { hasPodman, installPodman } from './podman';

export interface Engine {
  readonly ready: true;
  readonly command: 'docker' | 'podman';
  readonly environment: NodeJS.ProcessEnv;
  /** arguments for its build, after those of `npm run image` */
  readonly buildArguments: readonly string[];
  /** arguments for a root file system with nothing writable in it at all */
  readonly readOnly: readonly string[];
}

export interface NoEngine {
  readonly ready: false;
  readonly why: string;
}

/** Downloads and images stay here between runs. */
const cache = join(homedir(), '.cache', 'servicetitan-sync', 'containers');

function podman(environment: NodeJS.ProcessEnv): Engine | NoEngine {
  const why = provideBaseImage(environment, cache);
  if (why !== undefined) return { ready: false, why };
  return {
    ready: true,
    command: 'podman',
    environment,
    // the bundle is made outside: nothing of the build needs a network, or a bridge on this machine
    buildArguments: ['--pull=never', '--network=none'],
    readOnly: ['--read-only', '--read-only-tmpfs=false'],
  };
}

function find(): Engine | NoEngine {
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0)
    return { ready: true, command: 'docker', environment: process.env, buildArguments: [], readOnly: ['--read-only'] };
  // root gets one with settings of its own, whatever the machine's are
  if (process.getuid?.() !== 0)
    return hasPodman() ? podman(process.env) : { ready: false, why: 'no engine, and not root' };
  return alone(`${cache}.lock`, () => {
    const environment = installPodman(cache);
    return typeof environment === 'string' ? { ready: false, why: environment } : podman(environment);
  });
}

/** Synchronous, because jest wants to know while it collects the tests. */
export function findEngine(): Engine | NoEngine {
  const engine = find();
  if (!engine.ready) process.stderr.write(`Containers: the suites that need them are skipped: ${engine.why}\n`);
  return engine;
}
