import { schemaErrors, startAirbyte, type Airbyte, type AirbyteOptions, type Json, type SchemaName } from '../airbyte';
import { localImages } from '../airbyte/images';
import { startSimulator, type Simulator } from '../simulator';
import { createClock } from '../simulator/clock';

import { sourceConfig } from './source';

export interface Reply {
  status: number;
  type: string | null;
  body: Json;
}

/** An operator's client of the simulated Airbyte: it asks for a token when it has none and hides nothing. */
export interface AirbyteClient {
  readonly airbyte: Airbyte;
  /** Empty: calls go out without one. */
  token: string;
  readonly application: () => Json;
  call(method: string, path: string, body?: unknown): Promise<Reply>;
  /** A call that must succeed with what the published API names. */
  ok(schema: SchemaName, method: string, path: string, body?: unknown): Promise<Json>;
  createSource(more?: Json): Promise<Json>;
  createDestination(): Promise<Json>;
  /** Of a new source and a new destination, Mondays at 6:15. */
  createConnection(more?: Json): Promise<Json>;
}

/** The connectors say their specifications once a suite. */
const images = localImages();

export const messageOf = ({ body }: Reply): string => String((body.data as { message?: string } | undefined)?.message);
export const rowsOf = ({ data }: Json): Json[] => data as Json[];

/** Starts a simulated Airbyte with both connectors installed, whose tenants are those of a simulated ServiceTitan. */
export async function airbyteFor(servicetitan: Simulator, options: AirbyteOptions = {}): Promise<AirbyteClient> {
  const airbyte = await startAirbyte({ images, tokenSeconds: 86_400, ...options });
  const { sourceDefinitionId, destinationDefinitionId } = airbyte.installConnectors();
  const { workspaceId } = airbyte;
  const client: AirbyteClient = {
    airbyte,
    token: '',
    application: () => ({
      client_id: airbyte.settings.application.clientId,
      client_secret: airbyte.settings.application.clientSecret,
      'grant-type': 'client_credentials',
    }),
    call: async (method, path, body) => {
      const authorization: Record<string, string> =
        client.token === '' ? {} : { authorization: `Bearer ${client.token}` };
      const response = await fetch(`${airbyte.apiUrl}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...authorization },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        type: response.headers.get('content-type'),
        body: (text === '' ? {} : JSON.parse(text)) as Json,
      };
    },
    ok: async (schema, method, path, body) => {
      const reply = await client.call(method, path, body);
      const errors = schemaErrors(schema, reply.body);
      if (reply.status !== 200 || errors !== null)
        throw new Error(`${method} ${path}: ${String(reply.status)} ${JSON.stringify(reply.body)} ${errors ?? ''}`);
      return reply.body;
    },
    createSource: (more = {}) =>
      client.ok('SourceResponse', 'POST', '/sources', {
        name: 'ServiceTitan Acme',
        workspaceId,
        definitionId: sourceDefinitionId,
        configuration: sourceConfig(servicetitan, servicetitan.tenants[0], more),
      }),
    createDestination: () =>
      client.ok('DestinationResponse', 'POST', '/destinations', {
        name: 'Legacy Acme',
        workspaceId,
        definitionId: destinationDefinitionId,
        configuration: {
          tenant_key: 'acme',
          time_zone: 'America/New_York',
          delivery: { kind: 'files', directory: '/local/legacy', file_type: 'csv' },
        },
      }),
    createConnection: async (more = {}) => {
      const { sourceId } = await client.createSource();
      const { destinationId } = await client.createDestination();
      return client.ok('ConnectionResponse', 'POST', '/connections', {
        name: 'Acme',
        sourceId,
        destinationId,
        schedule: { scheduleType: 'cron', cronExpression: '0 15 6 ? * MON' },
        configurations: {
          streams: [
            { name: 'customers', syncMode: 'incremental_deduped_history' },
            { name: 'tag_types', syncMode: 'full_refresh_overwrite' },
          ],
        },
        ...more,
      });
    },
  };
  const granted = await client.ok('PublicAccessTokenResponse', 'POST', '/applications/token', client.application());
  client.token = String(granted.access_token);
  return client;
}

/** What a suite about the simulated Airbyte begins with: one tenant, and for each test an Airbyte of Monday morning. */
export function airbyteSuite(): {
  readonly servicetitan: Simulator;
  readonly client: AirbyteClient;
  readonly airbyte: Airbyte;
} & Pick<AirbyteClient, 'call' | 'ok'> {
  let servicetitan: Simulator;
  let client: AirbyteClient;
  beforeAll(async () => {
    servicetitan = await startSimulator({ tenants: [{ sizes: { customers: 3, invoices: 3 } }] });
  });
  afterAll(() => servicetitan.close());
  beforeEach(async () => {
    client = await airbyteFor(servicetitan, { clock: createClock('2026-11-02T06:00:00Z') });
  });
  afterEach(() => client.airbyte.close());
  return {
    get servicetitan() {
      return servicetitan;
    },
    get client() {
      return client;
    },
    get airbyte() {
      return client.airbyte;
    },
    call: (...request) => client.call(...request),
    ok: (...request) => client.ok(...request),
  };
}
