/** n8n's engine for suites: the built package, loaded and run by n8n-core in a process of its own. */
import { fork, type ChildProcess } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { engineFolder, type Line } from './installation';
import { folderInside } from './npm-folder';
import type { Answers, QuestionKind, Questions, Reply } from './protocol';

export type * from './protocol';
export { engineFolder, type Line } from './installation';

/** A tenant of the simulator, as somebody fills in the credential. */
interface Tenant {
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly appKey: string;
}

export interface N8nEngine {
  /** Runs a node for its input, as a workflow of one node. */
  runNode(question: Questions['run']): Promise<Answers['run']>;
  /** Polls a trigger once; hand the answer's `staticData` to the next poll. */
  poll(question: Questions['poll']): Promise<Answers['poll']>;
  /** Calls a method that fills a drop-down of the node's form. */
  method(question: Questions['method']): Promise<Answers['method']>;
  testCredential(): Promise<Answers['testCredential']>;
  saveCredential(data: Questions['saveCredential']): Promise<null>;
  /** The credential as it is kept now, with the token that n8n has put there. */
  readCredential(): Promise<Answers['readCredential']>;
  describe(): Promise<Answers['describe']>;
  close(): Promise<void>;
}

const root = join(__dirname, '..', '..', '..');
const packageSource = join(root, 'n8n-nodes-servicetitan');

/** What npm would publish, put where n8n-workflow is found beside the engine: it is the only thing that the package loads. */
function place(lineFolder: string): string {
  const folder = folderInside(lineFolder, 'package-');
  for (const part of ['package.json', 'dist'])
    cpSync(join(packageSource, part), join(folder, part), { recursive: true });
  return folder;
}

/** Asks the process, and fails everything that is open when it ends. */
function createAsker(
  child: ChildProcess,
): <K extends QuestionKind>(kind: K, question: Questions[K]) => Promise<Answers[K]> {
  const open = new Map<number, { answer(value: unknown): void; fail(error: Error): void }>();
  let last = 0;
  child.on('message', (reply: Reply) => {
    const asked = open.get(reply.id);
    open.delete(reply.id);
    if ('failure' in reply) asked?.fail(new Error(reply.failure));
    else asked?.answer(reply.answer);
  });
  child.on('exit', (code) => {
    for (const { fail } of open.values()) fail(new Error(`n8n's engine ended with ${String(code)}`));
    open.clear();
  });
  return (kind, question) =>
    new Promise((resolve, reject) => {
      last += 1;
      open.set(last, {
        answer: (value) => {
          resolve(value as never);
        },
        fail: reject,
      });
      child.send({ id: last, kind, question });
    });
}

function started(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('message', (reply: Reply) => {
      if ('failure' in reply) reject(new Error(reply.failure));
      else resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`n8n's engine ended with ${String(code)} at its start`));
    });
  });
}

/** @param line `current` by default */
export async function startEngine({ line = 'current' }: { readonly line?: Line } = {}): Promise<N8nEngine> {
  const lineFolder = await engineFolder(line);
  const packageFolder = place(lineFolder);
  const child = fork(join(root, 'test', 'lib', 'n8n-core', 'engine', 'main.js'), [lineFolder, packageFolder], {
    execArgv: [],
    env: { ...process.env, N8N_USER_FOLDER: packageFolder, N8N_EXPRESSION_ENGINE: 'legacy', NODE_ENV: 'production' },
  });
  const ended = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const close = async (): Promise<void> => {
    if (child.connected) child.disconnect();
    await ended;
    rmSync(packageFolder, { recursive: true, force: true });
  };
  try {
    await started(child);
  } catch (error) {
    await close();
    throw error;
  }
  const ask = createAsker(child);
  return {
    runNode: (question) => ask('run', question),
    poll: (question) => ask('poll', question),
    method: (question) => ask('method', question),
    testCredential: () => ask('testCredential', {}),
    saveCredential: (data) => ask('saveCredential', data),
    readCredential: () => ask('readCredential', {}),
    describe: () => ask('describe', {}),
    close,
  };
}

/** The credential's form, filled in for a tenant of a simulator. */
export function credentialOf(simulator: { apiUrl: string; authUrl: string }, tenant: Tenant): Record<string, string> {
  const { tenantId, clientId, clientSecret, appKey } = tenant;
  const { apiUrl, authUrl } = simulator;
  return { environment: 'custom', tenantId, clientId, clientSecret, appKey, apiUrl, authUrl };
}
