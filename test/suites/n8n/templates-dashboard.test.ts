/** Template 4 in a real n8n: the page as a browser gets it, and Sync now. */
import type { N8n } from '../../n8n/installation';
import { startSimulator, type Simulator } from '../../simulator';
import { airbyteFor, type AirbyteClient } from '../../support/airbyte-api';
import { availableN8n } from '../../support/n8n';
import { benchOf, statusPage, templateCredentials, type TemplateBench } from '../../support/n8n-templates';

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n (no network): nothing can stand in for the real one.
const real = availableN8n();
const hour = 3_600_000;

(real.ready ? describe : describe.skip)('Sync dashboard', () => {
  const { n8n } = real as { n8n: N8n };
  let servicetitan: Simulator;
  let client: AirbyteClient;
  let bench: TemplateBench;
  const ids: Record<string, string> = {};

  const authorization = `Basic ${Buffer.from(`${statusPage.user}:${statusPage.password}`).toString('base64')}`;
  const page = async (query = ''): Promise<string> => {
    const response = await fetch(`${bench.server.url}/webhook/servicetitan-status${query}`, {
      headers: { authorization },
    });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/text\/html/);
    return response.text();
  };
  /** What the page says of one tenant, as text. */
  const cardOf = (html: string, name: string): string => {
    const card = html.split('<article>').find((part) => part.includes(`<h2>${name}</h2>`));
    if (card === undefined) throw new Error(`no card for ${name}`);
    return card.split('</article>')[0] ?? '';
  };
  const textOf = (html: string): string =>
    html
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ')
      .trim();
  const press = (connectionId: string): Promise<Response> =>
    fetch(`${bench.server.url}/webhook/servicetitan-sync-now`, {
      method: 'POST',
      redirect: 'manual',
      headers: { authorization, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ connectionId }),
    });

  /** Jobs that ended in the past, so that there is a history. */
  function ran(name: string, hoursAgo: number, outcome: 'succeeded' | 'failed', rows: number): void {
    const { airbyte } = client;
    airbyte.plan({ phases: [['running', 90]], outcome, rows });
    const job = airbyte.startSync(ids[name] ?? '');
    job.createdAt = Date.now() - hoursAgo * hour;
    job.end = { status: outcome, at: job.createdAt + 90_000 };
  }

  beforeAll(async () => {
    servicetitan = await startSimulator({ tenants: [{ sizes: { customers: 3, invoices: 3 } }] });
    client = await airbyteFor(servicetitan);
    const daily = `0 0 ${String((new Date().getUTCHours() + 21) % 24)} * * ?`;
    const cron = (cronExpression: string) => ({ schedule: { scheduleType: 'cron', cronExpression } });
    const connections = {
      'Alder Plumbing': cron('0 15 6 ? * MON'),
      'Birch <Heating> & Air': cron('0 0 6 1 * ?'),
      'Cedar Electric': { ...cron('0 0 6 ? * TUE'), status: 'inactive' },
      'Dogwood Drains': cron(daily),
    };
    for (const [name, more] of Object.entries(connections))
      ids[name] = String((await client.createConnection({ name, ...more })).connectionId);
    const { airbyte } = client;
    ran('Alder Plumbing', 50, 'failed', 0);
    ran('Alder Plumbing', 2, 'succeeded', 4321);
    ran('Birch <Heating> & Air', 3, 'failed', 0);
    ran('Dogwood Drains', 30, 'succeeded', 7);
    const { apiUrl, webUrl, workspaceId } = airbyte;
    const settings = { airbyteUrl: apiUrl, airbyteWebUrl: webUrl, workspaceId, timeZone: 'America/Chicago' };
    bench = await benchOf(n8n, [{ file: '4-sync-dashboard.json', settings }], templateCredentials(airbyte, 'none'));
  });

  afterAll(async () => {
    await bench.stop();
    await client.airbyte.close();
    await servicetitan.close();
  });

  test('asks for a name and a password, on both addresses', async () => {
    const { url } = bench.server;
    expect((await fetch(`${url}/webhook/servicetitan-status`)).status).toBe(401);
    expect((await fetch(`${url}/webhook/servicetitan-sync-now`, { method: 'POST' })).status).toBe(401);
  });

  test('shows every tenant: connection, last and next sync, records, history with links', async () => {
    const html = await page();
    const alder = cardOf(html, 'Alder Plumbing');
    expect(textOf(alder)).toMatch(/Connected .*Last sync .* Succeeded Next sync .* Records 4,321 Rejects —/);
    expect(alder).toMatch(/datetime="\d{4}-\d\d-\d\dT06:15:00.000Z"/);
    const log = `${client.airbyte.webUrl}/workspaces/${client.airbyte.workspaceId}/connections/${ids['Alder Plumbing'] ?? ''}/timeline`;
    expect(alder.split(`href="${log}"`)).toHaveLength(4);

    const birch = cardOf(html, 'Birch &lt;Heating&gt; &amp; Air');
    expect(textOf(birch)).toMatch(/Attention .*failed \(Airbyte job 3\)/);
    expect(cardOf(html, 'Cedar Electric')).toMatch(/No Sync Yet[\s\S]*Paused[\s\S]*<button disabled>/);
    expect(textOf(cardOf(html, 'Dogwood Drains'))).toMatch(/Connected Overdue/);
    expect(textOf(html)).toMatch(/2 connected 1 needs attention 0 not connected yet 1 overdue/);
    // What needs a person stands first
    expect(html.indexOf('Birch')).toBeLessThan(html.indexOf('Alder'));
  });

  test('is a page for a phone that renews itself and runs no script', async () => {
    const html = await page();
    expect(html).toContain('<meta name="viewport" content="width=device-width, initial-scale=1">');
    expect(html).toContain('<meta http-equiv="refresh" content="60;url=servicetitan-status">');
    expect(html).not.toMatch(/<script|javascript:/i);
    expect(html).not.toContain(client.airbyte.settings.application.clientSecret);
  });

  test('Sync now starts a job in Airbyte and comes back; a second press finds it running', async () => {
    const { airbyte } = client;
    const before = airbyte.store.jobs.length;
    airbyte.plan({ phases: [['running', 60]] });
    const id = ids['Alder Plumbing'] ?? '';
    const first = await press(id);
    expect([first.status, first.headers.get('location')]).toEqual([
      303,
      `servicetitan-status?result=started&connectionId=${id}`,
    ]);
    expect(airbyte.store.jobs.slice(before)).toMatchObject([{ connectionId: id, jobType: 'sync' }]);
    const html = await page(`?result=started&connectionId=${id}`);
    expect(html).toContain('The sync of Alder Plumbing was started.');
    expect(cardOf(html, 'Alder Plumbing')).toMatch(/Syncing[\s\S]*<button disabled>/);
    expect((await press(id)).headers.get('location')).toContain('result=running');
    expect((await press(ids['Cedar Electric'] ?? '')).headers.get('location')).toContain('result=running');
    expect((await press('not-a-connection')).headers.get('location')).toContain('result=refused');
    expect(airbyte.store.jobs).toHaveLength(before + 1);
  });

  test("tenants and runs of n8n's own tables are on it, rejects too; words of others cannot become markup", async () => {
    const { id: projectId } = await bench.session.call<{ id: string }>('GET', '/rest/projects/personal');
    const tables = `/rest/projects/${projectId}/data-tables`;
    const { data } = await bench.session.call<{ data: { id: string; name: string }[] }>('GET', tables);
    const insert = (name: string, row: Record<string, unknown>) =>
      bench.session.call('POST', `${tables}/${data.find((table) => table.name === name)?.id ?? ''}/insert`, {
        data: [row],
        returnType: 'count',
      });
    await insert('servicetitan_tenants', {
      tenant: 'elm',
      name: 'Elm Roofing',
      tenantId: '777',
      status: 'Not Connected Yet',
      statusMessage: 'Allow the app <script>alert(1)</script>',
      checkedAt: new Date().toISOString(),
    });
    await insert('servicetitan_sync_runs', {
      tenant: 'fir',
      sync: 'Weekly files',
      route: 'n8n',
      runId: '12',
      status: 'succeeded',
      startedAt: new Date(Date.now() - hour).toISOString(),
      finishedAt: new Date().toISOString(),
      nextRunAt: new Date(Date.now() + 48 * hour).toISOString(),
      records: 250,
      rejects: 3,
      logUrl: 'javascript:alert(1)',
    });
    const html = await page();
    expect(textOf(cardOf(html, 'Elm Roofing'))).toMatch(/Not Connected Yet .*Tenant 777/);
    expect(textOf(cardOf(html, 'fir'))).toMatch(/Connected .*Records 250 Rejects 3/);
    expect(html).not.toMatch(/<script|javascript:/i);
  });

  test('with Airbyte down it says so and shows what n8n knows itself', async () => {
    client.airbyte.addFault({ path: '.*', status: 503, times: 10 });
    const html = await page();
    expect(html).toContain('Airbyte cannot be read just now');
    expect(textOf(cardOf(html, 'fir'))).toContain('Records 250');
  });
});
