import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { sourceProgram, type Folder } from './connector';

/** How long a client that was told to end may take. */
const patienceMs = 20_000;

type Answer = { readonly ok: unknown } | { readonly error: string };

/** A Python process that drives the source's executable through PyAirbyte, see `test/python/pyairbyte_client.py`. */
export interface PyAirbyte {
  /** Runs one command; a failure that PyAirbyte reports is the promise's rejection. */
  ask(command: string, options?: Record<string, unknown>): Promise<unknown>;
  close(): Promise<void>;
}

export function startPyAirbyte(python: string, folder: Folder, config: unknown): PyAirbyte {
  const client = spawn(
    python,
    [
      join(__dirname, '..', 'python', 'pyairbyte_client.py'),
      ...[sourceProgram, folder.file('pyairbyte.json', config), join(folder.path, 'cache.duckdb')],
    ],
    {
      cwd: folder.path,
      env: {
        ...process.env,
        AIRBYTE_OFFLINE_MODE: '1',
        DO_NOT_TRACK: '1',
        NO_COLOR: '1',
        AIRBYTE_LOGGING_ROOT: folder.path,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let progress = '';
  client.stderr.on('data', (chunk: Buffer) => (progress += chunk.toString('utf8')));
  // a client that died is told by the answer that does not come
  client.stdin.on('error', () => undefined);
  const answers = createInterface({ input: client.stdout })[Symbol.asyncIterator]();
  return {
    async ask(command, options = {}) {
      client.stdin.write(`${JSON.stringify({ do: command, ...options })}\n`);
      const line = await answers.next();
      if (line.done === true) throw new Error(`PyAirbyte ended without an answer:\n${progress}`);
      const answer = JSON.parse(line.value) as Answer;
      if ('error' in answer) throw new Error(answer.error);
      return answer.ok;
    },
    async close() {
      if (client.exitCode !== null) return;
      const ended = once(client, 'close');
      client.stdin.end();
      const timer = setTimeout(() => client.kill('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}
