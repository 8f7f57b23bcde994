/** What a contractor's admin reads when a connection is tested, for each way in which it can be wrong. */
import { startSimulator, type Simulator } from '../simulator';
import { run, sourceProgram, temporaryFolder } from '../support/connector';
import { check, sourceConfig } from '../support/source';

const folder = temporaryFolder();
let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({
    tenants: [{ sizes: { customers: 5, invoices: 5 } }, { sizes: { customers: 5, invoices: 5 } }],
  });
});

afterAll(async () => {
  await simulator.close();
  folder.remove();
});

async function said(more: Record<string, unknown> = {}): Promise<string> {
  const config = sourceConfig(simulator, simulator.tenants[0], more);
  const outcome = await check(folder, config);
  const statuses = outcome.messages.filter((message) => message.type === 'CONNECTION_STATUS');
  expect(outcome.code).toBe(0);
  expect(statuses).toHaveLength(1);
  for (const secret of [config.client_secret, config.app_key])
    if (typeof secret === 'string' && secret.trim() !== '')
      expect(outcome.stdout + outcome.stderr).not.toContain(secret);
  expect(statuses[0]!.connectionStatus!.status).toBe('FAILED');
  return statuses[0]!.connectionStatus!.message!;
}

const page = 'Settings > Integrations > API Application Access';

test('a wrong secret: what to copy again, and from where', async () => {
  const message = await said({ client_secret: 'cs1.not-the-secret' });
  expect(message).toContain('Not Connected Yet');
  expect(message).toMatch(/client secret/i);
  expect(message).toContain(page);
});

test('a tenant that has not allowed the app: Not Connected Yet, and how to connect', async () => {
  const [tenant] = simulator.tenants;
  tenant.connected = false;
  for (const answer of ['invalid_client', 'unauthorized_client', 'described'] as const) {
    simulator.switches.notConnected = answer;
    const message = await said();
    expect(message).toContain('Not Connected Yet');
    expect(message).toContain(page);
  }
  tenant.connected = true;
});

test('the tenant id of somebody else: said before any call of the API', async () => {
  simulator.clearRequests();
  const message = await said({ tenant_id: simulator.tenants[1]!.tenantId });
  expect(message).toMatch(/tenant/i);
  expect(message).toContain(simulator.tenants[1]!.tenantId);
  expect(simulator.requests.every((request) => request.path === '/connect/token')).toBe(true);
});

test('missing scopes: named, with the streams that need them, before any call of the API', async () => {
  const [tenant] = simulator.tenants;
  const all = tenant.scopes;
  tenant.scopes = all.filter((scope) => scope !== 'tn.acc.invoices:r' && scope !== 'tn.crm.locations:r');
  simulator.clearRequests();
  const message = await said();
  tenant.scopes = all;
  expect(message).toContain('tn.acc.invoices:r (invoices)');
  expect(message).toContain('tn.crm.locations:r (locations');
  expect(simulator.requests.every((request) => request.path === '/connect/token')).toBe(true);
});

test.each([401, 403, 404] as const)(
  'a wrong app key, answered with %d: the app key is among what to compare',
  async (status) => {
    simulator.switches.appKeyStatus = status;
    const message = await said({ app_key: 'ak1.not-the-key' });
    simulator.switches.appKeyStatus = 401;
    expect(message).toMatch(/app key/i);
  },
);

test('wrong secret, missing scope, wrong tenant and wrong app key all read differently', async () => {
  const [tenant] = simulator.tenants;
  const messages = [
    await said({ client_secret: 'cs1.wrong' }),
    await said({ tenant_id: simulator.tenants[1]!.tenantId }),
    await said({ app_key: 'ak1.wrong' }),
  ];
  const all = tenant.scopes;
  tenant.scopes = ['tn.crm.customers:r'];
  messages.push(await said());
  tenant.scopes = all;
  expect(new Set(messages).size).toBe(messages.length);
});

test('credentials pasted with white space around them work', async () => {
  const [tenant] = simulator.tenants;
  const config = sourceConfig(simulator, tenant, {
    tenant_id: ` ${tenant.tenantId}\n`,
    client_id: `${tenant.clientId} `,
    client_secret: `\t${tenant.clientSecret}\n`,
    app_key: `${tenant.appKey}\n`,
  });
  const outcome = await check(folder, config);
  expect(outcome.messages.find((message) => message.connectionStatus)?.connectionStatus?.status).toBe('SUCCEEDED');
});

test.each([
  ['a tenant id that is not a number', { tenant_id: 'acme' }, /Tenant ID/],
  ['no client secret', { client_secret: undefined }, /Client Secret/],
  ['an empty client secret', { client_secret: ' ' }, /Client Secret/],
  ['an unknown environment', { environment: 'sandbox' }, /Environment/],
  ['a start date in another notation', { start_date: '01/31/2024' }, /Start Date/],
  ['more requests than ServiceTitan allows', { requests_per_second: 100 }, /Requests per Second/],
])('%s: the field is named as the form names it', async (_case, change, field) => {
  expect(await said(change)).toMatch(field);
});

test('plain http to another machine is refused before anything is sent', async () => {
  expect(await said({ api_url: 'http://api.example.com' })).toMatch(/https/);
  expect(await said({ auth_url: 'http://auth.example.com/connect/token' })).toMatch(/https/);
});

test('a configuration that is not JSON is a failed check, not a crash, and its text is not repeated', async () => {
  const outcome = await run(sourceProgram, [
    'check',
    '--config',
    folder.file('broken.json', '{"client_secret": "cs1.hidden", '),
  ]);
  expect(outcome.code).toBe(0);
  expect(outcome.messages.filter((message) => message.type === 'CONNECTION_STATUS')).toMatchObject([
    { connectionStatus: { status: 'FAILED' } },
  ]);
  expect(outcome.stdout + outcome.stderr).not.toContain('cs1.hidden');
});

test('a server that is not there: an outage, not a wrong password', async () => {
  const closed = await startSimulator({});
  const { apiUrl, authUrl } = closed;
  await closed.close();
  const message = await said({ api_url: apiUrl, auth_url: authUrl });
  expect(message).not.toContain('Not Connected Yet');
  expect(message).toMatch(/reach|connect|outage|answer/i);
}, 180_000);
