/** Template 3 in a real n8n: failures from wherever they come, told once. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

import type { N8n } from '../../n8n/installation';
import type { Workflow } from '../../n8n/workflow';
import { startSimulator, type Simulator } from '../../simulator';
import { airbyteFor, type AirbyteClient } from '../../support/airbyte-api';
import { startMailbox, type Mailbox } from '../../support/mailbox';
import { availableN8n } from '../../support/n8n';
import { benchOf, templateCredentials, type TemplateBench } from '../../support/n8n-templates';
import { startSlackWebhook, type SlackWebhook } from '../../support/slack-webhook';

jest.setTimeout(10 * 60_000);

// Skipped outside CI where npm cannot get n8n (no network): nothing can stand in for the real one.
const real = availableN8n();
const file = '3-failed-sync-alerts.json';
const id = 'stFailedSyncAlrt';
const slackId = 'suiteSlackAlerts';
const day = 86_400_000;
const webhookKey = 'k3y-that-nobody-guesses';

const placed = (more: Record<string, unknown>) => ({ typeVersion: 1, position: [0, 0] as const, ...more });

/** Fails when it is called over its address, as a workflow of the user's would. */
const failing = {
  id: 'suiteWillFail000',
  name: 'Nightly export',
  nodes: [
    placed({
      ...{ id: 'a', name: 'Webhook', type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId: 'suite-will-fail' },
      parameters: { httpMethod: 'POST', path: 'fail', options: {} },
    }),
    placed({
      ...{ id: 'b', name: 'Give up', type: 'n8n-nodes-base.stopAndError' },
      parameters: { errorMessage: '={{ $json.body.words }}' },
    }),
  ],
  connections: { Webhook: { main: [[{ node: 'Give up', type: 'main', index: 0 }]] } },
  settings: { executionOrder: 'v1', errorWorkflow: id },
} as unknown as Workflow;

/** Looks for news every minute at a place that will be gone. */
const polling = (feed: string) =>
  ({
    id: 'suiteLooksAround',
    name: 'Watches the news',
    nodes: [
      placed({
        ...{ id: 'a', name: 'News', type: 'n8n-nodes-base.rssFeedReadTrigger' },
        parameters: { pollTimes: { item: [{ mode: 'everyMinute' }] }, feedUrl: feed },
      }),
      placed({ id: 'b', name: 'End', type: 'n8n-nodes-base.noOp', parameters: {} }),
    ],
    connections: { News: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
    settings: { executionOrder: 'v1', errorWorkflow: id },
  }) as unknown as Workflow;

/** Hands three alerts over at once, as the connection watch does. */
const telling = {
  id: 'suiteTellsAlerts',
  name: 'Tells',
  nodes: [
    placed({ id: 'a', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} }),
    placed({
      ...{ id: 'b', name: 'Three', type: 'n8n-nodes-base.code', typeVersion: 2 },
      parameters: {
        jsCode: `return ['Oak', 'Pine', 'Oak'].map((tenant) => ({ json: { tenant, title: \`\${tenant} <is> connected\`, problem: '' } }));`,
      },
    }),
    placed({
      ...{ id: 'c', name: 'Tell', type: 'n8n-nodes-base.executeWorkflow', typeVersion: 1.2 },
      parameters: {
        workflowId: { __rl: true, mode: 'id', value: slackId },
        workflowInputs: {
          mappingMode: 'defineBelow',
          value: { tenant: '={{ $json.tenant }}', title: '={{ $json.title }}', problem: '={{ $json.problem }}' },
        },
      },
    }),
  ],
  connections: {
    Start: { main: [[{ node: 'Three', type: 'main', index: 0 }]] },
    Three: { main: [[{ node: 'Tell', type: 'main', index: 0 }]] },
  },
  settings: { executionOrder: 'v1' },
} as unknown as Workflow;

