/** Brings credentials and workflows into an n8n that does not run; what was brought before stays as the user left it. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { N8nCli } from '../cli';
import { withCredentials, type Credential, type Workflow } from '../workflow';

const digest = (content: unknown): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');

/** The templates of a folder, by file name. */
export function readTemplates(folder: string): Workflow[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Workflow);
}

/**
 * Imports what is new or has changed in the repository since the last import into this user folder, which `record`
 * remembers. Gives the ids of the workflows that were imported.
 */
export async function importChanges(
  cli: N8nCli,
  record: string,
  credentials: readonly Credential[],
  workflows: readonly Workflow[],
): Promise<string[]> {
  const before = (existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {}) as Record<string, string>;
  const isNew = (each: Credential | Workflow): boolean => before[each.id] !== digest(each);
  const newCredentials = credentials.filter(isNew);
  const newWorkflows = workflows.filter(isNew);
  if (newCredentials.length > 0) await cli.importCredentials(newCredentials);
  if (newWorkflows.length > 0)
    await cli.importWorkflows(newWorkflows.map((workflow) => withCredentials(workflow, credentials)));
  const now = [...credentials, ...workflows].map((each) => [each.id, digest(each)] as const);
  writeFileSync(record, JSON.stringify(Object.fromEntries(now), null, 2));
  return newWorkflows.map(({ id }) => id);
}
