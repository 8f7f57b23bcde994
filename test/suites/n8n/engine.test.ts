/** What n8n and the node's way out of it do together, on both lines of n8n: tokens, waiting, errors, going on, stopping. */
import type { INodeParameters } from 'n8n-workflow';

import { n8nSuite } from '../../support/n8n-engine';

describe.each(['current', 'compatible'] as const)('in the %s line of n8n', (line) => {
  const suite = n8nSuite({
    line,
    simulator: {
      tenants: [{ sizes: { customers: 120, invoices: 5 }, collectionRows: 4 }],
      switches: { maxPageSize: 50 },
    },
  });
  const customers = { group: 'crm', resource: 'customers', operation: 'getAll', returnAll: true };
  /** Lists give active rows only, unless somebody asks for the others. */
  const active = (): number => suite.tenant.rows('customers').filter((row) => row.active === true).length;
  const one = { ...customers, returnAll: false, limit: 1 };
  const run = (parameters: INodeParameters = customers, more: object = {}) =>
    suite.engine.runNode({ node: 'serviceTitan', parameters, ...more });
  const paths = (): string[] => suite.simulator.requests.map(({ path }) => path);
  const tokens = (): number => paths().filter((path) => path === '/connect/token').length;
  const warnings = (log: readonly { level: string; message: string }[]): string[] =>
    log.filter(({ level }) => level === 'warn').map(({ message }) => message);
  const customersPath = (): string => `/crm/v2/tenant/${suite.tenant.tenantId}/customers`;

  test('Get Many reads every page with one token, and says which item each row came from', async () => {
    const { items, error, status } = await run();
    expect({ error, status, rows: items.length }).toEqual({ error: null, status: 'success', rows: active() });
    expect(items.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
    expect(paths()).toEqual(['/connect/token', ...Array.from({ length: 3 }, customersPath)]);
  });

  test('a token that ran out between two runs, or between two pages, is replaced in silence', async () => {
    await run(one);
    suite.simulator.clock.advance(901_000);
    expect((await run(one)).error).toBeNull();
    expect(tokens()).toBe(2);
    suite.simulator.faults.add({ path: customersPath(), effect: { kind: 'expired-token' }, skip: 1 });
    const { items, error, log } = await run();
    expect({ error, rows: items.length, warned: warnings(log) }).toEqual({ error: null, rows: active(), warned: [] });
    // the old line asks once more before it believes a 401, and this one was not meant
    expect(tokens()).toBe(line === 'current' ? 3 : 2);
  });

  test('a rate limit and outages are waited out, with a line in the log for each', async () => {
    suite.simulator.faults.add(
      { effect: { kind: 'status', status: 429, headers: { 'Retry-After': '1' } }, path: customersPath() } as never,
      { effect: { kind: 'status', status: 503, body: 'html' }, path: customersPath() } as never,
      { effect: { kind: 'reset', when: 'before-headers' }, path: customersPath() } as never,
    );
    const { items, error, log } = await run(one);
    expect({ error, rows: items.length }).toEqual({ error: null, rows: 1 });
    const lines = warnings(log).join('\n');
    expect(lines).toMatch(/customers: try 1 of \d+ failed \(status 429\), again in [\d.]+ s/);
    expect(lines).toMatch(/try 2 of \d+ failed \(status 503\)/);
    expect(lines).toMatch(/try 3 of \d+ failed \(.*(ECONNRESET|socket hang up|closed unexpectedly).*\)/);
  });

  test('a wrong secret ends the node with what happened and how to fix it, and with nothing secret', async () => {
    await suite.saveCredential({ clientSecret: 'cs1.mistyped-secret' });
    const { error, status, log } = await run();
    expect(status).toBe('error');
    expect(error).toMatchObject({ name: 'NodeApiError', itemIndex: 0 });
    expect(error?.message).toMatch(/^Not Connected Yet: .* does not accept this client id and client secret/);
    expect(error?.description).toContain('Settings > Integrations > API Application Access');
    expect(JSON.stringify([error, log])).not.toContain('mistyped-secret');
  });

  test('a wrong App Key is told from a stale token: one new token, then an error with its status', async () => {
    await suite.saveCredential({ appKey: 'ak1.of-another-app' });
    const { error } = await run();
    expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '401' });
    expect(error?.message).toMatch(/does not accept the App Key|although its access token is new$/);
    expect(error?.description).toMatch(/[Aa]pp [Kk]ey|copy the key/i);
    expect(error?.description).toMatch(/developer portal.*ServiceTitan answered 401/s);
    expect(tokens()).toBe(2);
    expect(JSON.stringify(error)).not.toContain('of-another-app');
  });

  test('ServiceTitan out of reach is given up with words for n8n, not for a sync', async () => {
    await suite.saveCredential({ authUrl: `${suite.simulator.apiUrl}/nowhere` });
    const { error } = await run();
    expect(error?.message).toMatch(/^ServiceTitan (gives no access token|could not be reached)/);
    expect(`${error?.message} ${error?.description}`).not.toMatch(/sync|stream|Airbyte/);
  });

  test('with Continue, an item that fails becomes an item that says why, paired with its input', async () => {
    suite.simulator.faults.add({ path: customersPath(), effect: { kind: 'status', status: 400 }, skip: 1 });
    const input = [{ json: { n: 1 } }, { json: { n: 2 } }, { json: { n: 3 } }];
    const { items, error } = await run(one, { input, onError: 'continueRegularOutput' });
    expect(error).toBeNull();
    expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
    expect(items.map(({ json }) => typeof json.id)).toEqual(['number', 'undefined', 'number']);
    expect(items[1]).toMatchObject({
      json: {
        error: expect.stringMatching(/^ServiceTitan rejects the request for customers of tenant/),
      },
      error: {
        ...{ name: 'NodeApiError', httpCode: '400', itemIndex: 1 },
        description: expect.stringContaining('filters and dates'),
      },
    });
  });

  test('with an error output, the rows go one way and the failures the other', async () => {
    suite.simulator.faults.add({ path: customersPath(), effect: { kind: 'status', status: 400 } });
    const input = [{ json: {} }, { json: {} }];
    const { outputs } = await run(one, { input, onError: 'continueErrorOutput' });
    expect(outputs.map((output) => output.length)).toEqual([1, 1]);
    expect(outputs[1]?.[0]?.json.error).toMatch(/^ServiceTitan rejects the request/);
  });

  test('Stop ends the waiting and the requests', async () => {
    suite.simulator.faults.add({
      ...{ path: customersPath(), times: Infinity },
      effect: { kind: 'status', status: 429, headers: { 'Retry-After': '30' } },
    });
    const began = Date.now();
    const { status } = await run(customers, { stopAfterMs: 500, onError: 'continueRegularOutput' });
    expect(status).toBe('canceled');
    expect(Date.now() - began).toBeLessThan(20_000);
    const asked = paths().length;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(paths()).toHaveLength(asked);
  });

  test('a trigger starts from now, brings what is new once, and loses nothing in a failed poll', async () => {
    const poll = (staticData: object) =>
      suite.engine.poll({
        node: 'serviceTitanTrigger',
        parameters: { resource: 'customers' },
        staticData: { ...staticData },
      });
    const first = await poll({});
    expect(first).toMatchObject({ items: null, error: null });
    suite.simulator.clock.advance(60_000);
    suite.simulator.mutate(suite.tenant.tenantId, { stream: 'customers', action: 'add', count: 2 });
    suite.simulator.faults.add({ effect: { kind: 'status', status: 400 } });
    const failed = await poll(first.staticData);
    expect(failed.error?.message).toMatch(/^ServiceTitan rejects the request/);
    expect(failed.staticData).toEqual(first.staticData);
    const second = await poll(failed.staticData);
    expect(second.items).toHaveLength(2);
    expect((await poll(second.staticData)).items).toBeNull();
  });
});
