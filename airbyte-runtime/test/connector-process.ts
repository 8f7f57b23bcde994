import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Connectors run as Airbyte runs them: as a child process with files and pipes. The package must be built. */

export interface Said {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly lines: readonly string[];
  readonly messages: readonly Message[];
}

export interface Message {
  readonly type: string;
  readonly log?: { readonly level: string; readonly message: string };
  readonly record?: { readonly stream: string; readonly data: Record<string, unknown>; readonly emitted_at: number };
  readonly state?: {
    readonly stream: { readonly stream_descriptor: { readonly name: string }; readonly stream_state: unknown };
  };
  readonly connectionStatus?: { readonly status: string; readonly message: string };
  readonly trace?: {
    readonly type: string;
    readonly error?: {
      readonly message: string;
      readonly internal_message: string;
      readonly stack_trace: string;
      readonly failure_type: string;
      readonly stream_descriptor?: { readonly name: string };
    };
    readonly stream_status?: {
      readonly stream_descriptor: { readonly name: string };
      readonly status: string;
      readonly reasons?: unknown;
    };
  };
}

export interface Workspace {
  /** Writes a file and returns its path; what is not text becomes JSON. */
  file(name: string, content: unknown): string;
  remove(): void;
}

export function workspace(): Workspace {
  const folder = mkdtempSync(join(tmpdir(), 'airbyte-runtime-'));
  return {
    file(name, content) {
      const path = join(folder, name);
      const raw = typeof content === 'string' || Buffer.isBuffer(content);
      writeFileSync(path, raw ? content : JSON.stringify(content));
      return path;
    },
    remove: () => {
      rmSync(folder, { recursive: true });
    },
  };
}

export function catalogOf(...names: string[]): unknown {
  return {
    streams: names.map((name) => ({
      stream: { name, json_schema: {}, supported_sync_modes: ['full_refresh'] },
      sync_mode: 'full_refresh',
      destination_sync_mode: 'append',
    })),
  };
}

export function start(
  connector: 'source' | 'destination',
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): ChildProcess {
  const program = join(__dirname, 'fixtures', `${connector}.cjs`);
  return spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env } });
}

/** @param delayMs how long standard output is left unread, so that its pipe is full by then */
export async function finish(child: ChildProcess, delayMs = 0): Promise<Said> {
  const parts: Buffer[] = [];
  const complaints: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => complaints.push(chunk));
  const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
    child.on('close', (code, signal) => {
      resolve([code, signal]);
    });
  });
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
  child.stdout?.on('data', (chunk: Buffer) => parts.push(chunk));
  const [code, signal] = await closed;
  const stdout = Buffer.concat(parts).toString();
  const lines = stdout.split('\n').filter((line) => line !== '');
  return {
    code,
    signal,
    stdout,
    stderr: Buffer.concat(complaints).toString(),
    lines,
    messages: lines.map((line) => JSON.parse(line) as Message),
  };
}

export function run(
  connector: 'source' | 'destination',
  args: readonly string[],
  input?: string | Buffer,
  env?: NodeJS.ProcessEnv,
): Promise<Said> {
  const child = start(connector, args, env);
  child.stdin?.on('error', () => undefined).end(input ?? '');
  return finish(child);
}

/** "customers STARTED", ... and "jobs error" for an ERROR trace, in the order in which they were said. */
export function story(said: Said): string[] {
  return said.messages.flatMap(({ trace }) => {
    if (trace?.error !== undefined) return [`${trace.error.stream_descriptor?.name ?? 'sync'} error`];
    const status = trace?.stream_status;
    return status === undefined
      ? []
      : [`${status.stream_descriptor.name} ${status.status}${status.reasons === undefined ? '' : ' rate limited'}`];
  });
}

export function storyOf(said: Said, stream: string): string[] {
  return story(said).flatMap((each) => (each.startsWith(`${stream} `) ? [each.slice(stream.length + 1)] : []));
}

export function logs(said: Said): string[] {
  return said.messages.flatMap(({ log }) => (log === undefined ? [] : [`${log.level} ${log.message}`]));
}

export function records(said: Said, stream?: string): Message[] {
  return said.messages.filter(
    ({ record }) => record !== undefined && (stream === undefined || record.stream === stream),
  );
}
