import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { AirbyteMessage } from './protocol';

const repository = join(__dirname, '..', '..');
export const sourceProgram = join(repository, 'source-servicetitan', 'bin', 'main');
export const destinationProgram = join(repository, 'destination-legacy-ingest', 'bin', 'main');

/** What a finished command left behind. */
export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout, a message a line; a line that is no message fails the test that reads it */
  readonly messages: readonly AirbyteMessage[];
}

export interface Folder {
  readonly path: string;
  /** Writes a JSON file (or text as it is) and gives its path. */
  file(name: string, content: unknown): string;
  remove(): void;
}

export function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'servicetitan-'));
  return {
    path,
    file(name, content) {
      const target = join(path, name);
      writeFileSync(target, typeof content === 'string' ? content : JSON.stringify(content));
      return target;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Starts a connector's executable by its shebang, as Airbyte and PyAirbyte do. */
export function start(program: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(program, args, { env: { ...process.env, ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Waits for the end of a started connector and collects what it printed. */
export async function finish(child: ChildProcess): Promise<Outcome> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const text = Buffer.concat(stdout).toString('utf8');
      resolve({
        code,
        signal,
        stdout: text,
        stderr: Buffer.concat(stderr).toString('utf8'),
        get messages() {
          return text
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as AirbyteMessage);
        },
      });
    });
  });
}

/** Runs a command to its end; `input` goes to its stdin. */
export async function run(
  program: string,
  args: readonly string[],
  options: { readonly input?: string | Buffer; readonly environment?: NodeJS.ProcessEnv } = {},
): Promise<Outcome> {
  const child = start(program, args, options.environment);
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input ?? '');
  return finish(child);
}
