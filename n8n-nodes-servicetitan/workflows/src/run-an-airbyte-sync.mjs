import { airbyteCall, airbyteSettings, airbyteToken } from './airbyte.mjs';
import { code, node, note, settings, setting, when, workflow } from './nodes.mjs';
import { ensureTable, insertRow } from './tables.mjs';

const runLog = 'servicetitan_sync_runs';

/** Which connection, from the item that came in or from the settings. */
const chosen = `
const inputs = $input.all();
if (inputs.length > 1)
  throw new Error('This workflow follows one sync at a time. Call it once per item: in Execute Sub-workflow set Mode to "Run once for each item".');
const { connectionId, defaultConnectionId, tenant } = inputs[0].json;
const id = String(connectionId || defaultConnectionId || '').trim();
if (id === '') throw new Error('No connection: pass connectionId to this workflow, or fill in defaultConnectionId in Settings.');
return [{ json: { connectionId: id, tenant: tenant || '' } }];
`.trim();

/** A sync that was started elsewhere is as good: it is followed instead. */
const started = `
const answer = $input.first().json;
const { statusCode, body } = answer;
if (statusCode === 200) return [{ json: { jobId: body.jobId, wasRunning: false } }];
if (statusCode === 409) return [{ json: { jobId: null, wasRunning: true } }];
throw new Error(\`Airbyte did not start the sync (status \${statusCode}). \${problemWords(answer)} Look at the connection in Airbyte: it must be active, and the application in the credential must be allowed to run it.\`);
`.trim();

const found = `
const [job] = $input.first().json.data ?? [];
if (job === undefined || !goesOn.includes(job.status))
  throw new Error('Airbyte says that a job of this connection is running, but lists no sync that is: a clear or a reset, or one that has just ended. Start this workflow again.');
return [{ json: { jobId: job.jobId, wasRunning: true } }];
`.trim();

const standing = `
const { tenant } = $('Which connection').first().json;
const connection = $('Read the connection').first().json;
const { airbyteWebUrl, giveUpAfterHours } = $('Settings').first().json;
const cron = connection.status === 'active' ? connection.schedule.cronExpression : undefined;
const nextRunAt = cron === undefined ? null : (quartz(cron)?.after(new Date()) ?? null);
const run = runOf($input.first().json, connection, { tenant: tenant || connection.name, webUrl: airbyteWebUrl, nextRunAt });
const hours = (Date.now() - Date.parse(run.startedAt)) / 3_600_000;
if (!run.isOver && hours > giveUpAfterHours)
  throw new Error(\`The sync "\${run.sync}" still runs after \${giveUpAfterHours} hours (Airbyte job \${run.runId}). Look at \${run.logUrl}; it goes on there, only this workflow waits no longer.\`);
return [{ json: { jobId: Number(run.runId), ...run } }];
`.trim();

const rows = Object.fromEntries(
  [
    'tenant',
    'sync',
    'route',
    'runId',
    'status',
    'startedAt',
    'finishedAt',
    'nextRunAt',
    'records',
    'message',
    'logUrl',
  ].map((column) => [column, `={{ $('Where it stands').first().json.${column} }}`]),
);

