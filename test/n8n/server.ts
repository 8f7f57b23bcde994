import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { environmentOf, type Place } from './environment';
import type { N8n } from './installation';

/** The first start makes the database: 9 seconds on a quiet machine. */
const readyWithinMs = 5 * 60_000;
/** n8n finishes what runs before it ends. */
const stopWithinMs = 20_000;

export interface N8nServer {
  readonly url: string;
  readonly place: Place;
  /** what it has written so far */
  log(): string;
  /** Resolves when it has ended, by itself too. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

function lastWords(log: string): string {
  return log.trim().split('\n').slice(-20).join('\n');
}

/** Kills it with all that it has started. */
function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // nothing of it is left
  }
}

async function isReady(url: string): Promise<boolean> {
  try {
    const [health, page] = [await fetch(`${url}/healthz/readiness`), await fetch(`${url}/rest/settings`)];
    return health.ok && page.ok;
  } catch {
    return false;
  }
}

/**
 * Starts n8n and waits until it answers. Its log is `n8n.log` in the user folder.
 * @throws with its last words when it ends or does not become ready
 */
export async function startN8n(n8n: N8n, place: Place): Promise<N8nServer> {
  mkdirSync(place.userFolder, { recursive: true });
  const logFile = join(place.userFolder, 'n8n.log');
  const output = openSync(logFile, 'w');
  const child = spawn(n8n.node, [n8n.program, 'start'], {
    cwd: place.userFolder,
    env: environmentOf(n8n, place),
    stdio: ['ignore', output, output],
    // a group of its own: a Ctrl-C reaches it through `stop`, and all that it has started can be killed at once
    detached: true,
  });
  closeSync(output);
  const state = { over: false };
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).then(() => {
    state.over = true;
  });
  const killNow = (): void => killGroup(child);
  process.once('exit', killNow);
  const log = (): string => readFileSync(logFile, 'utf8');

  async function stop(): Promise<void> {
    if (!state.over) child.kill('SIGTERM');
    await Promise.race([ended, delay(stopWithinMs, undefined, { ref: false })]);
    killGroup(child);
    await ended;
    process.off('exit', killNow);
  }

  const url = `http://127.0.0.1:${String(place.port)}`;
  for (const began = Date.now(); !(await isReady(url)); await delay(200)) {
    const late = Date.now() - began > readyWithinMs;
    if (!state.over && !late) continue;
    const what = state.over ? 'ended before it was ready' : `was not ready after ${String(readyWithinMs / 1000)} s`;
    await stop();
    throw new Error(`n8n ${what}. The end of ${logFile}:\n${lastWords(log())}`);
  }
  return { url, place, log, ended, stop };
}
