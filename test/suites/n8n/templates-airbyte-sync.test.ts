/** Template 6 in a real n8n: a sync in Airbyte from any trigger, followed to its end. */
import type { N8n } from '../../n8n/installation';
import type { Workflow } from '../../n8n/workflow';
import { startSimulator, type Simulator } from '../../simulator';
import { airbyteFor, type AirbyteClient } from '../../support/airbyte-api';
import { availableN8n } from '../../support/n8n';
import { benchOf, templateCredentials, type TemplateBench } from '../../support/n8n-templates';

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n (no network): nothing can stand in for the real one.
const real = availableN8n();
const file = '6-run-an-airbyte-sync.json';
const id = 'stRunAirbyteSyn1';

(real.ready ? describe : describe.skip)('Run an Airbyte sync and wait for its result', () => {
  const { n8n } = real as { n8n: N8n };
  let servicetitan: Simulator;
  let client: AirbyteClient;
  let bench: TemplateBench;
  let connectionId: string;

  beforeAll(async () => {
    servicetitan = await startSimulator({ tenants: [{ sizes: { customers: 3, invoices: 3 } }] });
    client = await airbyteFor(servicetitan);
    ({ connectionId } = (await client.createConnection()) as { connectionId: string });
    const { apiUrl, webUrl, workspaceId } = client.airbyte;
    const settings = {
      airbyteUrl: apiUrl,
      airbyteWebUrl: webUrl,
      workspaceId,
      defaultConnectionId: connectionId,
      pollSeconds: 1,
    };
    bench = await benchOf(n8n, [{ file, settings }], templateCredentials(client.airbyte, 'no-app-key'));
  });

  afterAll(async () => {
    await bench.stop();
    await client.airbyte.close();
    await servicetitan.close();
  });

  const phases = [
    ['pending', 1],
    ['running', 5],
  ] as const;

  test('waits through pending and running with tokens that die meanwhile, gives the result and logs it', async () => {
    const { airbyte } = client;
    airbyte.settings.tokenSeconds = 3;
    airbyte.plan({ phases, rows: 1234, bytes: 98_765 });
    const run = await bench.session.run(id, 'Start by hand');
    expect({ status: run.status, error: run.error }).toEqual({ status: 'success', error: undefined });
    const [{ json: result } = { json: {} }] = run.items('Done');
    expect(result).toMatchObject({
      sync: 'Acme',
      status: 'succeeded',
      records: 1234,
      bytes: 98_765,
      logUrl: `${airbyte.webUrl}/workspaces/${airbyte.workspaceId}/connections/${connectionId}/timeline`,
    });
    // Mondays at 6:15
    expect(new Date(String(result.nextRunAt)).toISOString()).toMatch(/T06:15:00.000Z$/);
    expect(new Date(String(result.nextRunAt)).getUTCDay()).toBe(1);
    expect(await bench.rows('servicetitan_sync_runs')).toMatchObject([
      { tenant: 'Acme', status: 'succeeded', records: 1234, route: 'airbyte', runId: '1', message: '' },
    ]);
    airbyte.settings.tokenSeconds = 180;
    expect(airbyte.requests.filter(({ status }) => status === 401)).toEqual([]);
    expect(airbyte.requests.filter(({ path }) => path === '/applications/token').length).toBeGreaterThan(3);
  });

  test('a failed sync fails the workflow in plain words, with the link, and is logged', async () => {
    client.airbyte.plan({ phases, outcome: 'failed' });
    const run = await bench.session.run(id, 'Start by hand');
    expect(run.status).toBe('error');
    expect(run.error?.message).toMatch(/The sync "Acme" failed \(Airbyte job 2\).*\/connections\//);
    expect(await bench.rows('servicetitan_sync_runs')).toHaveLength(2);
  });

  test('a sync that runs already is followed, not started a second time', async () => {
    client.airbyte.plan({ phases: [['running', 4]], rows: 5 });
    const { jobId } = client.airbyte.startSync(connectionId);
    const run = await bench.session.run(id, 'Start by hand');
    expect(run.items('Done')[0]?.json).toMatchObject({ runId: String(jobId), records: 5 });
    expect(client.airbyte.store.jobs).toHaveLength(jobId);
  });

  test('Airbyte out of order for a moment is waited out', async () => {
    client.airbyte.plan({ phases: [['running', 1]] });
    client.airbyte.addFault({ path: '^/connections/', status: 503 });
    client.airbyte.addFault({ path: '^/jobs/', status: 502 });
    const { status, error } = await bench.session.run(id, 'Start by hand');
    expect({ status, error }).toEqual({ status: 'success', error: undefined });
  });

  test('a sync that Airbyte does not start fails with the words of its refusal', async () => {
    const { airbyte } = client;
    airbyte.switches.inactiveSyncStatus = 400;
    await client.ok('ConnectionResponse', 'PATCH', `/connections/${connectionId}`, { status: 'inactive' });
    const { error } = await bench.session.run(id, 'Start by hand');
    expect(error?.message).toMatch(/did not start the sync \(status 400\)\. Only an active connection can be synced/);
    await client.ok('ConnectionResponse', 'PATCH', `/connections/${connectionId}`, { status: 'active' });
  });

  test('another workflow calls it for a connection and gets the result as an item', async () => {
    const caller: Workflow = {
      id: 'suiteCallsSync16',
      name: 'Calls template 6',
      nodes: [
        {
          id: 'a',
          name: 'Start',
          type: 'n8n-nodes-base.manualTrigger',
          typeVersion: 1,
          position: [0, 0],
          parameters: {},
        },
        {
          id: 'b',
          name: 'Sync',
          type: 'n8n-nodes-base.executeWorkflow',
          typeVersion: 1.2,
          position: [200, 0],
          parameters: {
            workflowId: { __rl: true, mode: 'id', value: id },
            workflowInputs: { mappingMode: 'defineBelow', value: { connectionId, tenant: 'acme' } },
          },
        },
      ],
      connections: { Start: { main: [[{ node: 'Sync', type: 'main', index: 0 }]] } },
      settings: { executionOrder: 'v1' },
    };
    client.airbyte.plan({ phases: [['running', 1]], rows: 9 });
    const { id: callerId } = await bench.session.call<{ id: string }>('POST', '/rest/workflows', caller);
    const run = await bench.session.run(callerId, 'Start');
    expect({ status: run.status, error: run.error }).toEqual({ status: 'success', error: undefined });
    expect(run.items('Sync')[0]?.json).toMatchObject({ tenant: 'acme', status: 'succeeded', records: 9 });
  });
});
