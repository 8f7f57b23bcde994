/** Who may read what: the token endpoint and the gates in front of the data. */
import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { connect, credentialsOf, requestToken, type ApiClient, type Problem } from '../support/simulator-api';

const customers = '/crm/v2/tenant/{tenant}/customers';
let simulator: Simulator;
let tenant: Tenant;
let client: ApiClient;

beforeEach(async () => {
  simulator = await startSimulator({
    tenants: [{ tenantId: '8450' }, { tenantId: '8451', seed: 2 }],
    switches: { requestsPerSecond: 1000 },
  });
  [tenant] = simulator.tenants;
  client = await connect(simulator);
});

afterEach(() => simulator.close());

const refusal = async (asked: Promise<Response>) => {
  const response = await asked;
  return { status: response.status, body: await response.json() };
};

test('a token lives 900 seconds and carries the tenant as text and the scopes as a list', async () => {
  simulator.clock.set('2026-01-02T03:04:05Z');
  const response = await requestToken(simulator, credentialsOf(tenant));
  const granted = (await response.json()) as Record<string, unknown>;
  expect(granted).toMatchObject({ expires_in: 900, token_type: 'Bearer', scope: tenant.scopes.join(' ') });
  const [header, payload] = String(granted.access_token)
    .split('.')
    .slice(0, 2)
    .map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>);
  const now = Date.parse('2026-01-02T03:04:05Z') / 1000;
  expect(header).toMatchObject({ alg: 'RS256', typ: 'at+jwt' });
  expect(payload).toMatchObject({
    tenant: '8450',
    scope: tenant.scopes,
    client_id: tenant.clientId,
    nbf: now,
    iat: now,
    exp: now + 900,
  });
  expect(payload!.jti).toEqual(expect.any(String));
});

test.each([
  ['a wrong secret', { client_secret: 'cs1.wrong' }, 'invalid_client'],
  ['a secret with a line break at its end', { client_secret: 'cs1.simulator-secret-8450\n' }, 'invalid_client'],
  ['an unknown client', { client_id: 'cid.unknown' }, 'invalid_client'],
  ['the client of another tenant', { tenant: '8451' }, 'invalid_client'],
  ['another grant', { grant_type: 'password' }, 'unsupported_grant_type'],
  ['no grant', { grant_type: '' }, 'invalid_request'],
  ['a scope that was not granted', { scope: 'tn.crm.leads:w' }, 'invalid_scope'],
])('%s is status 400 with the OAuth error and nothing else', async (_what, change, error) => {
  const outcome = await refusal(requestToken(simulator, { ...credentialsOf(tenant), ...change }));
  expect(outcome).toEqual({ status: 400, body: { error } });
});

test('client id and secret may come as HTTP Basic', async () => {
  const basic = Buffer.from(`${tenant.clientId}:${tenant.clientSecret}`).toString('base64');
  const response = await requestToken(
    simulator,
    { grant_type: 'client_credentials' },
    { authorization: `Basic ${basic}` },
  );
  expect(response.status).toBe(200);
});

test('two tenants of one client are told apart by the tenant field', async () => {
  const hub = await startSimulator({
    tenants: [
      { tenantId: '1', clientId: 'cid.hub', clientSecret: 'cs1.hub' },
      { tenantId: '2', clientId: 'cid.hub', clientSecret: 'cs1.hub' },
    ],
  });
  const form = { ...credentialsOf(hub.tenants[0]), tenant: '2' };
  const { access_token: token } = (await (await requestToken(hub, form)).json()) as { access_token: string };
  expect(JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString())).toMatchObject({ tenant: '2' });
  await hub.close();
});

test('a tenant that has not allowed the app gets no token, said in the way the switch chooses', async () => {
  tenant.connected = false;
  const ask = () => refusal(requestToken(simulator, credentialsOf(tenant)));
  expect(await ask()).toEqual({ status: 400, body: { error: 'invalid_client' } });
  simulator.switches.notConnected = 'unauthorized_client';
  expect(await ask()).toEqual({ status: 400, body: { error: 'unauthorized_client' } });
  simulator.switches.notConnected = 'described';
  expect(await ask()).toMatchObject({
    body: { error: 'invalid_client', error_description: expect.any(String) as string },
  });
});

test('an admin who switches the app off stops tokens that are out', async () => {
  tenant.connected = false;
  expect((await client.get(customers)).status).toBe(401);
  simulator.switches.disconnectedStatus = 403;
  expect((await client.get(customers)).status).toBe(403);
});

