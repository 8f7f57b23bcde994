/** Template 2 in a real n8n: a client's form, sent as a browser sends it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { secretMask } from '../../airbyte';
import type { N8n } from '../../n8n/installation';
import { startSimulator, type Simulator, type Tenant } from '../../simulator';
import { airbyteFor, type AirbyteClient } from '../../support/airbyte-api';
import { availableN8n } from '../../support/n8n';
import { benchOf, statusPage, templateCredentials, type TemplateBench } from '../../support/n8n-templates';

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n (no network): nothing can stand in for the real one.
const real = availableN8n();

(real.ready ? describe : describe.skip)('Onboard a client', () => {
  const { n8n } = real as { n8n: N8n };
  let servicetitan: Simulator;
  let client: AirbyteClient;
  let bench: TemplateBench;
  let tenant: Tenant;

  const authorization = `Basic ${Buffer.from(`${statusPage.user}:${statusPage.password}`).toString('base64')}`;
  const address = (): string => `${bench.server.url}/form/servicetitan-client`;

  /** The form's fields by their order, as n8n's page posts them. */
  async function send(more: Partial<Record<string, string>> = {}): Promise<string> {
    const { tenantId, clientId, clientSecret } = tenant;
    const values = {
      'Client name': 'Acme Plumbing & Sons',
      'Tenant ID': ` ${tenantId} `,
      'Client ID': clientId,
      'Client Secret': ` ${clientSecret}\n`,
      Environment: 'Production',
      'How often': 'Weekly',
      'Own schedule': '',
      'Time zone': 'America/Chicago',
      ...more,
    };
    const data = new FormData();
    Object.values(values).forEach((value, at) => data.append(`field-${String(at)}`, value));
    const response = await fetch(address(), { method: 'POST', headers: { authorization }, body: data });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${String(response.status)} ${text}`);
    return text;
  }

  const created = () => {
    const { actors, connections } = client.airbyte.store;
    const alive = (kind: 'source' | 'destination') => [...actors[kind].values()].filter(({ deleted }) => !deleted);
    return { sources: alive('source'), destinations: alive('destination'), connections: [...connections.values()] };
  };

  beforeAll(async () => {
    servicetitan = await startSimulator({ tenants: [{ sizes: { customers: 3, invoices: 3 } }] });
    [tenant] = servicetitan.tenants;
    client = await airbyteFor(servicetitan);
    const { apiUrl: airbyteUrl, webUrl: airbyteWebUrl, workspaceId, store } = client.airbyte;
    const settings = {
      airbyteUrl,
      airbyteWebUrl,
      workspaceId,
      sourceDefinitionId: [...store.definitions.source.keys()][0] ?? '',
      destinationDefinitionId: [...store.definitions.destination.keys()][0] ?? '',
      appName: 'Acme Reporting',
      apiUrl: servicetitan.apiUrl,
      authUrl: servicetitan.authUrl,
    };
    const credentials = templateCredentials(client.airbyte, tenant.appKey);
    // As the README advises: what a form sent is a file that is soon removed (here after seconds), not a row of the database
    const environment = {
      N8N_EXECUTION_DATA_STORAGE_MODE: 'filesystem',
      EXECUTIONS_DATA_PRUNE_HARD_DELETE_INTERVAL: '0.1',
    };
    bench = await benchOf(n8n, [{ file: '2-onboard-a-client.json', settings }], credentials, environment);
  });

  afterAll(async () => {
    await bench.stop();
    await client.airbyte.close();
    await servicetitan.close();
  });

  test('the form asks for a name and a password, and masks the secret', async () => {
    expect((await fetch(address())).status).toBe(401);
    const page = await (await fetch(address(), { headers: { authorization } })).text();
    expect(page).toContain('Connect your ServiceTitan');
    expect(page).toMatch(/type='password'/);
  });

  test('a wrong form is answered with what to correct, and nobody is asked', async () => {
    const html = await send({ 'Tenant ID': 'Acme', 'How often': 'Own schedule', 'Own schedule': '*/5 * * * *' });
    expect(html).toContain('Please correct the form');
    expect(html).toContain('Tenant ID: digits only');
    expect(html).toContain('Own schedule: write a Quartz cron');
    expect(servicetitan.requests).toHaveLength(0);
  });

  test('a wrong secret: Not Connected Yet with the steps, nothing is created at Airbyte, the tenant is remembered', async () => {
    const html = await send({ 'Client Secret': 'cs1.mistyped-secret' });
    expect(html).toContain('Not Connected Yet');
    expect(html).toContain('Settings &gt; Integrations &gt; API Application Access');
    expect(html).toContain('Choose Acme Reporting');
    expect(created()).toEqual({ sources: [], destinations: [], connections: [] });
    expect(await bench.rows('servicetitan_tenants')).toMatchObject([
      { tenant: 'acme_plumbing_sons', tenantId: tenant.tenantId, status: 'Not Connected Yet' },
    ]);
  });

  test("another tenant's id: the credentials work, the tenant does not", async () => {
    const html = await send({ 'Tenant ID': '999999999' });
    expect(html).toContain('refuses to read tenant 999999999');
    expect(created().sources).toEqual([]);
  });

  test('when Airbyte refuses, what was created is taken back, and its words are shown', async () => {
    client.airbyte.addFault({
      path: '^/connections$',
      method: 'POST',
      status: 400,
      times: 5,
      body: { title: 'bad-request', detail: 'Bad', data: { message: 'no such thing' } },
    });
    const html = await send();
    expect(html).toContain('What had been created was taken back. Airbyte said: no such thing (status 400)');
    expect(created()).toMatchObject({ sources: [], destinations: [], connections: [] });
  });

  test('the right credentials: Connected, one source with its secrets in the vault, one connection with its cron', async () => {
    const html = await send();
    expect(html).toContain('is connected, and its syncs are scheduled');
    const { sources, destinations, connections } = created();
    expect([sources.length, destinations.length, connections.length]).toEqual([1, 1, 1]);
    expect(sources[0]).toMatchObject({
      name: 'ServiceTitan - Acme Plumbing & Sons (acme_plumbing_sons)',
      configuration: {
        tenant_id: tenant.tenantId,
        client_id: tenant.clientId,
        client_secret: tenant.clientSecret,
        app_key: tenant.appKey,
      },
    });
    expect(destinations[0]?.configuration).toMatchObject({
      tenant_key: 'acme_plumbing_sons',
      time_zone: 'America/Chicago',
    });
    // Monday between 2 and 3 o'clock in Chicago's winter
    expect(connections[0]?.schedule.cronExpression).toMatch(/^0 \d+ 8 \? \* MON$/);
    expect(connections[0]?.streams.length).toBe(8);
    const { data } = await client.ok('SourcesResponse', 'GET', '/sources');
    expect(JSON.stringify(data)).toContain(secretMask);
    const [row] = await bench.rows('servicetitan_tenants');
    expect(row).toMatchObject({
      status: 'Connected',
      frequency: 'weekly',
      connectionId: connections[0]?.connectionId,
      sourceId: sources[0]?.id,
      enabled: true,
    });
  });

  test('sent again, the secret and the schedule are replaced; there is still one of each', async () => {
    tenant.clientSecret = 'cs2.rotated-secret';
    const html = await send({ 'How often': 'Own schedule', 'Own schedule': '0 30 6 ? * MON,THU' });
    expect(html).toContain('its credentials and schedule were replaced');
    const { sources, destinations, connections } = created();
    expect([sources.length, destinations.length, connections.length]).toEqual([1, 1, 1]);
    expect(sources[0]?.configuration).toMatchObject({ client_secret: 'cs2.rotated-secret', app_key: tenant.appKey });
    expect(connections[0]?.schedule.cronExpression).toBe('0 30 6 ? * MON,THU');
  });

  test('n8n keeps no run of it, and no secret in its tables, its log or its files', async () => {
    const secrets = ['cs2.rotated-secret', 'cs1.mistyped-secret', tenant.appKey];
    const files = () =>
      readdirSync(join(bench.folder, '.n8n'), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name));
    // The answer comes before the end of its run, and the end before n8n removes what it held
    const goesOn = async () =>
      (await bench.session.executions('stOnboardClient1')).length > 0 ||
      files().some((path) => path.includes('stOnboardClient1'));
    for (const until = Date.now() + 30_000; (await goesOn()) && Date.now() < until;) await delay(200);
    expect(await bench.session.executions('stOnboardClient1')).toEqual([]);
    const tables = JSON.stringify(await bench.rows('servicetitan_tenants'));
    for (const secret of secrets) expect([tables, bench.server.log()].join('')).not.toContain(secret);
    await bench.server.stop(); // also writes what is only in memory
    const kept = files();
    expect(kept.some((path) => path.endsWith('database.sqlite'))).toBe(true);
    for (const secret of secrets) expect(kept.filter((path) => readFileSync(path).includes(secret))).toEqual([]);
  });
});
