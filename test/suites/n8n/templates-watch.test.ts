/** Template 5 in a real n8n: connections that come and go, and secrets that grow old. */

import { setTimeout as delay } from 'node:timers/promises';

import { credentialData } from '../../n8n/demo/content';
import type { N8n } from '../../n8n/installation';
import type { Run } from '../../n8n/workflow';
import { startSimulator, type Simulator, type Tenant } from '../../simulator';
import { airbyteFor, type AirbyteClient } from '../../support/airbyte-api';
import { startMailbox, type Mail, type Mailbox } from '../../support/mailbox';
import { availableN8n } from '../../support/n8n';
import { benchOf, templateCredentials, type TemplateBench } from '../../support/n8n-templates';

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n (no network): nothing can stand in for the real one.
const real = availableN8n();
const id = 'stConnectionWtch';
const day = 86_400_000;
const daysAgo = (days: number): string => new Date(Date.now() - days * day).toISOString();

(real.ready ? describe : describe.skip)('Connection watch', () => {
  const { n8n } = real as { n8n: N8n };
  let servicetitan: Simulator;
  let client: AirbyteClient;
  let mailbox: Mailbox;
  let bench: TemplateBench;
  let alder: Tenant;
  let birch: Tenant;

  /** What the day's look tells. */
  async function aDay(): Promise<Mail[]> {
    const before = mailbox.mails.length;
    const run: Run = await bench.session.run(id, 'Every day');
    expect({ status: run.status, error: run.error }).toEqual({ status: 'success', error: undefined });
    return mailbox.mails.slice(before);
  }
  const rowOf = async (tenant: string) =>
    (await bench.rows('servicetitan_tenants')).find((row) => row.tenant === tenant) ?? {};
  const change = (tenant: string, row: Record<string, unknown>) =>
    bench.update('servicetitan_tenants', ['tenant', tenant], row);

  beforeAll(async () => {
    const sizes = { customers: 3, invoices: 3 };
    servicetitan = await startSimulator({ tenants: [{ sizes, connected: false }, { sizes }] });
    [alder, birch] = servicetitan.tenants as unknown as [Tenant, Tenant];
    client = await airbyteFor(servicetitan);
    mailbox = await startMailbox();
    const { apiUrl: airbyteUrl, webUrl: airbyteWebUrl, workspaceId } = client.airbyte;
    const airbyte = { airbyteUrl, airbyteWebUrl, workspaceId };
    const credential = {
      ...{ id: 'credentialAlder0', name: 'ServiceTitan Alder', type: 'serviceTitanApi' },
      data: credentialData(servicetitan, alder),
    };
    bench = await benchOf(
      n8n,
      [
        {
          file: '1-sync-of-one-tenant.json',
          settings: {},
          as: { id: 'suiteSyncOfAlder', name: 'Sync of Alder', credentials: [credential] },
        },
        { file: '3-failed-sync-alerts.json', settings: airbyte },
        { file: '5-connection-watch.json', settings: { ...airbyte, n8nUrl: 'https://n8n.test', rotateAfterDays: 180 } },
      ],
      templateCredentials(client.airbyte, 'none', mailbox.port),
    );
  });

  afterAll(async () => {
    await bench.stop();
    await client.airbyte.close();
    await mailbox.close();
    await servicetitan.close();
  });

  test('makes its table, and with nobody in it nobody is told', async () => {
    expect(await aDay()).toEqual([]);
    const { sourceId } = (await client.ok('SourceResponse', 'POST', '/sources', {
      name: 'ServiceTitan Birch',
      workspaceId: client.airbyte.workspaceId,
      definitionId: [...client.airbyte.store.definitions.source.keys()][0],
      configuration: {
        ...{ environment: 'production', tenant_id: birch.tenantId, client_id: birch.clientId },
        ...{ client_secret: birch.clientSecret, app_key: birch.appKey },
        ...{ api_url: servicetitan.apiUrl, auth_url: servicetitan.authUrl },
      },
    })) as { sourceId: string };
    const row = { enabled: true, credentialsSince: daysAgo(10) };
    const [first, second] = [
      { ...row, tenant: 'alder', name: 'Alder', route: 'n8n', workflowId: 'suiteSyncOfAlder' },
      { ...row, tenant: 'birch', name: 'Birch', route: 'airbyte', sourceId, status: 'Connected' },
    ];
    await bench.insert('servicetitan_tenants', first);
    await bench.insert('servicetitan_tenants', second);
    await bench.insert('servicetitan_tenants', { ...first, tenant: 'paused', enabled: false });
  });

  test('a tenant that is not connected yet: what its admin has to do, once; Airbyte’s is asked by its source', async () => {
    const [mail, ...more] = await aDay();
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Alder: Not Connected Yet');
    expect(mail?.text).toMatch(
      /What happened: .*API Application Access.*\n[\s\S]*https:\/\/n8n\.test\/workflow\/suiteSyncOfAlder$/,
    );
    expect(await rowOf('alder')).toMatchObject({ status: 'Not Connected Yet' });
    expect(await rowOf('birch')).toMatchObject({ status: 'Connected', statusMessage: '' });
    expect(Date.parse(String((await rowOf('birch')).checkedAt))).toBeGreaterThan(Date.now() - 60_000);
    expect(client.airbyte.requests.filter(({ path }) => path === '/streams')).toMatchObject([
      { query: { ignoreCache: 'true' }, status: 200 },
    ]);
    expect(await aDay()).toEqual([]);
  });

  test('a tenant that becomes connected is one message', async () => {
    alder.connected = true;
    const [mail, ...more] = await aDay();
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Alder is connected');
    expect(mail?.text).toContain('it was "Not Connected Yet" before');
    expect(await rowOf('alder')).toMatchObject({ status: 'Connected' });
    expect(await aDay()).toEqual([]);
  });

  test('credentials that stop working in Airbyte, in the words of its source; and when they work again', async () => {
    const { clientSecret } = birch;
    birch.clientSecret = 'cs.replaced';
    const [mail, ...more] = await aDay();
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('Birch: Not Connected Yet');
    expect(mail?.text).toMatch(/client id and client secret[\s\S]*It worked before/);
    expect(mail?.text).not.toContain(clientSecret);
    birch.clientSecret = clientSecret;
    expect((await aDay()).map(({ subject }) => subject)).toEqual(['Birch is connected']);
  });

  test('a secret that is too old is one reminder, until the days for the next one are over', async () => {
    await change('alder', { credentialsSince: daysAgo(200) });
    const [mail, ...more] = await aDay();
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('The client secret of Alder should be replaced');
    expect(mail?.text).toMatch(/in use for 200 days; the limit is 180/);
    expect(await aDay()).toEqual([]);
    for (const { id: row } of await bench.rows('servicetitan_alerts'))
      await bench.update('servicetitan_alerts', ['id', row], { at: daysAgo(31) });
    expect(await aDay()).toHaveLength(1);
    await change('alder', { credentialsSince: daysAgo(0) });
    expect(await aDay()).toEqual([]);
  });

  test('a form that led to nothing a week ago, and Airbyte that does not answer: told, and no status is made up', async () => {
    await bench.insert('servicetitan_tenants', {
      ...{ tenant: 'cedar', name: 'Cedar', route: 'airbyte', enabled: true, status: 'Not Connected Yet' },
      ...{ statusMessage: 'Allow the app.', checkedAt: daysAgo(8) },
    });
    client.airbyte.addFault({ path: '^/streams', status: 503 });
    const [mail, ...more] = await aDay();
    expect(more).toEqual([]);
    expect(mail?.text).toMatch(/The connection of Birch could not be checked\nWhat happened: .*status 503/);
    expect(mail?.text).toMatch(/Cedar is still not connected\nWhat happened: .*8 days ago[\s\S]*Allow the app\./);
    expect(await rowOf('birch')).toMatchObject({ status: 'Connected' });
    expect(await rowOf('cedar')).toMatchObject({ status: 'Not Connected Yet' });
  });

  test('what could not be told is told the next day', async () => {
    alder.connected = false;
    mailbox.works = false;
    const run = await bench.session.run(id, 'Every day');
    expect(run.status).toBe('error');
    expect(await rowOf('alder')).toMatchObject({ status: 'Connected' });
    // That the alerts themselves fail is a report as well, and cannot be told either
    const failed = async () => (await bench.rows('servicetitan_alerts')).filter(({ state }) => state === 'failed');
    for (const until = Date.now() + 60_000; (await failed()).length < 2 && Date.now() < until;) await delay(200);
    mailbox.works = true;
    expect((await aDay())[0]?.text).toContain('Alder: Not Connected Yet');
  });
});