(real.ready ? describe : describe.skip)('Failed-sync alerts', () => {
  const { n8n } = real as { n8n: N8n };
  let servicetitan: Simulator;
  let client: AirbyteClient;
  let mailbox: Mailbox;
  let slack: SlackWebhook;
  let bench: TemplateBench;
  let connectionId: string;

  const address = (key: string): string => `${bench.server.url}/webhook/servicetitan-airbyte?key=${key}`;
  const alerts = () => bench.rows('servicetitan_alerts');
  /** The mails since the last call, when as many reports have been dealt with. */
  let seen = 0;
  let reports = 0;
  async function mailsAfter(count: number): Promise<Mailbox['mails']> {
    reports += count;
    const dealtWith = async () => (await alerts()).filter(({ state }) => state !== 'claimed').length >= reports;
    for (const until = Date.now() + 100_000; !(await dealtWith()); await delay(200))
      if (Date.now() > until) throw new Error(`waited in vain: ${JSON.stringify(await alerts())}`);
    const mails = mailbox.mails.slice(seen);
    seen = mailbox.mails.length;
    return mails;
  }

  async function fails(message: string, type = 'config_error'): Promise<void> {
    client.airbyte.plan({
      phases: [['running', 0.1]],
      outcome: 'failed',
      failure: { message, type, origin: 'source' },
    });
    client.airbyte.startSync(connectionId);
    await delay(400);
    await client.airbyte.settled();
  }
  async function breaks(words: string): Promise<void> {
    const response = await fetch(`${bench.server.url}/webhook/fail`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ words }),
    });
    expect(response.status).toBe(200);
  }
  /** As if all that was told had been told a day earlier. */
  async function aDayLater(): Promise<void> {
    for (const { id: row, at } of await alerts())
      await bench.update('servicetitan_alerts', ['id', row], {
        at: new Date(Date.parse(String(at)) - day).toISOString(),
      });
  }

  beforeAll(async () => {
    servicetitan = await startSimulator({ tenants: [{ sizes: { customers: 3, invoices: 3 } }] });
    client = await airbyteFor(servicetitan);
    [mailbox, slack] = await Promise.all([startMailbox(), startSlackWebhook()]);
    ({ connectionId } = (await client.createConnection({ name: 'Acme connection' })) as { connectionId: string });
    const { apiUrl: airbyteUrl, webUrl: airbyteWebUrl, workspaceId } = client.airbyte;
    const settings = { airbyteUrl, airbyteWebUrl, workspaceId, webhookKey, n8nUrl: 'https://n8n.test' };
    bench = await benchOf(
      n8n,
      [
        { file, settings },
        {
          file,
          settings: { ...settings, sendTo: 'slack', slackUrl: slack.url },
          as: { id: slackId, name: 'To Slack' },
          without: ['Airbyte calls'],
        },
      ],
      templateCredentials(client.airbyte, 'none', mailbox.port),
    );
    for (const workflow of [failing, telling]) await bench.session.call('POST', '/rest/workflows', workflow);
    await bench.session.publish(failing.id);
    await client.ok('WorkspaceResponse', 'PATCH', `/workspaces/${workspaceId}`, {
      notifications: { failure: { webhook: { enabled: true, url: address(webhookKey) } } },
    });
  });

  afterAll(async () => {
    await bench.stop();
    await client.airbyte.close();
    await Promise.all([mailbox.close(), slack.close()]);
    await servicetitan.close();
  });

  test('every hour: nothing is overdue, nobody is told, the tables are made', async () => {
    const run = await bench.session.run(id, 'Every hour');
    expect({ status: run.status, error: run.error }).toEqual({ status: 'success', error: undefined });
    expect(run.items('Overdue')).toEqual([]);
    await bench.insert('servicetitan_tenants', {
      ...{ tenant: 'acme', name: 'Acme Plumbing', route: 'airbyte', frequency: 'weekly', connectionId, enabled: true },
    });
    expect(mailbox.mails).toEqual([]);
  });

  test('a sync that fails in Airbyte: one message with tenant, reason, what to do and the link', async () => {
    await fails('ServiceTitan does not accept the client secret of tenant 123.');
    const [mail, ...more] = await mailsAfter(1);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ to: 'data-team@example.com', subject: 'The sync of Acme Plumbing failed' });
    expect(mail?.text.split('\n')).toEqual([
      'The sync of Acme Plumbing failed',
      'What happened: ServiceTitan does not accept the client secret of tenant 123.',
      expect.stringMatching(/^What to do: A credential, a permission or a setting must be corrected/),
      `Read more: ${client.airbyte.webUrl}/workspaces/${client.airbyte.workspaceId}/connections/${connectionId}`,
    ]);
    expect(client.airbyte.deliveries.map(({ status }) => status)).toEqual([200]);
  });

  test('the same again is not told again, another failure is; the next day the same is', async () => {
    await fails('ServiceTitan does not accept the client secret of tenant 123.');
    expect(await mailsAfter(1)).toEqual([]);
    await fails('ServiceTitan lacks the scope tn.crm.customers:r.');
    expect((await mailsAfter(1)).map(({ text }) => text)).toEqual([expect.stringContaining('lacks the scope')]);
    await aDayLater();
    await fails('ServiceTitan does not accept the client secret of tenant 123.');
    expect(await mailsAfter(1)).toHaveLength(1);
    expect((await alerts()).map(({ tenant, state }) => [tenant, state])).toEqual([
      ['acme', 'sent'],
      ['acme', 'repeat'],
      ['acme', 'sent'],
      ['acme', 'sent'],
    ]);
  });

  test('the address is locked; good news and the Test button are what they are', async () => {
    const post = async (key: string, body: unknown) =>
      (
        await fetch(address(key), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      ).status;
    expect(await post('wrong', { text: 'Intruder' })).toBe(403);
    expect(await post('', { text: 'Intruder' })).toBe(403);
    expect(await post(webhookKey, { text: 'All is well', data: { success: true, jobId: 9 } })).toBe(200);
    expect(await post(webhookKey, { text: 'Hello World! This is a test from Airbyte' })).toBe(200);
    const [mail, ...more] = await mailsAfter(1);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({ subject: 'Airbyte has a message' });
    expect(mail?.text).toContain('Hello World! This is a test from Airbyte');
  });

  test('a workflow that fails: its name, its words, its link', async () => {
    await breaks('The disk is full – 0 bytes free.');
    const [mail, ...more] = await mailsAfter(1);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('The workflow "Nightly export" failed');
    expect(mail?.text).toMatch(
      /What happened: The disk is full – 0 bytes free\.\nWhat to do: .*node "Give up".*\nRead more: http:\/\/127\.0\.0\.1:\d+\/workflow\/suiteWillFail000\/executions\/\d+/,
    );
  });

  test('two that fail alike at the same moment are one message', async () => {
    await Promise.all(Array.from({ length: 4 }, () => breaks('The server is away.')));
    expect(await mailsAfter(4)).toHaveLength(1);
  });

  test('a job of Airbyte that Airbyte and a workflow report is one message', async () => {
    await fails('The disk of the destination is full.');
    expect(await mailsAfter(1)).toHaveLength(1);
    const job = client.airbyte.store.jobs.length;
    await breaks(`The sync "Acme connection" failed (Airbyte job ${String(job)}). Read the reason there.`);
    expect(await mailsAfter(1)).toEqual([]);
  });

  test('a mail server out of order: the run says so, and the next report of the same failure is sent', async () => {
    mailbox.works = false;
    await breaks('The licence has ended.');
    expect(await mailsAfter(1)).toEqual([]);
    expect((await alerts()).at(-1)).toMatchObject({ state: 'failed' });
    mailbox.works = true;
    await breaks('The licence has ended.');
    expect(await mailsAfter(1)).toHaveLength(1);
  });

  test('overdue: by Airbyte’s schedule, by the run log, and a frequency that means nothing; one message, once a day', async () => {
    const daily = await client.createConnection({
      name: 'Birch',
      schedule: { scheduleType: 'cron', cronExpression: `0 0 ${String((new Date().getUTCHours() + 12) % 24)} * * ?` },
    });
    client.airbyte.plan({ phases: [['running', 90]], outcome: 'succeeded' });
    const job = client.airbyte.startSync(String(daily.connectionId));
    job.createdAt = Date.now() - 2 * day;
    job.end = { status: 'succeeded', at: job.createdAt + 90_000 };
    const row = { route: 'n8n', enabled: true, workflowId: 'x' };
    await bench.insert('servicetitan_tenants', { ...row, tenant: 'cedar', name: 'Cedar', frequency: 'weekly' });
    await bench.insert('servicetitan_tenants', { ...row, tenant: 'dogwood', name: 'Dogwood', frequency: 'wekly' });
    await bench.insert('servicetitan_tenants', { ...row, tenant: 'elm', name: 'Elm', frequency: 'weekly' });
    const ran = (tenant: string, daysAgo: number, status: string) =>
      bench.insert('servicetitan_sync_runs', {
        ...{ tenant, status, route: 'n8n', message: status === 'failed' ? 'It rained.' : '' },
        startedAt: new Date(Date.now() - daysAgo * day).toISOString(),
      });
    await ran('cedar', 8, 'succeeded');
    await ran('cedar', 1, 'failed');
    await ran('elm', 6, 'succeeded');

    await bench.session.run(id, 'Every hour');
    const [mail, ...more] = await mailsAfter(3);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('The sync of Birch is overdue (and 2 more)');
    expect(mail?.text).toMatch(/The sync of Cedar is overdue\nWhat happened: .*The last one: failed: It rained\./);
    expect(mail?.text).toMatch(/No schedule runs Dogwood\nWhat happened: Its frequency "wekly"/);
    expect(mail?.text).not.toContain('Elm');
    await bench.session.run(id, 'Every hour');
    expect(await mailsAfter(3)).toEqual([]);
  });

  test('Airbyte that cannot be read is an alert; what n8n knows itself is still looked at', async () => {
    client.airbyte.addFault({ path: '.*', status: 503, times: 10 });
    await bench.session.run(id, 'Every hour');
    const [mail] = await mailsAfter(3);
    expect(mail?.subject).toBe('Airbyte cannot be read');
  });

  test('a trigger that cannot poll: the other form of what n8n says', async () => {
    const feed = createServer((_, response) => {
      const item = '<item><title>One</title><link>http://127.0.0.1/1</link></item>';
      response.end(`<rss version="2.0"><channel><title>News</title>${item}</channel></rss>`);
    });
    await new Promise<void>((resolve) => feed.listen(0, '127.0.0.1', resolve));
    const workflow = polling(`http://127.0.0.1:${String((feed.address() as AddressInfo).port)}/`);
    await bench.session.call('POST', '/rest/workflows', workflow);
    await bench.session.publish(workflow.id);
    feed.close();
    feed.closeAllConnections();
    const [mail, ...more] = await mailsAfter(1);
    await bench.session.unpublish(workflow.id);
    expect(more).toEqual([]);
    expect(mail?.subject).toBe('The workflow "Watches the news" failed');
    expect(mail?.text).toMatch(
      /What happened: Its trigger could not look for changes: .*not possible to connect.*\nWhat to do: It tries again[\s\S]*Read more: https:\/\/n8n\.test\/workflow\/suiteLooksAround$/,
    );
  });

  test('to Slack: several at once are one message, the same twice is one line, words cannot become markup', async () => {
    const run = await bench.session.run(telling.id, 'Start');
    expect({ status: run.status, error: run.error }).toEqual({ status: 'success', error: undefined });
    expect(slack.texts).toEqual(['*Oak &lt;is&gt; connected*\n\n*Pine &lt;is&gt; connected*']);
  });
});
