/** A real n8n with templates in it, as a user has them after the import: settings filled in, credentials chosen, published. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Airbyte } from '../airbyte';
import { commandLine } from '../n8n/cli';
import { filledIn, settingsOf, templateCredentials as credentialsFor } from '../n8n/filled-in';
import type { N8n } from '../n8n/installation';
import { signIn, type Session } from '../n8n/rest';
import { startN8n, type N8nServer } from '../n8n/server';
import type { Credential, Workflow } from '../n8n/workflow';

import { freePort } from './database-process';
import { template } from './n8n';

export interface ImportedTemplate {
  /** File in the templates' folder. */
  readonly file: string;
  /** Values of its node Settings that the user changes. */
  readonly settings: Readonly<Record<string, string | number>>;
}

export interface TemplateBench {
  readonly server: N8nServer;
  readonly session: Session;
  readonly folder: string;
  /** The rows of a Data Table, oldest first; none when there is no such table. */
  rows(table: string): Promise<Record<string, unknown>[]>;
  stop(): Promise<void>;
}

const owner = { email: 'suite@example.com', password: 'Suite-Password-1', firstName: 'Suite', lastName: 'Owner' };

export const statusPage = { user: 'office', password: 'status-page-password' };

export const templateCredentials = (airbyte: Airbyte, appKey: string): Credential[] =>
  credentialsFor({ airbyte: airbyte.settings.application, appKey, statusPage });

/** @throws for a setting that the template does not ask for */
function checkedAgainst(workflow: Workflow, settings: ImportedTemplate['settings']): Workflow {
  const asked = settingsOf(workflow);
  for (const name of Object.keys(settings))
    if (asked[name] === undefined) throw new Error(`${workflow.name} has no setting ${name}`);
  return workflow;
}

export const templateOf = (file: string): Workflow => JSON.parse(template(file)) as Workflow;

/** Imports, starts and publishes. The nodes of our package are not in it: these templates live on n8n's own. */
export async function benchOf(
  n8n: N8n,
  templates: readonly ImportedTemplate[],
  credentials: readonly Credential[],
  environment: Readonly<Record<string, string>> = {},
): Promise<TemplateBench> {
  const folder = mkdtempSync(join(tmpdir(), 'servicetitan-templates-'));
  const cli = commandLine(n8n, folder);
  await cli.importCredentials(credentials);
  const workflows = templates.map(({ file, settings }) =>
    filledIn(checkedAgainst(templateOf(file), settings), settings, credentials),
  );
  await cli.importWorkflows(workflows);
  const place = { userFolder: folder, port: await freePort(), brokerPort: await freePort(), more: environment };
  const server = await startN8n(n8n, place);
  const session = await signIn(server.url, owner);
  for (const { id } of workflows) await session.publish(id);
  return {
    server,
    session,
    folder,
    rows: async (name) => {
      const { id: projectId } = await session.call<{ id: string }>('GET', '/rest/projects/personal');
      const tables = `/rest/projects/${projectId}/data-tables`;
      const { data } = await session.call<{ data: { id: string; name: string }[] }>('GET', tables);
      const table = data.find((each) => each.name === name);
      if (table === undefined) return [];
      const found = await session.call<{ data: Record<string, unknown>[] }>('GET', `${tables}/${table.id}/rows`);
      return found.data;
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
