/** The trigger in a real n8n: refused with words, published, polled by n8n's own clock, restarted. */
import { setTimeout as delay } from 'node:timers/promises';

import { credentialData } from '../../n8n/demo/content';
import type { N8n } from '../../n8n/installation';
import { signIn, type ExecutionSummary, type Session } from '../../n8n/rest';
import type { N8nServer } from '../../n8n/server';
import { startSimulator, type Simulator, type Tenant } from '../../simulator';
import { availableN8n, userFolderWithNodes, type UserFolder } from '../../support/n8n';

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n (no network): nothing can stand in for the real one.
const real = availableN8n();
const owner = { email: 'owner@example.com', password: 'Owner-of-1-n8n', firstName: 'An', lastName: 'Owner' };
const trigger = 'When customers change';

(real.ready ? describe : describe.skip)('a published trigger', () => {
  const { n8n } = real as { n8n: N8n };
  let simulator: Simulator;
  let tenant: Tenant;
  let folder: UserFolder;
  let server: N8nServer;
  let session: Session;
  let workflowId = '';

  beforeAll(async () => {
    simulator = await startSimulator({ tenants: [{ sizes: { customers: 30, invoices: 3 }, collectionRows: 1 }] });
    [tenant] = simulator.tenants;
    folder = await userFolderWithNodes(n8n);
    server = await folder.start();
    session = await signIn(server.url, owner);
  });

  afterAll(async () => {
    await server.stop();
    await simulator.close();
    folder.remove();
  });

  async function workflowWith(clientSecret: string): Promise<string> {
    const credential = await session.createCredential({
      ...{ name: clientSecret === tenant.clientSecret ? 'Right' : 'Wrong', type: 'serviceTitanApi' },
      data: { ...credentialData(simulator, tenant), clientSecret },
    });
    const { id } = await session.createWorkflow({
      ...{ id: 'triggerSuite0001', name: 'Customers', connections: {} },
      nodes: [
        {
          ...{ id: 'a1', name: trigger, type: 'n8n-nodes-servicetitan.serviceTitanTrigger', typeVersion: 1 },
          position: [0, 0],
          parameters: {
            pollTimes: { item: [{ mode: 'everyMinute' }] },
            ...{ resource: 'customers', events: ['created', 'updated', 'deactivated'] },
          },
          credentials: { serviceTitanApi: credential },
        },
      ],
    });
    return id;
  }

  /** What the workflow was started with, execution by execution, oldest first, once there are so many. */
  async function started(count: number): Promise<unknown[][]> {
    let found: ExecutionSummary[] = [];
    while (found.length < count) {
      await delay(1_000);
      found = (await session.executions(workflowId)).filter(({ status }) => status !== 'running' && status !== 'new');
    }
    const runs = await Promise.all(found.reverse().map(({ id }) => session.execution(id)));
    return runs.map((run) => run.items(trigger).map(({ json }) => [(json._event as { type: string }).type, json.id]));
  }

  test('is not published with a wrong secret, and n8n shows why', async () => {
    const id = await workflowWith('cs1.mistyped-secret');
    await expect(session.publish(id)).rejects.toThrow('Not Connected Yet');
  });

  test('starts the workflow with what changes, also with what changed while n8n was down, each once', async () => {
    workflowId = await workflowWith(tenant.clientSecret);
    await session.publish(workflowId);
    const { ids } = tenant.mutate({ stream: 'customers', action: 'add' });
    expect(await started(1)).toEqual([[['created', Number(ids[0])]]]);
    await server.stop();
    const [edited] = tenant.rows('customers').map(({ id }) => id as number);
    tenant.mutate({ stream: 'customers', action: 'edit', id: edited!, fields: { name: 'While n8n was down' } });
    server = await folder.start();
    session = await signIn(server.url, owner);
    expect(await started(2)).toEqual([[['created', Number(ids[0])]], [['updated', edited]]]);
    // another poll, in which both records come again
    const asked = simulator.requests.length;
    while (simulator.requests.length === asked) await delay(1_000);
    expect(await started(2)).toHaveLength(2);
  });
});
