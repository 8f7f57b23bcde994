import { airbyteList, airbyteSettings, airbyteToken } from './airbyte.mjs';
import {
  choose,
  code,
  http,
  node,
  note,
  schedule,
  settings,
  setting,
  webhookId,
  when,
  whenCalled,
  withErrorOutput,
  workflow,
} from './nodes.mjs';
import { deleteRows, ensureTable, insertRow, readRows, updateRows } from './tables.mjs';

const alerts = 'servicetitan_alerts';
const tenants = 'servicetitan_tenants';
const runLog = 'servicetitan_sync_runs';
const files = ['alerts.cjs'];

/** What an alert says of itself when another workflow hands it over. */
const inputs = {
  tenant: 'string',
  title: 'string',
  problem: 'string',
  whatToDo: 'string',
  logUrl: 'string',
  event: 'string',
  quietFor: 'number',
};

const known = `
const settings = $('Settings').first().json;
const rowsOf = (name) => $(name).all().map(({ json }) => json).filter(({ id }) => id !== undefined);
`.trim();

const told = `${known}\nreturn $('Settings').all().map(({ json }) => ({ json: alertOf(json, settings) }));`;
const ofRun = `${known}\nreturn [{ json: ofWorkflow(settings, rowsOf('Read tenants'), settings) }];`;
const ofWebhook = `
${known}
const alert = ofAirbyte($('Airbyte calls').first().json.body, rowsOf('Read tenants'), settings);
return alert === null ? [] : [{ json: alert }];
`.trim();

const overdue = `
${known}
// Output 0 by number: this node is also behind their error outputs
const listed = (name) => {
  try {
    return $(name).all(0).flatMap(({ json }) => json.data ?? []);
  } catch {
    return null;
  }
};
const failure = $input.first()?.json.error;
const connections = failure === undefined && settings.workspaceId !== '' ? listed('Connections') : null;
const found = overdueOf({
  tenants: rowsOf('Read tenants'),
  runs: rowsOf('Read the run log'),
  connections,
  jobs: connections === null ? [] : (listed('Jobs') ?? []),
  settings,
  now: new Date(),
});
if (failure !== undefined)
  found.push({
    title: 'Airbyte cannot be read',
    problem: \`n8n could not ask it whether syncs are overdue: \${failure.message ?? failure}\`,
    whatToDo: 'Look whether Airbyte works and whether the credential "Airbyte application" still holds.',
    logUrl: settings.airbyteWebUrl,
  });
return found.map((alert) => ({ json: alertOf(alert, settings) }));
`.trim();

const whatIsNew = `
const alerts = $('Alerts').all().map(({ json }) => json);
const claims = $('Claim').all().map(({ json: { id } }, at) => ({ ...alerts[at], id }));
const rows = $input.all().map(({ json }) => json).filter(({ id }) => id !== undefined);
return sortOut(claims, rows, Date.now()).map((json) => ({ json }));
`.trim();

/** Both ways to send answer with something of their own; what only passed a deactivated node was not sent. */
const sent = `
const { ids } = $('Message').first().json;
if ($input.first().json.ids !== undefined) throw new Error('Nothing was sent: the node for sendTo in Settings is deactivated.');
return ids.map((id) => ({ json: { id } }));
`.trim();

const notSent =
  "return $('Message').first().json.ids.map((id) => ({ json: { id, error: $input.first().json.error } }));";

const by = (id) => [['id', 'eq', id]];

