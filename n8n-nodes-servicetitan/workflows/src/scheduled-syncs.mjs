import { callWorkflow, choose, code, node, note, schedule, settings, setting, when, workflow } from './nodes.mjs';
import { ensureTable, insertRow, readRows, tables } from './tables.mjs';

const runLog = 'servicetitan_sync_runs';
const tenants = 'servicetitan_tenants';

const whoIsDue = `
// A table without rows gives an item without an id
const tenants = $input.all().map(({ json }) => json).filter(({ id }) => id !== undefined);
const { schedule } = $('Which schedule').first().json;
return dueTenants({
  tenants,
  schedule,
  after: { weekly: $now.plus({ weeks: 1 }).toISO(), monthly: $now.plus({ months: 1 }).toISO() },
  settings: $('Settings').first().json,
  now: new Date(),
}).map((json) => ({ json }));
`.trim();

const result = `
const { n8nUrl } = $('Settings').first().json;
const run = {
  ...$('Begin').first().json,
  sync: $workflow.name,
  runId: $execution.id,
  logUrl: \`\${n8nUrl}/workflow/\${$workflow.id}/executions/\${$execution.id}\`,
};
return [{ json: resultOf($input.first()?.json ?? {}, run) }];
`.trim();

const setUp = `
return [{ json: { problem: rowProblem($('Begin').first().json) } }];
`.trim();

const begin = (name) => `={{ $json.${name} }}`;
const one = { onError: 'continueErrorOutput' };

