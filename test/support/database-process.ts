/** A database server of a suite's own: on a loopback port, its data in a temporary folder, as a user who is not root. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Debian's nobody. Both servers refuse to be root. */
const nobody = 65_534;
const asNobody = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : undefined;
const readyWithinMs = 60_000;

export interface ServerFolder {
  readonly path: string;
  /** certificate for localhost, signed by itself, PEM */
  readonly certificate: string;
  /** Runs a program to its end as the server's user. */
  run(program: string, args: readonly string[]): void;
  start(program: string, args: readonly string[]): ChildProcess;
  remove(): void;
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });
  });
}

export function serverFolder(): ServerFolder {
  const path = mkdtempSync(join(tmpdir(), 'servicetitan-database-'));
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost'],
      ...['-keyout', join(path, 'server.key'), '-out', join(path, 'server.crt')],
    ],
    { stdio: 'ignore' },
  );
  chmodSync(join(path, 'server.key'), 0o600);
  if (asNobody !== undefined)
    for (const each of [path, ...readdirSync(path).map((name) => join(path, name))])
      chownSync(each, asNobody.uid, asNobody.gid);
  const options = { ...asNobody, cwd: path, env: { ...process.env, HOME: path, LC_ALL: 'C' } };
  return {
    path,
    certificate: readFileSync(join(path, 'server.crt'), 'utf8'),
    run: (program, args) => void execFileSync(program, args, { ...options, stdio: 'pipe' }),
    start: (program, args) => spawn(program, args, { ...options, stdio: 'ignore' }),
    remove: () => {
      if (existsSync(path)) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** Waits until `ask` gets an answer. */
export async function ready(child: ChildProcess, ask: () => Promise<unknown>): Promise<void> {
  const began = Date.now();
  for (;;) {
    try {
      await ask();
      return;
    } catch (error) {
      if (child.exitCode !== null || Date.now() - began > readyWithinMs) throw error;
      await delay(100);
    }
  }
}

export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await new Promise((done) => {
    child.once('exit', done);
    child.kill(signal);
  });
}
