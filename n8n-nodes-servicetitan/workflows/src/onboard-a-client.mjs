import { airbyteCall, airbyteList, airbyteSettings, airbyteToken } from './airbyte.mjs';
import {
  code,
  http,
  node,
  note,
  patient,
  settings,
  setting,
  webhookId,
  when,
  withErrorOutput,
  workflow,
} from './nodes.mjs';
import { ensureTable, upsertRow } from './tables.mjs';

const table = 'servicetitan_tenants';

/** What the preset servicetitan-reports reads. */
const presetStreams = [
  'customers',
  'customer_contacts',
  'locations',
  'memberships',
  'membership_types',
  'tag_types',
  'zones',
  'invoices',
];

const zones = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
  'America/Halifax',
  'Europe/London',
  'Australia/Sydney',
];

const field = (fieldLabel, more = {}) => ({ fieldLabel, requiredField: true, ...more });
const choice = (fieldLabel, options) =>
  field(fieldLabel, { fieldType: 'dropdown', fieldOptions: { values: options.map((option) => ({ option })) } });

const files = ['quartz.cjs', 'client-form.cjs', 'verdict.cjs'];
const client = "const client = $('Check the form').first().json;";
const isWhole = { response: { response: { fullResponse: true, neverError: true } } };
/** Airbyte's refusals leave by the second output, after some patience. */
const airbyte = { ...patient, maxTries: 3, executeOnce: true, ...withErrorOutput };

/** An expression's JavaScript that is an object, as the JSON of a body. */
const body = (object) => `={{ JSON.stringify(${object.replace(/\s+/g, ' ').trim()}) }}`;
const form = (name) => `$('Check the form').first().json.${name}`;
const there = (name) => `$('What is there').first().json.${name}`;
/** POST below a collection, or PATCH of what is there already. */
const saved = (path, id) => ({
  method: `={{ ${id} === '' ? 'POST' : 'PATCH' }}`,
  path: `${path}{{ ${id} === '' ? '' : '/' + ${id} }}`,
});

const whatIsThere = `
${client}
const { sourceDefinitionId, destinationDefinitionId } = $('Settings').first().json;
const listed = (name) => $(name).all().flatMap(({ json }) => json.data ?? []);
// Names end in the tenant's key; tenant ids are secrets to Airbyte and cannot be read back
const named = (rows, definitionId) =>
  rows.find((row) => row.name.endsWith(\` (\${client.key})\`) && (definitionId === undefined || row.definitionId === definitionId));
const source = named(listed('Sources'), sourceDefinitionId);
const destination = named(listed('Destinations'), destinationDefinitionId);
const connection = listed('Connections').find(({ sourceId }) => source !== undefined && sourceId === source.sourceId);
return [{ json: {
  sourceId: source?.sourceId ?? '',
  destinationId: destination?.destinationId ?? '',
  connectionId: connection?.connectionId ?? '',
} }];
`.trim();

const chooseStreams = `
const wanted = $('Settings').first().json.streams.split(',').map((name) => name.trim()).filter((name) => name !== '');
const offered = new Map($input.all().map(({ json }) => [json.streamName, json.syncModes]));
const missing = wanted.filter((name) => !offered.has(name));
if (missing.length > 0) throw new Error(\`Settings names streams that the source does not have: \${missing.join(', ')}\`);
// Read whole, unless the destination has a workspace in which it merges changes
const destination = JSON.parse($('Settings').first().json.destination);
const modeOf = (name) =>
  destination.workspace !== undefined && offered.get(name).includes('incremental_deduped_history')
    ? 'incremental_deduped_history'
    : 'full_refresh_overwrite';
return [{ json: { streams: wanted.map((name) => ({ name, syncMode: modeOf(name) })) } }];
`.trim();

const takeBack = `
// What this run created, and nothing that was there before. Output 0 by number: this node is behind their error outputs
const of = (name) => { try { return $(name).first(0)?.json ?? {}; } catch { return {}; } };
const before = of('What is there');
const { error } = $input.first().json;
const paths = [];
if (before.sourceId === '' && of('Save the source').sourceId) paths.push(\`/sources/\${of('Save the source').sourceId}\`);
if (before.destinationId === '' && of('Save the destination').destinationId) paths.push(\`/destinations/\${of('Save the destination').destinationId}\`);
return (paths.length === 0 ? [''] : paths).map((path) => ({ json: { path, error } }));
`.trim();

const answer = `
const { json } = $input.first();
${client}
return [{ json: { ...json, html: answerPage(json), tenant: client.key, isKept: client.problems.length === 0 } }];
`.trim();