test('the token endpoint can be throttled', async () => {
  simulator.switches.tokenThrottled = true;
  const response = await requestToken(simulator, credentialsOf(tenant));
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '2']);
});

test('the API takes the token with and without the word Bearer', async () => {
  expect((await client.get(customers)).status).toBe(200);
  expect((await client.get(customers, {}, { authorization: client.token })).status).toBe(200);
});

test('a token is refused once it has expired by the clock of the simulator, and a forged one always', async () => {
  simulator.clock.advance(899_000);
  expect((await client.get(customers)).status).toBe(200);
  simulator.clock.advance(2_000);
  const expired = await client.get(customers);
  expect([expired.status, (JSON.parse(expired.text) as Problem).status]).toEqual([401, 401]);
  simulator.switches.unauthorizedBody = 'empty';
  expect(await client.get(customers)).toMatchObject({ status: 401, text: '' });
  simulator.switches.unauthorizedBody = 'html';
  expect((await client.get(customers)).text).toContain('<html>');
  for (const authorization of ['', 'Bearer', 'Bearer a.b.c', `Bearer ${client.token.slice(0, -4)}AAAA`])
    expect((await client.get(customers, {}, { authorization })).status).toBe(401);
});

test.each([401, 403, 404] as const)(
  'a missing or wrong app key is status %d when the switch says so',
  async (status) => {
    simulator.switches.appKeyStatus = status;
    for (const key of ['', 'ak1.wrong'])
      expect((await client.get(customers, {}, { 'st-app-key': key })).status).toBe(status);
  },
);

test.each([403, 404] as const)("another tenant's data is status %d when the switch says so", async (status) => {
  simulator.switches.tenantMismatchStatus = status;
  for (const tenantId of ['8451', '999'])
    expect((await client.get(customers.replace('{tenant}', tenantId))).status).toBe(status);
});

test('a scope that was not granted is named by the problem that ServiceTitan sends', async () => {
  tenant.scopes = tenant.scopes.filter((scope) => scope !== 'tn.crm.customers:r');
  client = await connect(simulator);
  expect(await client.problem(customers)).toMatchObject({ status: 403, title: 'Scope validation failed' });
  expect((await client.get('/crm/v2/tenant/{tenant}/locations')).status).toBe(200);
});

test('a module that the tenant has not bought is a 404 problem', async () => {
  tenant.modulesOff = ['memberships'];
  const problem = await client.problem('/memberships/v2/tenant/{tenant}/memberships');
  expect(problem.status).toBe(404);
  expect(Object.keys(problem)).toEqual(['type', 'title', 'status', 'traceId', 'errors', 'data']);
  expect((await client.get(customers)).status).toBe(200);
});

test.each([
  '/crm/v2/tenant/{tenant}/customer',
  '/nothing',
  '/crm/v3/tenant/{tenant}/customers',
  '/task-management/v2/tenant/{tenant}/tasks',
])('the gateway does not know %s', async (path) => {
  const reply = await client.get(path);
  expect(reply.status).toBe(404);
  expect(reply.text).toContain('Unable to match incoming request to an operation.');
});

test.each([
  ['integer', /^1$/],
  ['decimal', /^0\.75$/],
  ['date', /^\w{3}, \d\d \w{3} \d{4} /],
  ['none', /^$/],
] as const)('above its rate a tenant gets 429 and a Retry-After as %s', async (form, header) => {
  Object.assign(simulator.switches, { requestsPerSecond: 5, retryAfter: form });
  const replies = await Promise.all(Array.from({ length: 8 }, () => client.get(customers, { pageSize: 1 })));
  const limited = replies.filter(({ status }) => status === 429);
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(5);
  expect(limited).toHaveLength(3);
  expect(JSON.parse(limited[0]!.text)).toMatchObject({
    title: 'Rate limit is exceeded. Try again in 1 seconds.',
    status: 429,
  });
  expect(limited[0]!.headers.get('retry-after') ?? '').toMatch(header);
  const other = await connect(simulator, simulator.tenants[1]);
  expect((await other.get(customers, { pageSize: 1 })).status).toBe(200);
  expect(simulator.stats().peakPerSecond).toEqual({ 8450: 8, 8451: 1 });
});

test('60 requests a second are allowed unless told otherwise', async () => {
  const plain = await startSimulator();
  expect(plain.switches.requestsPerSecond).toBe(60);
  await plain.close();
});
