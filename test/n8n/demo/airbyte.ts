/** The simulated Airbyte of the demo: a connection for each connected tenant, with some history. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

import { startAirbyte, type Airbyte } from '../../airbyte';
import type { Simulator, Tenant } from '../../simulator';

import { demoTenants } from './content';

const day = 86_400_000;

/** What Airbyte remembers, by name: n8n's tables refer to its ids, so a next run of the demo must know them. */
function partsOf({ store }: Airbyte): [string, Map<string, unknown>][] {
  const { workspaces, definitions, actors, connections, tags } = store;
  return Object.entries({
    workspaces,
    sourceDefinitions: definitions.source,
    destinationDefinitions: definitions.destination,
    sources: actors.source,
    destinations: actors.destination,
    connections,
    tags,
  });
}

export function keep(airbyte: Airbyte, file: string): void {
  const parts = partsOf(airbyte).map(([name, things]) => [name, [...things]]);
  writeFileSync(file, JSON.stringify({ parts: Object.fromEntries(parts) as unknown, jobs: airbyte.store.jobs }), {
    mode: 0o600,
  });
}

function remember(airbyte: Airbyte, file: string): void {
  const kept = JSON.parse(readFileSync(file, 'utf8')) as {
    parts: Record<string, [string, unknown][]>;
    jobs: Airbyte['store']['jobs'];
  };
  for (const [name, things] of partsOf(airbyte)) {
    things.clear();
    for (const [id, thing] of kept.parts[name] ?? []) things.set(id, thing);
  }
  airbyte.store.jobs.push(...kept.jobs);
}

/** Calls as an operator's script makes them. */
async function operator(airbyte: Airbyte): Promise<(path: string, body: unknown) => Promise<Record<string, string>>> {
  let authorization = '';
  const post = async (path: string, body: unknown): Promise<Record<string, string>> => {
    const response = await fetch(`${airbyte.apiUrl}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`Airbyte: POST ${path}: ${String(response.status)} ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  };
  const { clientId, clientSecret } = airbyte.settings.application;
  const application = { client_id: clientId, client_secret: clientSecret, 'grant-type': 'client_credentials' };
  const { access_token: token = '' } = await post('/applications/token', application);
  authorization = `Bearer ${token}`;
  return post;
}

function configurationOf(serviceTitan: Simulator, tenant: Tenant): Record<string, unknown> {
  return {
    environment: 'production',
    tenant_id: tenant.tenantId,
    client_id: tenant.clientId,
    client_secret: tenant.clientSecret,
    app_key: tenant.appKey,
    api_url: serviceTitan.apiUrl,
    auth_url: serviceTitan.authUrl,
  };
}

/** A sync that was over so many days ago. */
function ran(airbyte: Airbyte, connectionId: string, daysAgo: number, outcome: 'succeeded' | 'failed'): void {
  const failure = {
    message:
      'ServiceTitan answered 503 for ten minutes: its status page says what is the matter. The next sync goes on.',
    type: 'transient_error',
    origin: 'source',
  };
  airbyte.plan({ outcome, rows: 1200 + 17 * daysAgo, bytes: 450_000, failure });
  const job = airbyte.startSync(connectionId);
  job.createdAt = Date.now() - daysAgo * day;
  job.end = { status: outcome, at: job.createdAt + 95_000 };
}

async function fill(airbyte: Airbyte, serviceTitan: Simulator): Promise<void> {
  const { sourceDefinitionId, destinationDefinitionId } = airbyte.installConnectors();
  const post = await operator(airbyte);
  const { workspaceId } = airbyte;
  for (const [at, { name, key, options, history }] of demoTenants.entries()) {
    const tenant = serviceTitan.tenants[at];
    if (tenant === undefined || options.connected === false) continue;
    const configuration = configurationOf(serviceTitan, tenant);
    const source = { name: `ServiceTitan ${name}`, workspaceId, definitionId: sourceDefinitionId, configuration };
    const { sourceId } = await post('/sources', source);
    const delivery = { kind: 'files', directory: '/local/legacy', file_type: 'csv' };
    const { destinationId } = await post('/destinations', {
      ...{ name: `Legacy files ${name}`, workspaceId, definitionId: destinationDefinitionId },
      configuration: { tenant_key: key, time_zone: 'America/Chicago', delivery },
    });
    const schedule = { scheduleType: 'cron', cronExpression: '0 15 6 ? * MON' };
    const { connectionId = '' } = await post('/connections', { name, sourceId, destinationId, schedule });
    for (const [daysAgo, outcome] of history) ran(airbyte, connectionId, daysAgo, outcome);
  }
}

/** Starts it with what it knew at the end of the last run, which `file` keeps. */
export async function startDemoAirbyte(port: number, file: string, serviceTitan: Simulator): Promise<Airbyte> {
  const airbyte = await startAirbyte({ port });
  if (existsSync(file)) remember(airbyte, file);
  else await fill(airbyte, serviceTitan);
  airbyte.plan({
    phases: [
      ['pending', 3],
      ['running', 15],
    ],
    rows: 1234,
    bytes: 567_890,
  });
  return airbyte;
}
