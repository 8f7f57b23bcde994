/** Brings credentials and workflows into an n8n that does not run; what was brought before stays as the user left it. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { N8nCli } from '../cli';
import { filledIn, type Settings } from '../filled-in';
import type { Credential, Workflow } from '../workflow';

const digest = (content: unknown): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');

/** The templates of a folder, by file name. */
export function readTemplates(folder: string): Workflow[] {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Workflow);
}

export interface Import {
  readonly cli: N8nCli;
  /** remembers what was imported into this n8n */
  readonly record: string;
  readonly credentials: readonly Credential[];
  readonly workflows: readonly Workflow[];
  /** for the workflows' node "Settings" */
  readonly settings: Settings;
}

export interface Imported {
  /** ids of the workflows */
  readonly workflows: readonly string[];
  /** To be called when they are published, too: what is not remembered is done again by the next run. */
  remember(): void;
}

/** Imports what is new or has changed in the repository since the last time. */
export async function importChanges({ cli, record, credentials, workflows, settings }: Import): Promise<Imported> {
  const before = (existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : {}) as Record<string, string>;
  const isNew = (each: Credential | Workflow): boolean => before[each.id] !== digest(each);
  const newCredentials = credentials.filter(isNew);
  const newWorkflows = workflows.filter(isNew);
  if (newCredentials.length > 0) await cli.importCredentials(newCredentials);
  if (newWorkflows.length > 0)
    await cli.importWorkflows(newWorkflows.map((workflow) => filledIn(workflow, settings, credentials)));
  const now = [...credentials, ...workflows].map((each) => [each.id, digest(each)] as const);
  return {
    workflows: newWorkflows.map(({ id }) => id),
    remember: () => writeFileSync(record, JSON.stringify(Object.fromEntries(now), null, 2)),
  };
}
