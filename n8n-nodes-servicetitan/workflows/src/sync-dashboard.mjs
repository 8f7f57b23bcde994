import { airbyteCall, airbyteList, airbyteSettings, airbyteToken } from './airbyte.mjs';
import { code, node, note, settings, setting, style, webhookId, when, withErrorOutput, workflow } from './nodes.mjs';
import { ensureTable, readRows } from './tables.mjs';

/** A page that is looked at must not wait for long. */
const brisk = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1000, ...withErrorOutput };

const webhook = (name, at, httpMethod, path) =>
  node(
    name,
    'webhook',
    2,
    at,
    { httpMethod, path, authentication: 'basicAuth', responseMode: 'responseNode', options: {} },
    { webhookId: webhookId(`${httpMethod} ${path}`) },
  );

const render = `
const style = ${JSON.stringify(style('dashboard.css'))};
const settings = $('Settings').first().json;
const rowsOf = (name) => $(name).all().map(({ json }) => json).filter(({ id }) => id !== undefined);
// Output 0 by number: this node is also behind their error outputs, and those are what it would get.
// A node that did not run has no items to ask for; isExecuted is not known to Code nodes.
const listed = (name) => {
  try {
    return $(name).all(0).flatMap(({ json }) => json.data ?? []);
  } catch {
    return [];
  }
};
const now = new Date();
const failure = $input.first().json.error;
const problem = failure === undefined ? '' : \`Airbyte cannot be read just now, so what follows is n8n's own log: \${failure.message ?? failure}\`;
const entries = entriesOf({
  tenants: rowsOf('Read tenants'),
  runs: rowsOf('Read the run log'),
  connections: listed('Connections'),
  jobs: listed('Jobs'),
  settings,
  now,
});
const notice = $('Open the page').first().json.query;
return [{ json: { html: page({ entries, settings, now, notice, problem, style }) } }];
`.trim();

const answer = `
const { statusCode } = $input.first().json;
const { connectionId } = $('Press Sync now').first().json.body;
const result = statusCode === 200 ? 'started' : statusCode === 409 ? 'running' : 'refused';
const query = \`result=\${result}&connectionId=\${encodeURIComponent(connectionId)}\`;
return [{ json: { address: \`servicetitan-status?\${query}\` } }];
`.trim();

export const syncDashboard = workflow({
  id: 'stSyncDashboard1',
  name: '4 Sync dashboard',
  settings: { saveDataSuccessExecution: 'none', saveDataErrorExecution: 'all', saveExecutionProgress: false },
  nodes: [
    note(
      'Note page',
      [0, 0],
      [3.7, 3.2],
      '## Dashboard\nEvery tenant on one page: connection, last and next sync, records, rejects, history with links, **Sync now**. Open it at `…/webhook/servicetitan-status`.\n\nBoth webhooks ask for a name and a password: choose the credential *Status page* (Basic Auth) in both.\n\nIn **Settings**: your Airbyte (leave `workspaceId` empty when you have none), the time zone of the page, how often it renews itself.',
    ),
    webhook('Open the page', [0, 1], 'GET', 'servicetitan-status'),
    webhook('Press Sync now', [0, 2], 'POST', 'servicetitan-sync-now'),
    settings([1, 1.5], { ...airbyteSettings, timeZone: 'America/New_York', refreshSeconds: 60 }),
    when('Was it Sync now', [2, 1.5], "$('Press Sync now').isExecuted"),
    note(
      'Note data',
      [3.6, 0],
      [9.2, 2.3],
      "## What is known\nThe run log and the tenants come from n8n's Data Tables (made here when they are not there), connections and the jobs of the last 35 days from Airbyte. When Airbyte cannot be reached, the page says so and shows n8n's own log.",
    ),
    ensureTable('servicetitan_sync_runs', [3, 1]),
    ensureTable('servicetitan_tenants', [4, 1]),
    readRows('Read the run log', 'servicetitan_sync_runs', [5, 1], { limit: 2000 }),
    readRows('Read tenants', 'servicetitan_tenants', [6, 1]),
    when('Is there an Airbyte', [7, 1], `${setting('workspaceId')} !== ''`, { executeOnce: true }),
    airbyteToken([8, 0.6], 'Airbyte token', brisk),
    airbyteList(
      'Connections',
      [9, 0.6],
      { path: '/connections', query: { workspaceIds: `={{ ${setting('workspaceId')} }}` } },
      brisk,
    ),
    airbyteList(
      'Jobs',
      [10, 0.6],
      {
        path: '/jobs',
        query: {
          workspaceIds: `={{ ${setting('workspaceId')} }}`,
          jobType: 'sync',
          orderBy: 'createdAt|DESC',
          createdAtStart: "={{ $now.minus({ days: 35 }).toUTC().toFormat(\"yyyy-MM-dd'T'HH:mm:ss'Z'\") }}",
        },
      },
      brisk,
    ),
    code('Page', [11, 1], ['quartz.cjs', 'airbyte-job.cjs', 'tenants-status.cjs', 'dashboard.cjs'], render),
    node('Show the page', 'respondToWebhook', 1.1, [12, 1], {
      respondWith: 'text',
      responseBody: '={{ $json.html }}',
      options: {
        responseHeaders: {
          entries: [
            { name: 'content-type', value: 'text/html; charset=utf-8' },
            { name: 'cache-control', value: 'no-store' },
          ],
        },
      },
    }),
    note(
      'Note sync',
      [3.6, 2.5],
      [9.2, 1.7],
      '## Sync now\nStarts a sync in Airbyte and goes back to the page. One that runs already is no second one.',
    ),
    airbyteToken([3, 2.5], 'Airbyte token for Sync now'),
    airbyteCall('Start the sync', [4, 2.5], {
      method: 'POST',
      path: '/jobs',
      token: 'Airbyte token for Sync now',
      json: "={{ JSON.stringify({ connectionId: $('Press Sync now').first().json.body.connectionId, jobType: 'sync' }) }}",
      options: { response: { response: { fullResponse: true, neverError: true } } },
    }),
    code('Back to the page', [5, 2.5], [], answer),
    // "Redirect" of this node would make a web address of it; this one stays on the same n8n, whatever its address is
    node('Go back', 'respondToWebhook', 1.1, [6, 2.5], {
      respondWith: 'noData',
      options: {
        responseCode: 303,
        responseHeaders: { entries: [{ name: 'location', value: '={{ $json.address }}' }] },
      },
    }),
  ],
  links: [
    ['Open the page', 'Settings'],
    ['Press Sync now', 'Settings'],
    ['Settings', 'Was it Sync now'],
    ['Was it Sync now', 'Airbyte token for Sync now', 0],
    ['Was it Sync now', 'Table servicetitan_sync_runs', 1],
    ['Airbyte token for Sync now', 'Start the sync'],
    ['Start the sync', 'Back to the page'],
    ['Back to the page', 'Go back'],
    ['Table servicetitan_sync_runs', 'Table servicetitan_tenants'],
    ['Table servicetitan_tenants', 'Read the run log'],
    ['Read the run log', 'Read tenants'],
    ['Read tenants', 'Is there an Airbyte'],
    ['Is there an Airbyte', 'Airbyte token', 0],
    ['Is there an Airbyte', 'Page', 1],
    ['Airbyte token', 'Connections', 0],
    ['Airbyte token', 'Page', 1],
    ['Connections', 'Jobs', 0],
    ['Connections', 'Page', 1],
    ['Jobs', 'Page', 0],
    ['Jobs', 'Page', 1],
    ['Page', 'Show the page'],
  ],
});
