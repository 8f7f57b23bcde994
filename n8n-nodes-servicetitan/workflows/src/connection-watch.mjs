import { airbyteCall, airbyteSettings, airbyteToken } from './airbyte.mjs';
import { callWorkflow, choose, code, node, note, schedule, settings, setting, when, workflow } from './nodes.mjs';
import { ensureTable, readRows, updateRows } from './tables.mjs';

const tenants = 'servicetitan_tenants';
const files = ['airbyte-problem.cjs', 'connection-watch.cjs'];

const whomToAsk = `
return $input.all()
  .map(({ json }) => json)
  .filter(({ id, enabled }) => id !== undefined && enabled !== false)
  .sort((one, other) => one.tenant.localeCompare(other.tenant))
  .map((row) => ({ json: { ...row, way: wayOf(row) } }));
`.trim();

const looked = `
const row = $('For each tenant').first(1).json;
return [{ json: look(row, $input.first()?.json ?? {}, $('Settings').first().json, new Date()) }];
`.trim();

const news = 'return $input.all().flatMap(({ json }) => json.news).map((json) => ({ json }));';

const updates = `
return $('For each tenant').all(0)
  .map(({ json }) => json)
  .filter(({ update }) => update !== null)
  .map(({ tenant, update }) => ({ json: { tenant, ...update } }));
`.trim();

export const connectionWatch = workflow({
  id: 'stConnectionWtch',
  name: '5 Connection watch',
  nodes: [
    note(
      'Note day',
      [0, 0],
      [3.7, 4],
      '## Every day\nAsks for every tenant of `servicetitan_tenants` whether its credentials still open ServiceTitan.\n\nIt tells, through template *3 Failed-sync alerts*:\n- that a tenant **became connected**, or that its connection **stopped working**, once, when it changes\n- that a **client secret is older** than `rotateAfterDays` (from `credentialsSince` of the row, or from when the row was made), again every `remindEveryDays`; 0 switches it off\n- that a client sent the form of template 2 a week ago and is still Not Connected Yet\n\nIn **Settings**: the id of template 3 in your n8n, your Airbyte, the days.',
    ),
    schedule('Every day', [0, 1.4], { field: 'days', daysInterval: 1, triggerAtHour: 7, triggerAtMinute: 30 }),
    node('Start by hand', 'manualTrigger', 1, [0, 2.2]),
    settings([1, 1.8], {
      rotateAfterDays: 365,
      remindEveryDays: 30,
      alertWorkflowId: 'stFailedSyncAlrt',
      n8nUrl: 'https://n8n.example.com',
      ...airbyteSettings,
    }),
    ensureTable(tenants, [2, 1.8]),
    readRows('Read tenants', tenants, [3, 1.8]),
    code('Whom to ask', [4, 1.8], files, whomToAsk),
    note(
      'Note ask',
      [4.9, 0],
      [5.2, 4.4],
      "## Ask, one after the other\n- Route `n8n`: the tenant's own workflow with `action` = `status`, which is *Connection > Get Status* with its credential.\n- Route `airbyte`: Airbyte's public API has no way to test a source. But asked for its **streams without the cache**, Airbyte starts the source, which signs in to ServiceTitan, and answers with its words. That costs one short run of the source per tenant and day.\n- Neither: nothing was created for the tenant yet, so there is nobody to ask.\n\nWhen the one who is asked does not answer, the tenant's status stays what it was, and that is told.",
    ),
    node('For each tenant', 'splitInBatches', 3, [5, 1.8], { batchSize: 1, options: {} }),
    choose('Which way', [6, 2.2], 3, "$json.way === 'n8n' ? 0 : $json.way === 'airbyte' ? 1 : 2"),
    callWorkflow(
      "The tenant's workflow",
      [8, 1.5],
      '={{ $json.workflowId }}',
      { action: 'status', tenant: '={{ $json.tenant }}' },
      { onError: 'continueRegularOutput' },
    ),
    airbyteToken([7, 2.2], 'Airbyte token', { onError: 'continueRegularOutput', maxTries: 2 }),
    airbyteCall(
      'Ask through Airbyte',
      [8, 2.2],
      {
        path: '/streams',
        query: { sourceId: "={{ $('Which way').first(1).json.sourceId }}", ignoreCache: 'true' },
        options: { response: { response: { fullResponse: true, neverError: true } }, timeout: 600_000 },
      },
      { retryOnFail: false, onError: 'continueRegularOutput', executeOnce: true },
    ),
    code('What it means', [9, 2.2], files, looked),
    note(
      'Note news',
      [10, 0],
      [5.2, 4.4],
      '## Tell, then remember\nAll news of the day are one message. The rows get the new status only when it was handed over: what could not be told today is news tomorrow.',
    ),
    code('News', [10, 1.4], [], news, { alwaysOutputData: true }),
    when('Is there any', [11, 1.4], '$json.title !== undefined', { executeOnce: true }),
    code('All of it', [12, 1.1], [], "return $('News').all();"),
    callWorkflow(
      'Tell somebody',
      [13, 1.1],
      `={{ ${setting('alertWorkflowId')} }}`,
      Object.fromEntries(
        ['tenant', 'title', 'problem', 'whatToDo', 'logUrl', 'quietFor'].map((name) => [name, `={{ $json.${name} }}`]),
      ),
      { executeOnce: false },
      'once',
    ),
    code('What has changed', [13.5, 1.8], [], updates, { executeOnce: true }),
    updateRows(
      'Remember the status',
      tenants,
      [14.5, 1.8],
      [['tenant', 'eq', '={{ $json.tenant }}']],
      Object.fromEntries(['status', 'statusMessage', 'checkedAt'].map((name) => [name, `={{ $json.${name} }}`])),
    ),
  ],
  links: [
    ['Every day', 'Settings'],
    ['Start by hand', 'Settings'],
    ['Settings', `Table ${tenants}`],
    [`Table ${tenants}`, 'Read tenants'],
    ['Read tenants', 'Whom to ask'],
    ['Whom to ask', 'For each tenant'],
    ['For each tenant', 'News', 0],
    ['For each tenant', 'Which way', 1],
    ['Which way', "The tenant's workflow", 0],
    ['Which way', 'Airbyte token', 1],
    ['Which way', 'What it means', 2],
    ['Airbyte token', 'Ask through Airbyte'],
    ["The tenant's workflow", 'What it means'],
    ['Ask through Airbyte', 'What it means'],
    ['What it means', 'For each tenant'],
    ['News', 'Is there any'],
    ['Is there any', 'All of it', 0],
    ['Is there any', 'What has changed', 1],
    ['All of it', 'Tell somebody'],
    ['Tell somebody', 'What has changed'],
    ['What has changed', 'Remember the status'],
  ],
});
