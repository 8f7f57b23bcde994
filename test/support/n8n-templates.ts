/** A real n8n with templates in it, as a user has them after the import: settings filled in, credentials chosen, published. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Airbyte } from '../airbyte';
import { commandLine } from '../n8n/cli';
import { filledIn, settingsOf, templateCredentials as credentialsFor } from '../n8n/filled-in';
import type { N8n } from '../n8n/installation';
import { installNodes, packNodes } from '../n8n/nodes-package';
import { signIn, type Session } from '../n8n/rest';
import { startN8n, type N8nServer } from '../n8n/server';
import type { Credential, Workflow } from '../n8n/workflow';

import { freePort } from './database-process';
import { nodesPackage, template } from './n8n';

export interface ImportedTemplate {
  /** File in the templates' folder. */
  readonly file: string;
  /** Values of its node Settings that the user changes. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** Where a template is there more than once: the id and name of this one, and the credentials that are its own. */
  readonly as?: { readonly id: string; readonly name: string; readonly credentials?: readonly Credential[] };
  /** Nodes that are deactivated: two workflows cannot have one address. */
  readonly without?: readonly string[];
  /** Nodes that are shipped deactivated and shall work here. */
  readonly activated?: readonly string[];
}

export interface TemplateBench {
  readonly server: N8nServer;
  readonly session: Session;
  readonly folder: string;
  /** The rows of a Data Table, oldest first; none when there is no such table. */
  rows(table: string): Promise<Record<string, unknown>[]>;
  /** Writes a row into a Data Table that is there. */
  insert(table: string, row: Readonly<Record<string, unknown>>): Promise<void>;
  /** Changes the rows whose column has this value. */
  update(
    table: string,
    where: readonly [column: string, value: unknown],
    row: Readonly<Record<string, unknown>>,
  ): Promise<void>;
  stop(): Promise<void>;
}

const owner = { email: 'suite@example.com', password: 'Suite-Password-1', firstName: 'Suite', lastName: 'Owner' };

export const statusPage = { user: 'office', password: 'status-page-password' };

export const templateCredentials = (airbyte: Airbyte, appKey: string, mailPort?: number): Credential[] =>
  credentialsFor({
    ...{ airbyte: airbyte.settings.application, appKey, statusPage },
    ...(mailPort === undefined ? {} : { mailPort }),
  });

/** @throws for a setting that the template does not ask for */
function checkedAgainst(workflow: Workflow, settings: ImportedTemplate['settings']): Workflow {
  const asked = settingsOf(workflow);
  for (const name of Object.keys(settings))
    if (asked[name] === undefined) throw new Error(`${workflow.name} has no setting ${name}`);
  return workflow;
}

export const templateOf = (file: string): Workflow => JSON.parse(template(file)) as Workflow;

function asUsed(imported: ImportedTemplate, credentials: readonly Credential[]): Workflow {
  const { file, settings, as, activated = [], without = [] } = imported;
  const { credentials: own = [], ...named } = as ?? {};
  const shipped = checkedAgainst(templateOf(file), settings);
  const nodes = shipped.nodes.map((node) => ({
    ...node,
    ...(activated.includes(node.name) ? { disabled: false } : {}),
    ...(without.includes(node.name) ? { disabled: true } : {}),
  }));
  return { ...filledIn({ ...shipped, nodes }, settings, [...own, ...credentials]), ...named };
}

/** Imports, starts and publishes; our own nodes are there when a template needs them. */
export async function benchOf(
  n8n: N8n,
  templates: readonly ImportedTemplate[],
  credentials: readonly Credential[],
  environment: Readonly<Record<string, string>> = {},
): Promise<TemplateBench> {
  const folder = mkdtempSync(join(tmpdir(), 'servicetitan-templates-'));
  const cli = commandLine(n8n, folder);
  const workflows = templates.map((each) => asUsed(each, credentials));
  if (JSON.stringify(workflows).includes('"n8n-nodes-servicetitan.'))
    await installNodes(n8n, folder, await packNodes(nodesPackage, join(folder, 'archive')));
  await cli.importCredentials([...credentials, ...templates.flatMap(({ as }) => as?.credentials ?? [])]);
  await cli.importWorkflows(workflows);
  const place = { userFolder: folder, port: await freePort(), brokerPort: await freePort(), more: environment };
  const server = await startN8n(n8n, place);
  const session = await signIn(server.url, owner);
  for (const { id } of workflows) await session.publish(id);

  const { id: projectId } = await session.call<{ id: string }>('GET', '/rest/projects/personal');
  const tables = `/rest/projects/${projectId}/data-tables`;
  const pathOf = async (name: string): Promise<string | undefined> => {
    const { data } = await session.call<{ data: { id: string; name: string }[] }>('GET', tables);
    const table = data.find((each) => each.name === name);
    return table === undefined ? undefined : `${tables}/${table.id}`;
  };
  const there = async (name: string): Promise<string> => {
    const path = await pathOf(name);
    if (path === undefined) throw new Error(`there is no Data Table ${name}`);
    return path;
  };
  return {
    server,
    session,
    folder,
    rows: async (name) => {
      const path = await pathOf(name);
      if (path === undefined) return [];
      return (await session.call<{ data: Record<string, unknown>[] }>('GET', `${path}/rows`)).data;
    },
    insert: async (name, row) => {
      await session.call('POST', `${await there(name)}/insert`, { data: [row], returnType: 'count' });
    },
    update: async (name, [columnName, value], data) => {
      const filters = [{ columnName, condition: 'eq', value }];
      await session.call('PATCH', `${await there(name)}/rows`, { filter: { type: 'and', filters }, data });
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