const common = {
  tenant: '={{ $json.tenant }}',
  name: `={{ ${form('name')} }}`,
  tenantId: `={{ ${form('tenantId')} }}`,
  environment: `={{ ${form('environment')} }}`,
  route: 'airbyte',
  status: '={{ $json.status }}',
  statusMessage: "={{ [$json.text, ...$json.steps].join(' ') }}",
  checkedAt: '={{ $now.toISO() }}',
};

const read = (name) => `={{ $('Answer').first().json.${name} }}`;
const rowOf = (more) =>
  Object.fromEntries(
    Object.entries({ ...common, ...more }).map(([column, value]) => [
      column,
      value.replaceAll('$json', "$('Answer').first().json"),
    ]),
  );

const show = { onError: 'continueRegularOutput', executeOnce: true };

export const onboardAClient = workflow({
  id: 'stOnboardClient1',
  name: '2 Onboard a client',
  // What the form says is a secret: n8n keeps nothing of these runs, good, bad or manual
  settings: {
    saveDataSuccessExecution: 'none',
    saveDataErrorExecution: 'none',
    saveManualExecutions: false,
    saveExecutionProgress: false,
  },
  nodes: [
    note(
      'Note form',
      [0, 0],
      [3.6, 3.1],
      "## Onboard a client\nA client's admin, or you with them on the phone, fills in the form (`…/form/servicetitan-client`). It asks for a name and a password: choose the credential *Status page* (Basic Auth) in *Client form*.\n\n**Secrets** go from the form to ServiceTitan and to Airbyte's vault. This workflow keeps no executions (workflow settings: leave all four as they are), and the Data Table gets no secret. What started a run n8n holds for some minutes all the same: start n8n with `N8N_EXECUTION_DATA_STORAGE_MODE=filesystem` and `EXECUTIONS_DATA_PRUNE_HARD_DELETE_INTERVAL=1` (why: README of the templates).\n\nIn **Settings**: your Airbyte, the ids of the two connectors, where files go, the streams.",
    ),
    node(
      'Client form',
      'formTrigger',
      2.1,
      [0, 1],
      {
        authentication: 'basicAuth',
        path: 'servicetitan-client',
        formTitle: 'Connect your ServiceTitan',
        formDescription:
          'Sign in to ServiceTitan, open Settings > Integrations > API Application Access, allow the app, and copy what it shows.',
        formFields: {
          values: [
            field('Client name', { placeholder: 'Acme Plumbing' }),
            field('Tenant ID', { placeholder: 'digits, for instance 1234567890' }),
            field('Client ID', { placeholder: 'cid...' }),
            field('Client Secret', { fieldType: 'password' }),
            choice('Environment', ['Production', 'Integration']),
            choice('How often', ['Weekly', 'Monthly', 'Own schedule']),
            field('Own schedule', { requiredField: false, placeholder: 'only then: 0 30 6 ? * MON,THU (Quartz, UTC)' }),
            choice('Time zone', zones),
          ],
        },
        responseMode: 'responseNode',
        options: { buttonLabel: 'Test and connect', appendAttribution: false },
      },
      { webhookId: webhookId('servicetitan-client') },
    ),
    settings([1, 1], {
      ...airbyteSettings,
      sourceDefinitionId: '',
      destinationDefinitionId: '',
      appName: 'our app',
      streams: presetStreams.join(','),
      destination: '{"delivery":{"kind":"files","directory":"/local/legacy","file_type":"csv"}}',
      startAt: '02:00',
      timeZone: 'America/New_York',
      authUrl: '',
      apiUrl: '',
    }),
    code(
      'Check the form',
      [2, 1],
      files,
      "return [{ json: clientOf($('Client form').first().json, $('Settings').first().json, new Date()) }];",
    ),
    when('Is it complete', [3, 1], '$json.problems.length === 0'),
    code('Incomplete', [4, 2.2], files, `${client}\nreturn [{ json: incomplete(client.problems) }];`),
    note(
      'Note test',
      [3.9, 0],
      [5.1, 2.1],
      "## Test the connection\nAs Airbyte's connector will: a token with the client's id and secret, then one row of the tenant with the app key (credential *ServiceTitan app key*, Header Auth). Only when both work is anything created.",
    ),
    http(
      'Ask ServiceTitan for a token',
      [4, 0.8],
      {
        method: 'POST',
        url: `={{ ${form('authUrl')} }}`,
        form: {
          grant_type: 'client_credentials',
          client_id: `={{ ${form('clientId')} }}`,
          client_secret: `={{ ${form('clientSecret')} }}`,
        },
        options: isWhole,
      },
      { onError: 'continueRegularOutput' },
    ),
    code(
      'Token verdict',
      [5, 0.8],
      files,
      `${client}\nconst verdict = ofToken($input.first().json, client, $('Settings').first().json.appName);\nreturn [{ json: verdict ?? { status: 'token' } }];`,
    ),
    when('Is there a token', [6, 0.8], "$json.status === 'token'"),
    http(
      'Read the tenant with the app key',
      [7, 0.6],
      {
        url: `={{ ${form('apiUrl')} }}/settings/v2/tenant/{{ ${form('tenantId')} }}/business-units`,
        auth: 'httpHeaderAuth',
        headers: { Authorization: "=Bearer {{ $('Ask ServiceTitan for a token').first().json.body.access_token }}" },
        query: { page: '1', pageSize: '1' },
        options: isWhole,
      },
      { onError: 'continueRegularOutput' },
    ),
    code(
      'Tenant verdict',
      [8, 0.6],
      files,
      `${client}\nreturn [{ json: ofProbe($input.first().json, client) ?? { status: 'Connected' } }];`,
    ),
    when('Is it connected', [9, 0.6], "$json.status === 'Connected'"),
    note(
      'Note airbyte',
      [9.9, 0],
      [9.2, 2.1],
      "## Create in Airbyte\nSource, destination and connection, named after the client as the fleet tool names them. A client that is there already gets its credentials and schedule replaced: sending the form again is how a secret is rotated.\n\nThe app key comes from n8n's vault in a request of its own (credential *ServiceTitan app key for Airbyte*, Custom Auth). *Streams* lets Airbyte itself sign in to ServiceTitan.",
    ),
    airbyteToken([10, 0.6], 'Airbyte token', airbyte),
    ...['Sources', 'Destinations', 'Connections'].map((name, at) =>
      airbyteList(
        name,
        [11 + at, 0.6],
        { path: `/${name.toLowerCase()}`, query: { workspaceIds: `={{ ${setting('workspaceId')} }}` } },
        airbyte,
      ),
    ),
    code('What is there', [14, 0.6], [], whatIsThere),
    airbyteCall(
      'Save the source',
      [15, 0.6],
      {
        ...saved('/sources', there('sourceId')),
        json: body(`{
          name: 'ServiceTitan - ' + ${form('name')} + ' (' + ${form('key')} + ')',
          ...(${there('sourceId')} === '' ? { workspaceId: ${setting('workspaceId')}, definitionId: ${setting('sourceDefinitionId')} } : {}),
          configuration: {
            environment: ${form('environment')},
            tenant_id: ${form('tenantId')},
            client_id: ${form('clientId')},
            client_secret: ${form('clientSecret')},
            ...(${there('sourceId')} === '' ? { app_key: 'comes with the next request' } : {}),
            ...(${setting('apiUrl')} === '' ? {} : { api_url: ${setting('apiUrl')} }),
            ...(${setting('authUrl')} === '' ? {} : { auth_url: ${setting('authUrl')} })
          }
        }`),
      },
      airbyte,
    ),
    airbyteCall(
      'Hand over the app key',
      [16, 0.6],
      {
        method: 'PATCH',
        path: "/sources/{{ $('Save the source').first().json.sourceId }}",
        auth: 'httpCustomAuth',
        json: '{}',
      },
      airbyte,
    ),
    airbyteCall(
      'Save the destination',
      [17, 0.6],
      {
        ...saved('/destinations', there('destinationId')),
        json: body(`{
          name: 'Legacy ingest - ' + ${form('name')} + ' (' + ${form('key')} + ')',
          ...(${there('destinationId')} === '' ? { workspaceId: ${setting('workspaceId')}, definitionId: ${setting('destinationDefinitionId')} } : {}),
          configuration: { ...JSON.parse(${setting('destination')}), tenant_key: ${form('key')}, time_zone: ${form('timeZone')} }
        }`),
      },
      airbyte,
    ),
    airbyteCall(
      'Streams',
      [18, 0.6],
      {
        path: '/streams',
        query: {
          sourceId: "={{ $('Save the source').first().json.sourceId }}",
          destinationId: "={{ $('Save the destination').first().json.destinationId }}",
          ignoreCache: 'true',
        },
      },
      airbyte,
    ),
    code('Choose streams', [19, 0.6], [], chooseStreams, withErrorOutput),
    airbyteCall(
      'Save the connection',
      [20, 0.6],
      {
        ...saved('/connections', there('connectionId')),
        json: body(`{
          name: 'ServiceTitan to legacy ingest - ' + ${form('name')} + ' (' + ${form('key')} + ')',
          ...(${there('connectionId')} === '' ? { sourceId: $('Save the source').first().json.sourceId, destinationId: $('Save the destination').first().json.destinationId } : {}),
          schedule: { scheduleType: 'cron', cronExpression: ${form('cron')} },
          status: 'active',
          nonBreakingSchemaUpdatesBehavior: 'propagate_columns',
          configurations: { streams: $('Choose streams').first().json.streams }
        }`),
      },
      airbyte,
    ),
    code(
      'Connected',
      [21, 0.6],
      files,
      `${client}
const { connectionId, sourceId } = $input.first().json;
const isUpdate = $('What is there').first().json.connectionId !== '';
return [{ json: { ...connected(client, { isUpdate, nextRunAt: quartz(client.cron)?.after(new Date()) ?? null }), connectionId, sourceId } }];`,
    ),
    note(
      'Note refused',
      [14.9, 2.1],
      [5.2, 1.9],
      '## When Airbyte refuses\nWhat this run created is deleted again, so that the form can be sent once more.',
    ),
    code('Take back', [15, 2.4], [], takeBack),
    when('Is there something', [16, 2.4], "$json.path !== ''"),
    airbyteCall(
      'Delete it',
      [17, 2.2],
      { method: 'DELETE', path: '{{ $json.path }}', options: isWhole },
      { onError: 'continueRegularOutput' },
    ),
    code(
      'Refused',
      [18, 2.4],
      files,
      "const left = $input.all().filter(({ json }) => json.path === undefined && !(json.statusCode < 300)).length;\nreturn [{ json: refused($('Take back').first().json.error, left) }];",
    ),
    note(
      'Note answer',
      [21.9, 0],
      [6.2, 2.9],
      '## Answer\nThe row of the tenant in `servicetitan_tenants` (the dashboard and the connection watch read it), then the page that takes the place of the form: Connected, or what to do.',
    ),
    code('Answer', [22, 1], files, answer),
    when('Is it about a client', [23, 1], '$json.isKept'),
    { ...ensureTable(table, [24, 0.8]), ...show },
    when('Is it saved in Airbyte', [25, 0.8], "$('Answer').first().json.status === 'Connected'"),
    upsertRow(
      'Remember the connection',
      table,
      [26, 0.6],
      ['tenant', read('tenant')],
      rowOf({
        frequency: `={{ ${form('frequency')} }}`,
        connectionId: '={{ $json.connectionId }}',
        sourceId: '={{ $json.sourceId }}',
        credentialsSince: '={{ $now.toISO() }}',
        enabled: '={{ true }}',
      }),
      show,
    ),
    upsertRow('Remember what is missing', table, [26, 1.4], ['tenant', read('tenant')], rowOf({}), show),
    node(
      'Show the answer',
      'respondToWebhook',
      1.1,
      [27, 1],
      {
        respondWith: 'text',
        responseBody: read('html'),
        options: { responseHeaders: { entries: [{ name: 'content-type', value: 'text/html; charset=utf-8' }] } },
      },
      { executeOnce: true },
    ),
  ],
  links: [
    ['Client form', 'Settings'],
    ['Settings', 'Check the form'],
    ['Check the form', 'Is it complete'],
    ['Is it complete', 'Ask ServiceTitan for a token', 0],
    ['Is it complete', 'Incomplete', 1],
    ['Incomplete', 'Answer'],
    ['Ask ServiceTitan for a token', 'Token verdict'],
    ['Token verdict', 'Is there a token'],
    ['Is there a token', 'Read the tenant with the app key', 0],
    ['Is there a token', 'Answer', 1],
    ['Read the tenant with the app key', 'Tenant verdict'],
    ['Tenant verdict', 'Is it connected'],
    ['Is it connected', 'Airbyte token', 0],
    ['Is it connected', 'Answer', 1],
    ...chain([
      'Airbyte token',
      'Sources',
      'Destinations',
      'Connections',
      'What is there',
      'Save the source',
      'Hand over the app key',
      'Save the destination',
      'Streams',
      'Choose streams',
      'Save the connection',
      'Connected',
    ]),
    ['Connected', 'Answer'],
    ['Take back', 'Is there something'],
    ['Is there something', 'Delete it', 0],
    ['Is there something', 'Refused', 1],
    ['Delete it', 'Refused'],
    ['Refused', 'Answer'],
    ['Answer', 'Is it about a client'],
    ['Is it about a client', `Table ${table}`, 0],
    ['Is it about a client', 'Show the answer', 1],
    [`Table ${table}`, 'Is it saved in Airbyte'],
    ['Is it saved in Airbyte', 'Remember the connection', 0],
    ['Is it saved in Airbyte', 'Remember what is missing', 1],
    ['Remember the connection', 'Show the answer'],
    ['Remember what is missing', 'Show the answer'],
  ],
});

/** One after the other; what goes wrong at Airbyte is taken back. */
function chain(names) {
  return names
    .slice(0, -1)
    .flatMap((name, at) => [[name, names[at + 1]], ...(name === 'What is there' ? [] : [[name, 'Take back', 1]])]);
}
