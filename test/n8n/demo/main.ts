/** npm run n8n: a real n8n with our nodes and templates, a simulated ServiceTitan and a simulated Airbyte behind it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { startSimulator } from '../../simulator';
import { commandLine } from '../cli';
import { templateCredentials, type Settings } from '../filled-in';
import { installN8n, type N8n } from '../installation';
import { installNodes, packNodes } from '../nodes-package';
import { signIn, type Session } from '../rest';
import { startN8n, type N8nServer } from '../server';
import type { Workflow } from '../workflow';

import { keep, startDemoAirbyte } from './airbyte';
import { demoCredentials, demoTenants, firstWorkflow, mailbox, owner, statusPage } from './content';
import { describe, type Simulated } from './guide';
import { importChanges, readTemplates, type Imported } from './import';
import { help, parseOptions, UsageError, type DemoOptions } from './options';
import { portsFrom, requireFree, type DemoPorts } from './ports';

// this file is test/lib/n8n/demo/main.js when it runs
const repository = join(__dirname, '..', '..', '..', '..');
const nodesPackage = join(repository, 'n8n-nodes-servicetitan');

const templates = (): Workflow[] => readTemplates(join(nodesPackage, 'workflows'));

const say = (line: string): void => {
  console.log(line);
};

/**
 * Publishes what was imported, so that pages, forms and schedules work; says what cannot be published yet, and why.
 * A workflow that calls another one must wait for it, so those that n8n refuses are tried again as long as that helps.
 */
async function publishAll(session: Session, ids: readonly string[]): Promise<void> {
  const refused = new Map<string, string>();
  for (const id of ids)
    try {
      await session.publish(id);
    } catch (error) {
      refused.set(id, error instanceof Error ? error.message : String(error));
    }
  if (refused.size > 0 && refused.size < ids.length) await publishAll(session, [...refused.keys()]);
  else for (const reason of refused.values()) say(`  Not published: ${reason}`);
}

/** What a user would type into the templates' node "Settings". */
function settingsFor({ airbyte, serviceTitan }: Simulated): Settings {
  const [workspaceId = ''] = airbyte.store.workspaces.keys();
  const [sourceDefinitionId = ''] = airbyte.store.definitions.source.keys();
  const [destinationDefinitionId = ''] = airbyte.store.definitions.destination.keys();
  const [defaultConnectionId = ''] = airbyte.store.connections.keys();
  return {
    ...{ airbyteUrl: airbyte.apiUrl, airbyteWebUrl: airbyte.webUrl, workspaceId },
    ...{ sourceDefinitionId, destinationDefinitionId, defaultConnectionId, pollSeconds: 5 },
    ...{ apiUrl: serviceTitan.apiUrl, authUrl: serviceTitan.authUrl },
  };
}

/** Fills n8n's folder: the nodes as they are built now, and what the templates and the simulations are now. */
async function fill(n8n: N8n, data: string, simulated: Simulated): Promise<Imported> {
  await installNodes(n8n, data, await packNodes(nodesPackage, join(data, 'archive')));
  say('Credentials and workflow templates ...');
  const { serviceTitan, airbyte } = simulated;
  const secrets = { airbyte: airbyte.settings.application, appKey: serviceTitan.tenants[0].appKey, statusPage };
  return importChanges({
    cli: commandLine(n8n, data),
    record: join(data, 'imported.json'),
    credentials: [...demoCredentials(serviceTitan), ...templateCredentials(secrets), mailbox],
    workflows: [firstWorkflow, ...templates()],
    settings: settingsFor(simulated),
  });
}

/** Resolves when the user wants an end. */
function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}

async function serve(
  server: N8nServer,
  simulated: Simulated,
  imported: Imported,
  asked: Promise<void>,
): Promise<number> {
  const session = await signIn(server.url, owner);
  await publishAll(
    session,
    imported.workflows.filter((id) => id !== firstWorkflow.id),
  );
  imported.remember();
  say(describe(server.url, simulated, templates(), await session.workflows()));
  const why = await Promise.race([asked.then(() => 'asked'), server.ended.then(() => 'ended')]);
  if (why === 'asked') {
    say('Stopping ...');
    return 0;
  }
  console.error(`n8n ended by itself; its log is ${join(server.place.userFolder, 'n8n.log')}`);
  return 1;
}

async function runN8n(n8n: N8n, data: string, ports: DemoPorts, simulated: Simulated): Promise<number> {
  // an end before all is up: what was started is killed when the process ends
  const exit = (): never => process.exit(130);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, exit);
  const imported = await fill(n8n, data, simulated);
  say('Starting n8n ...');
  const server = await startN8n(n8n, { userFolder: data, port: ports.n8n, brokerPort: ports.broker });
  const asked = interrupted();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, exit);
  try {
    return await serve(server, simulated, imported, asked);
  } finally {
    await server.stop();
  }
}

async function run({ port, data }: DemoOptions): Promise<number> {
  const ports = portsFrom(port);
  await requireFree(ports);
  const n8n = await installN8n(say);
  mkdirSync(data, { recursive: true });
  say('Simulated ServiceTitan and Airbyte ...');
  const tenants = demoTenants.map(({ options }) => options);
  const serviceTitan = await startSimulator({ port: ports.serviceTitan, tenants });
  const kept = join(data, 'airbyte.json');
  const airbyte = await startDemoAirbyte(ports.airbyte, kept, serviceTitan);
  keep(airbyte, kept);
  try {
    return await runN8n(n8n, data, ports, { serviceTitan, airbyte });
  } finally {
    keep(airbyte, kept);
    await airbyte.close();
    await serviceTitan.close();
  }
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2));
  if (options !== undefined) return run(options);
  say(help);
  return 0;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  },
);
