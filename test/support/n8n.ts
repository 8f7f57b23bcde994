/** A real n8n for the suites that need one. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { findN8n, type N8n } from '../n8n/installation';
import { installNodes, packNodes } from '../n8n/nodes-package';
import { startN8n, type N8nServer } from '../n8n/server';

import { freePort } from './database-process';

const repository = join(__dirname, '..', '..');
export const nodesPackage = join(repository, 'n8n-nodes-servicetitan');
export const templatesFolder = join(nodesPackage, 'workflows');

export type AvailableN8n =
  { readonly ready: true; readonly n8n: N8n } | { readonly ready: false; readonly why: string };

/**
 * n8n, installed when it is not there yet: about five minutes once per machine, and a suite that comes meanwhile waits.
 * Outside CI its suites are skipped when npm cannot get it, offline for instance. Synchronous, because jest wants to
 * know while it collects the tests.
 */
export function availableN8n(): AvailableN8n {
  const found = findN8n();
  if (found !== undefined) return { ready: true, n8n: found };
  const installer = join(repository, 'test', 'lib', 'n8n', 'install.js');
  const done = spawnSync(process.execPath, [installer], { encoding: 'utf8', stdio: ['ignore', 'ignore', 'inherit'] });
  const n8n = findN8n();
  if (n8n !== undefined) return { ready: true, n8n };
  const why = `n8n could not be installed (exit ${String(done.status)}); the reason is above`;
  process.stderr.write(`n8n: the suites that need it are skipped: ${why}\n`);
  return { ready: false, why };
}

export interface UserFolder {
  readonly path: string;
  start(): Promise<N8nServer>;
  remove(): void;
}

/** An n8n of a suite's own: an empty folder with our nodes installed from their archive. */
export async function userFolderWithNodes(n8n: N8n): Promise<UserFolder> {
  const path = mkdtempSync(join(tmpdir(), 'servicetitan-n8n-'));
  await installNodes(n8n, path, await packNodes(nodesPackage, join(path, 'archive')));
  return {
    path,
    start: async () => startN8n(n8n, { userFolder: path, port: await freePort(), brokerPort: await freePort() }),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** A workflow template as it is shipped. */
export function template(name: string): string {
  const path = join(templatesFolder, name);
  if (!existsSync(path)) throw new Error(`there is no template ${name}`);
  return readFileSync(path, 'utf8');
}
