/** A real n8n with templates in it, as a user has them after the import: settings filled in, credentials chosen, published. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Airbyte } from '../airbyte';
import { commandLine } from '../n8n/cli';
import { credentialTypeOf } from '../n8n/credential-types';
import type { N8n } from '../n8n/installation';
import { signIn, type Session } from '../n8n/rest';
import { startN8n, type N8nServer } from '../n8n/server';
import type { Credential, Workflow, WorkflowNode } from '../n8n/workflow';

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

/** The credentials that `workflows/README.md` asks for. */
export function templateCredentials(airbyte: Airbyte, appKey: string): Credential[] {
  const { clientId, clientSecret } = airbyte.settings.application;
  const custom = (body: unknown) => ({ json: JSON.stringify({ body }) });
  return [
    {
      id: 'suiteAirbyteAppl',
      name: 'Airbyte application',
      type: 'httpCustomAuth',
      data: custom({ client_id: clientId, client_secret: clientSecret, 'grant-type': 'client_credentials' }),
    },
    {
      id: 'suiteAirbyteAppK',
      name: 'ServiceTitan app key for Airbyte',
      type: 'httpCustomAuth',
      data: custom({ configuration: { app_key: appKey } }),
    },
    {
      id: 'suiteHeaderAppKe',
      name: 'ServiceTitan app key',
      type: 'httpHeaderAuth',
      data: { name: 'ST-App-Key', value: appKey },
    },
    { id: 'suiteStatusPage1', name: 'Status page', type: 'httpBasicAuth', data: { ...statusPage } },
  ];
}

/** Of two credentials of a type, the node's name says which: the one that hands over the app key names it. */
function chosen(node: WorkflowNode, credentials: readonly Credential[]): Credential | undefined {
  const type = credentialTypeOf(node);
  const wantsAppKey = /app key/i.test(node.name);
  const fitting = credentials.filter((credential) => credential.type === type);
  return fitting.find(({ name }) => /app key/.test(name) === wantsAppKey) ?? fitting[0];
}

interface Assignment {
  name: string;
  value: string | number;
}

function filledIn(
  workflow: Workflow,
  settings: ImportedTemplate['settings'],
  credentials: readonly Credential[],
): Workflow {
  const nodes = workflow.nodes.map((node) => {
    if (node.name === 'Settings') {
      const { assignments } = node.parameters as { assignments: { assignments: Assignment[] } };
      for (const name of Object.keys(settings))
        if (!assignments.assignments.some((assignment) => assignment.name === name))
          throw new Error(`${workflow.name} has no setting ${name}`);
      for (const assignment of assignments.assignments)
        assignment.value = settings[assignment.name] ?? assignment.value;
    }
    const credential = chosen(node, credentials);
    if (credential === undefined) return node;
    return { ...node, credentials: { [credential.type]: { id: credential.id, name: credential.name } } };
  });
  return { ...workflow, nodes };
}

export const templateOf = (file: string): Workflow => JSON.parse(template(file)) as Workflow;

/** Imports, starts and publishes. The nodes of our package are not in it: these templates live on n8n's own. */
export async function benchOf(
  n8n: N8n,
  templates: readonly ImportedTemplate[],
  credentials: readonly Credential[],
): Promise<TemplateBench> {
  const folder = mkdtempSync(join(tmpdir(), 'servicetitan-templates-'));
  const cli = commandLine(n8n, folder);
  await cli.importCredentials(credentials);
  const workflows = templates.map(({ file, settings }) => filledIn(templateOf(file), settings, credentials));
  await cli.importWorkflows(workflows);
  const server = await startN8n(n8n, { userFolder: folder, port: await freePort(), brokerPort: await freePort() });
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