export const runAnAirbyteSync = workflow({
  id: 'stRunAirbyteSyn1',
  name: '6 Run an Airbyte sync and wait for its result',
  // Good runs are in the run log; what a run left is only kept when there is something to look into
  settings: { saveDataSuccessExecution: 'none', saveDataErrorExecution: 'all' },
  nodes: [
    note(
      'Note start',
      [0, 0],
      [3.6, 2.9],
      '## Run an Airbyte sync\n**From another workflow:** Execute Sub-workflow with `connectionId` (and `tenant`, the name for the run log). It gives one item with the result, or an error that your error workflow hears of.\n\n**By hand, or from any trigger:** put your trigger before *Settings* (a schedule, a webhook, a file that arrives) and fill in `defaultConnectionId`.\n\nIn **Settings**: your Airbyte, and how long to wait. In the nodes *Airbyte token*: the credential *Airbyte application* (Custom Auth).',
    ),
    node('When another workflow calls', 'executeWorkflowTrigger', 1.1, [0, 0.5], {
      workflowInputs: { values: [{ name: 'connectionId' }, { name: 'tenant' }] },
    }),
    node('Start by hand', 'manualTrigger', 1, [0, 1.4]),
    settings([1, 1], { ...airbyteSettings, defaultConnectionId: '', pollSeconds: 30, giveUpAfterHours: 12 }, true),
    code('Which connection', [2, 1], [], chosen),
    note(
      'Note begin',
      [3.6, 0],
      [4.6, 2.9],
      '## Start\nAirbyte runs one job per connection. When one runs already (409), that one is followed instead of starting a second.\n\nA wrong connection id fails in *Read the connection*.',
    ),
    airbyteToken([3, 1]),
    airbyteCall('Read the connection', [4, 1], {
      path: "/connections/{{ $('Which connection').first().json.connectionId }}",
    }),
    airbyteCall('Start the sync', [5, 1], {
      method: 'POST',
      path: '/jobs',
      json: "={{ JSON.stringify({ connectionId: $('Which connection').first().json.connectionId, jobType: 'sync' }) }}",
      options: { response: { response: { fullResponse: true, neverError: true } } },
    }),
    code('Started', [6, 1], ['airbyte-problem.cjs'], started),
    when('Runs already', [7, 1], '$json.wasRunning'),
    airbyteCall('Newest sync', [8, 0.5], {
      path: '/jobs',
      query: {
        connectionId: "={{ $('Which connection').first().json.connectionId }}",
        jobType: 'sync',
        orderBy: 'createdAt|DESC',
        limit: '1',
      },
    }),
    code('Follow it', [9, 0.5], ['airbyte-job.cjs'], found),
    note(
      'Note wait',
      [9.9, 0],
      [4.2, 2.9],
      "## Wait\nLooks every `pollSeconds` (under 65, so that n8n waits in memory), with a fresh token each time: Airbyte's live three minutes.\n\nGives up after `giveUpAfterHours`; the sync itself goes on in Airbyte.",
    ),
    node('Wait', 'wait', 1.1, [10, 1], { amount: `={{ ${setting('pollSeconds')} }}`, unit: 'seconds' }),
    airbyteToken([11, 1], 'Airbyte token again'),
    airbyteCall('Look at the job', [12, 1], {
      path: "/jobs/{{ $('Wait').last().json.jobId }}",
      token: 'Airbyte token again',
    }),
    code('Where it stands', [13, 1], ['quartz.cjs', 'airbyte-job.cjs'], standing),
    when('Is over', [14, 1], '$json.isOver'),
    note(
      'Note end',
      [14.9, 0],
      [4.4, 2.9],
      "## End\nWrites a row into the Data Table `servicetitan_sync_runs`, which the dashboard shows, then gives the result, or fails with what happened and where to read more.\n\nSet your alert workflow as this workflow's error workflow (Settings, three dots), unless Airbyte's own failure webhook already calls it.",
    ),
    ensureTable(runLog, [15, 1]),
    insertRow('Write the run log', runLog, [16, 1], rows, { executeOnce: true }),
    code('Result', [17, 1], [], "return [{ json: $('Where it stands').first().json }];"),
    when('Succeeded', [18, 1], "$json.status === 'succeeded'"),
    node('Done', 'noOp', 1, [19, 0.5]),
    node('Failed', 'stopAndError', 1, [19, 1.5], { errorMessage: '={{ $json.message }}' }),
  ],
  links: [
    ['When another workflow calls', 'Settings'],
    ['Start by hand', 'Settings'],
    ['Settings', 'Which connection'],
    ['Which connection', 'Airbyte token'],
    ['Airbyte token', 'Read the connection'],
    ['Read the connection', 'Start the sync'],
    ['Start the sync', 'Started'],
    ['Started', 'Runs already'],
    ['Runs already', 'Newest sync', 0],
    ['Runs already', 'Wait', 1],
    ['Newest sync', 'Follow it'],
    ['Follow it', 'Wait'],
    ['Wait', 'Airbyte token again'],
    ['Airbyte token again', 'Look at the job'],
    ['Look at the job', 'Where it stands'],
    ['Where it stands', 'Is over'],
    ['Is over', `Table ${runLog}`, 0],
    ['Is over', 'Wait', 1],
    [`Table ${runLog}`, 'Write the run log'],
    ['Write the run log', 'Result'],
    ['Result', 'Succeeded'],
    ['Succeeded', 'Done', 0],
    ['Succeeded', 'Failed', 1],
  ],
});