export const failedSyncAlerts = workflow({
  id: 'stFailedSyncAlrt',
  name: '3 Failed-sync alerts',
  nodes: [
    note(
      'Note who',
      [0, 0],
      [3.7, 5.4],
      "## Who tells\n- **A workflow failed**: choose this workflow as *error workflow* in the settings (three dots) of yours, and of template 6.\n- **Airbyte calls**: in Airbyte, Workspace settings > Notifications > Webhook, for failed syncs and disabled ones. The address is this node's production URL and `?key=` with the value of `webhookKey`. Airbyte can only post to an address, so **the key is the lock**: write a long random one into Settings; without one nothing is let in.\n- **Every hour**: syncs that did not succeed for longer than their schedule allows, by Airbyte's jobs and n8n's run log.\n- **When another workflow tells**: templates 1 and 5, or yours.\n\nIn **Settings**: e-mail or Slack, your addresses, `quietHours`: how long the same failure of the same tenant is not told again (23, so that what fails every day is told every day).",
    ),
    node('A workflow failed', 'errorTrigger', 1, [0, 1.4]),
    node('What n8n says', 'set', 3.4, [1, 1.4], {
      assignments: {
        assignments: Object.entries({
          workflowId: '={{ $json.workflow.id ?? "" }}',
          workflowName: '={{ $json.workflow.name ?? "" }}',
          message: '={{ $json.execution?.error?.message ?? $json.trigger?.error?.message ?? "" }}',
          description: '={{ $json.execution?.error?.description ?? $json.trigger?.error?.description ?? "" }}',
          url: '={{ $json.execution?.url ?? "" }}',
          lastNode: '={{ $json.execution?.lastNodeExecuted ?? "" }}',
        }).map(([name, value]) => ({ id: `says-${name}`, name, value, type: 'string' })),
      },
      options: {},
    }),
    node(
      'Airbyte calls',
      'webhook',
      2,
      [0, 2.1],
      { httpMethod: 'POST', path: 'servicetitan-airbyte', responseMode: 'responseNode', options: {} },
      { webhookId: webhookId('POST servicetitan-airbyte') },
    ),
    schedule('Every hour', [0, 2.8], { field: 'hours', hoursInterval: 1, triggerAtMinute: 17 }),
    whenCalled('When another workflow tells', [0, 3.5], inputs),
    settings(
      [2, 2.4],
      {
        sendTo: 'email',
        fromEmail: 'syncs@example.com',
        toEmail: 'data-team@example.com',
        slackUrl: '',
        webhookKey: '',
        quietHours: 23,
        graceHours: 3,
        n8nUrl: 'https://n8n.example.com',
        ...airbyteSettings,
      },
      true,
    ),
    ensureTable(alerts, [3, 2.4]),
    ensureTable(tenants, [4, 2.4]),
    readRows('Read tenants', tenants, [5, 2.4]),
    choose(
      'Who tells',
      [6, 2.4],
      4,
      "$('A workflow failed').isExecuted ? 0 : $('Airbyte calls').isExecuted ? 1 : $('When another workflow tells').isExecuted ? 2 : 3",
    ),
    note(
      'Note what',
      [6.9, 0],
      [6.1, 5.4],
      '## What they say\nEach as tenant, what happened, what to do and a link. The tenant is the one whose row in `servicetitan_tenants` names the workflow or the connection.\n\nA wrong key gets 403. Good news of Airbyte is no alert; its *Test* button is, so that you see that the way works.\n\nAirbyte that cannot be read is an alert, too.',
    ),
    code('Of a failed workflow', [7, 1], files, ofRun),
    when(
      'Is it the key',
      [7, 1.7],
      `${setting('webhookKey')} !== '' && $('Airbyte calls').first().json.query.key === ${setting('webhookKey')}`,
      { executeOnce: true },
    ),
    node('Taken', 'respondToWebhook', 1.1, [8, 1.6], {
      respondWith: 'json',
      responseBody: '{"ok":true}',
      options: {},
    }),
    code('Of Airbyte', [9, 1.6], files, ofWebhook),
    node('Refused', 'respondToWebhook', 1.1, [8, 2.3], {
      respondWith: 'text',
      responseBody: 'The key is missing or wrong: append ?key= and the value of webhookKey to the address.',
      options: { responseCode: 403 },
    }),
    code('As they say', [7, 3], files, told),
    ensureTable(runLog, [7, 3.8]),
    {
      ...deleteRows('Forget old alerts', alerts, [8, 3.8], [['at', 'lt', '={{ $now.minus({ days: 90 }).toISO() }}']]),
      executeOnce: true,
      alwaysOutputData: true,
    },
    readRows('Read the run log', runLog, [9, 3.8], { limit: 5000 }),
    when('Is there an Airbyte', [10, 3.8], `${setting('workspaceId')} !== ''`, { executeOnce: true }),
    airbyteToken([11, 3.4], 'Airbyte token', withErrorOutput),
    airbyteList(
      'Connections',
      [12, 3.4],
      { path: '/connections', query: { workspaceIds: `={{ ${setting('workspaceId')} }}` } },
      withErrorOutput,
    ),
    airbyteList(
      'Jobs',
      [13, 3.4],
      {
        path: '/jobs',
        query: {
          workspaceIds: `={{ ${setting('workspaceId')} }}`,
          jobType: 'sync',
          orderBy: 'createdAt|DESC',
          createdAtStart: "={{ $now.minus({ days: 35 }).toUTC().toFormat(\"yyyy-MM-dd'T'HH:mm:ss'Z'\") }}",
        },
        maxPages: 100,
      },
      withErrorOutput,
    ),
    code('Overdue', [14, 3.8], ['quartz.cjs', 'airbyte-job.cjs', 'overdue.cjs', ...files], overdue),
    note(
      'Note once',
      [15, 0],
      [5, 5.4],
      '## Once\nEvery alert is written into `servicetitan_alerts` first, then all of the last days are read: of two runs that report the same at the same moment, the one with the lower row number tells it. The wait lets the other one write.\n\nA repeat stays in the table as `repeat`. A message that could not be sent is `failed`, and the next report of it is sent.',
    ),
    code('Alerts', [15, 2.4], [], 'return $input.all();'),
    insertRow('Claim', alerts, [16, 2.4], {
      alert: '={{ $json.alert }}',
      event: '={{ $json.event }}',
      tenant: '={{ $json.tenant }}',
      title: '={{ $json.title }}',
      state: 'claimed',
      at: '={{ $now.toISO() }}',
    }),
    node('Wait', 'wait', 1.1, [17, 2.4], { amount: 2, unit: 'seconds' }, { executeOnce: true }),
    readRows('What was told', alerts, [18, 2.4], {
      where: [
        [
          'at',
          'gte',
          "={{ $now.minus({ hours: Math.max(24, ...$('Alerts').all().map(({ json }) => json.quietHours)) }).toISO() }}",
        ],
      ],
    }),
    code('What is new', [19, 2.4], files, whatIsNew),
    when('Is it new', [20, 2.4], '$json.isNew'),
    updateRows('A repeat', alerts, [21, 3.4], by('={{ $json.id }}'), { state: 'repeat' }),
    note(
      'Note send',
      [20.9, 0],
      [5, 5.4],
      "## One message\nFor all that is new in this run. Choose the credential *SMTP* in **E-mail**. Who only uses Slack deactivates **E-mail** and writes the address of an incoming webhook into `slackUrl` (whoever can read this workflow can post there).\n\nWhen the way to you does not work, nobody is told: the alert is `failed` in the table, and so is the run. Let your monitor watch n8n's `/healthz`, and look at this workflow's executions now and then.",
    ),
    code('Message', [21, 2.2], files, 'return [{ json: messageOf($input.all().map(({ json }) => json)) }];'),
    choose('E-mail or Slack', [22, 2.2], 2, `${setting('sendTo')} === 'slack' ? 1 : 0`),
    node(
      'E-mail',
      'emailSend',
      2.1,
      [23, 1.7],
      {
        fromEmail: `={{ ${setting('fromEmail')} }}`,
        toEmail: `={{ ${setting('toEmail')} }}`,
        subject: '={{ $json.subject }}',
        emailFormat: 'text',
        text: '={{ $json.text }}',
        options: { appendAttribution: false },
      },
      { retryOnFail: true, maxTries: 3, waitBetweenTries: 5000, ...withErrorOutput },
    ),
    http(
      'Slack',
      [23, 2.5],
      { method: 'POST', url: `={{ ${setting('slackUrl')} }}`, json: '={{ JSON.stringify({ text: $json.slack }) }}' },
      { retryOnFail: true, maxTries: 3, waitBetweenTries: 5000, ...withErrorOutput },
    ),
    code('Sent', [24, 1.9], [], sent),
    updateRows('It was told', alerts, [25, 1.9], by('={{ $json.id }}'), { state: 'sent' }),
    code('Not sent', [24, 2.8], [], notSent),
    updateRows('It was not told', alerts, [25, 2.8], by('={{ $json.id }}'), { state: 'failed' }),
    node(
      'Could not tell',
      'stopAndError',
      1,
      [26, 2.8],
      {
        errorMessage:
          "=The message could not be sent: {{ $('Not sent').first().json.error.message ?? $('Not sent').first().json.error }}",
      },
      { executeOnce: true },
    ),
  ],
  links: [
    ['A workflow failed', 'What n8n says'],
    ['What n8n says', 'Settings'],
    ['Airbyte calls', 'Settings'],
    ['Every hour', 'Settings'],
    ['When another workflow tells', 'Settings'],
    ['Settings', `Table ${alerts}`],
    [`Table ${alerts}`, `Table ${tenants}`],
    [`Table ${tenants}`, 'Read tenants'],
    ['Read tenants', 'Who tells'],
    ['Who tells', 'Of a failed workflow', 0],
    ['Who tells', 'Is it the key', 1],
    ['Is it the key', 'Taken', 0],
    ['Is it the key', 'Refused', 1],
    ['Taken', 'Of Airbyte'],
    ['Who tells', 'As they say', 2],
    ['Who tells', `Table ${runLog}`, 3],
    [`Table ${runLog}`, 'Forget old alerts'],
    ['Forget old alerts', 'Read the run log'],
    ['Read the run log', 'Is there an Airbyte'],
    ['Is there an Airbyte', 'Airbyte token', 0],
    ['Is there an Airbyte', 'Overdue', 1],
    ['Airbyte token', 'Connections', 0],
    ['Airbyte token', 'Overdue', 1],
    ['Connections', 'Jobs', 0],
    ['Connections', 'Overdue', 1],
    ['Jobs', 'Overdue', 0],
    ['Jobs', 'Overdue', 1],
    ...['Of a failed workflow', 'Of Airbyte', 'As they say', 'Overdue'].map((name) => [name, 'Alerts']),
    ['Alerts', 'Claim'],
    ['Claim', 'Wait'],
    ['Wait', 'What was told'],
    ['What was told', 'What is new'],
    ['What is new', 'Is it new'],
    ['Is it new', 'Message', 0],
    ['Is it new', 'A repeat', 1],
    ['Message', 'E-mail or Slack'],
    ['E-mail or Slack', 'E-mail', 0],
    ['E-mail or Slack', 'Slack', 1],
    ['E-mail', 'Sent', 0],
    ['E-mail', 'Not sent', 1],
    ['Slack', 'Sent', 0],
    ['Slack', 'Not sent', 1],
    ['Sent', 'It was told'],
    ['Not sent', 'It was not told'],
    ['It was not told', 'Could not tell'],
  ],
});