export const scheduledSyncs = workflow({
  id: 'stScheduledSync1',
  name: '1 Scheduled syncs',
  nodes: [
    note(
      'Note when',
      [0, 0],
      [2.8, 4.6],
      "## When\nThree schedules, each takes the tenants whose `frequency` in the Data Table `servicetitan_tenants` says so:\n\n- **Every week**: `weekly`\n- **Every month**: `monthly`\n- **Own schedules**: a Quartz cron expression in UTC, such as `0 30 6 ? * MON,THU`. Looked at every hour, on the hour: what was due in the hour before is started.\n\nChange day and hour in the nodes, the time zone in the workflow's settings (three dots). **Start by hand** takes everybody.",
    ),
    schedule('Every week', [0, 0.8], {
      field: 'weeks',
      weeksInterval: 1,
      triggerAtDay: [1],
      triggerAtHour: 6,
      triggerAtMinute: 0,
    }),
    schedule('Every month', [0, 1.5], {
      field: 'months',
      monthsInterval: 1,
      triggerAtDayOfMonth: 1,
      triggerAtHour: 6,
      triggerAtMinute: 0,
    }),
    schedule('Own schedules', [0, 2.2], { field: 'cronExpression', expression: '0 * * * *' }),
    node('Start by hand', 'manualTrigger', 1, [0, 2.9]),
    node('Which schedule', 'set', 3.4, [1, 1.5], {
      assignments: {
        assignments: [
          {
            id: 'which-schedule',
            name: 'schedule',
            value:
              "={{ $('Every week').isExecuted ? 'weekly' : $('Every month').isExecuted ? 'monthly' : $('Own schedules').isExecuted ? 'own' : 'by hand' }}",
            type: 'string',
          },
        ],
      },
      options: {},
    }),
    note(
      'Note who',
      [2.8, 0],
      [5.2, 2.9],
      '## Who\n**One credential per tenant:** n8n does not let an expression choose a credential. So each tenant of the route `n8n` has a small workflow of its own, a copy of *1 Sync of one tenant* with its credential chosen; its id (in the address of its page) goes into the column `workflowId`.\n\nTenants of the route `airbyte` have their schedules in Airbyte. Write `from here` into `airbyteSyncs` when n8n shall start them instead; then set those connections to *Manual* in Airbyte.\n\nIn **Settings**: the address of your n8n, for links, and the ids of templates 3 and 6 in your n8n.',
    ),
    settings(
      [2, 1.5],
      {
        n8nUrl: 'https://n8n.example.com',
        airbyteSyncs: 'in Airbyte',
        alertWorkflowId: 'stFailedSyncAlrt',
        airbyteSyncWorkflowId: 'stRunAirbyteSyn1',
      },
      true,
    ),
    ensureTable(runLog, [3, 1.5]),
    ensureTable(tenants, [4, 1.5]),
    readRows('Read tenants', tenants, [5, 1.5]),
    code('Who is due', [6, 1.5], ['quartz.cjs', 'due-tenants.cjs'], whoIsDue),
    note(
      'Note each',
      [8, 0],
      [5.2, 3.7],
      '## One after the other\nA tenant that fails stops nobody else.\n\n- Route `n8n`: its own workflow.\n- Route `airbyte`: template *6 Run an Airbyte sync*, which waits for the end.\n- A row that names neither is a failure of that tenant, in words.',
    ),
    node('For each tenant', 'splitInBatches', 3, [7, 1.5], { batchSize: 1, options: {} }),
    node('Begin', 'set', 3.4, [8, 1.5], {
      assignments: {
        assignments: [{ id: 'started-at', name: 'startedAt', value: '={{ $now.toISO() }}', type: 'string' }],
      },
      includeOtherFields: true,
      options: {},
    }),
    choose(
      'Which way',
      [9, 1.5],
      3,
      "$json.route === 'n8n' && $json.workflowId !== '' ? 0 : $json.route === 'airbyte' && $json.connectionId !== '' ? 1 : 2",
    ),
    callWorkflow(
      "The tenant's workflow",
      [10, 0.8],
      begin('workflowId'),
      { action: 'sync', tenant: begin('tenant') },
      one,
    ),
    callWorkflow(
      'Run an Airbyte sync',
      [10, 1.5],
      `={{ ${setting('airbyteSyncWorkflowId')} }}`,
      { connectionId: begin('connectionId'), tenant: begin('tenant') },
      one,
    ),
    code('Not set up', [10, 2.3], ['sync-result.cjs'], setUp),
    note(
      'Note result',
      [13.2, 0],
      [5.2, 3.7],
      "## What became of it\nA row in `servicetitan_sync_runs`, which the dashboard shows: start, end, status, rows, rejects, when it runs next, a link to this run. (Template 6 writes the rows of its jobs itself.)\n\nMore rejects than the limits in the tenant's workflow allow: nothing is handed on, the run is failed, and the dashboard shows **Attention**.\n\nA failure goes to template *3 Failed-sync alerts*. When that cannot be reached, the others still go on.",
    ),
    code('Result', [11.5, 1.5], ['sync-result.cjs'], result),
    when('Is it to be logged', [12.5, 1.5], '$json.isLogged'),
    insertRow(
      'Write the run log',
      runLog,
      [13.5, 1.1],
      Object.fromEntries(Object.keys(tables[runLog]).map((column) => [column, `={{ $json.row.${column} }}`])),
    ),
    when('Has it failed', [14.5, 1.5], "$('Result').first().json.isFailed"),
    callWorkflow(
      'Tell somebody',
      [15.5, 1.1],
      `={{ ${setting('alertWorkflowId')} }}`,
      Object.fromEntries(
        ['tenant', 'title', 'problem', 'whatToDo', 'logUrl', 'event'].map((name) => [
          name,
          `={{ $('Result').first().json.alert.${name} }}`,
        ]),
      ),
      { onError: 'continueRegularOutput' },
    ),
    node('Next tenant', 'noOp', 1, [16.5, 1.5]),
  ],
  links: [
    ...['Every week', 'Every month', 'Own schedules', 'Start by hand'].map((name) => [name, 'Which schedule']),
    ['Which schedule', 'Settings'],
    ['Settings', `Table ${runLog}`],
    [`Table ${runLog}`, `Table ${tenants}`],
    [`Table ${tenants}`, 'Read tenants'],
    ['Read tenants', 'Who is due'],
    ['Who is due', 'For each tenant'],
    ['For each tenant', 'Begin', 1],
    ['Begin', 'Which way'],
    ['Which way', "The tenant's workflow", 0],
    ['Which way', 'Run an Airbyte sync', 1],
    ['Which way', 'Not set up', 2],
    ["The tenant's workflow", 'Result', 0],
    ["The tenant's workflow", 'Result', 1],
    ['Run an Airbyte sync', 'Result', 0],
    ['Run an Airbyte sync', 'Result', 1],
    ['Not set up', 'Result'],
    ['Result', 'Is it to be logged'],
    ['Is it to be logged', 'Write the run log', 0],
    ['Is it to be logged', 'Has it failed', 1],
    ['Write the run log', 'Has it failed'],
    ['Has it failed', 'Tell somebody', 0],
    ['Has it failed', 'Next tenant', 1],
    ['Tell somebody', 'Next tenant'],
    ['Next tenant', 'For each tenant'],
  ],
});
