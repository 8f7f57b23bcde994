import { choose, code, node, note, serviceTitan, settings, setting, when, whenCalled, workflow } from './nodes.mjs';

/** Deactivated, so that n8n does not ask for credentials of ways that are not used. */
const unused = { disabled: true };

const whatToDo = `
const { action, tenant, tenantKey, reports, deliver, folder } = $('Settings').first().json;
const key = String(tenant || tenantKey || '').trim();
if (key === '') throw new Error('No tenant: pass tenant to this workflow, or fill in tenantKey in Settings.');
if (!['files', 'sftp', 'database'].includes(deliver)) throw new Error(\`Settings: deliver is files, sftp or database, not "\${deliver}".\`);
const names = reports.split(',').map((name) => name.trim()).filter((name) => name !== '');
return names.map((report) => ({ json: { action: action || 'sync', tenant: key, report, deliver, folder: folder.replace(/\\/+$/, '') } }));
`.trim();

/** All reports are made before the first is delivered. */
const allOrNothing = `
// A report that failed stands here as its error
const failed = $input.all().find(({ json }) => json.error !== undefined);
if (failed === undefined) return $input.all();
const { message, description } = failed.error ?? {};
// What happened in the first line, what to do behind it
return [{ json: { failure: [message ?? failed.json.error, description].filter(Boolean).join('\\n') } }];
`.trim();

const delivered = `
const made = $('All or nothing').all().map(({ json }) => json);
const { deliver, folder, tenant } = $('What to do').first().json;
const there = new Map($input.all().map(({ json }) => (deliver === 'sftp' ? [json.name, json.size] : [String(json.fileName ?? '').split('/').pop(), json.bytes])));
for (const { file, bytes } of made)
  if (there.get(file) !== bytes)
    throw new Error(\`\${file} was not delivered to \${folder}: \${there.has(file) ? 'it has another size there' : 'it is not there'}. Is a node of this way deactivated?\`);
const rejects = $('Make the files').all(1).map(({ json }) => json);
const sum = (count) => made.reduce((total, { counts }) => total + counts[count], 0);
return [{ json: { tenant, records: sum('written'), rejects: sum('rejected'), note: rejectsNote(rejects), delivered: made.map(({ file, bytes, sha256 }) => ({ file, bytes, sha256 })) } }];
`.trim();

const stored = `
const { tenant } = $('What to do').first().json;
const rows = ['Customers', 'Invoices'].map((report) => [report, $(\`\${report} as rows\`).all().length, $(\`Upsert \${report.toLowerCase()}\`).all()]);
for (const [report, read, written] of rows)
  if (written.length !== read || written.some(({ json }) => Object.keys(json).length !== 1))
    throw new Error(\`\${report}: \${read} rows were made, and the database does not confirm them. Is the node of the table deactivated?\`);
const rejects = [...$('Customers as rows').all(1), ...$('Invoices as rows').all(1)].map(({ json }) => json);
const records = rows.reduce((total, [, read]) => total + read, 0);
return [{ json: { tenant, records, rejects: rejects.length, note: rejectsNote(rejects) } }];
`.trim();

const tenant = "={{ $('What to do').first().json.tenant }}";
const limits = {
  maxRejectRate: `={{ ${setting('maxRejectRate')} }}`,
  maxRejectRows: `={{ ${setting('maxRejectRows')} }}`,
};

const legacyReport = (name, at, report, returnAs, more = {}) =>
  serviceTitan(
    name,
    at,
    {
      group: 'reports',
      resource: 'legacyReport',
      operation: 'create',
      format: 'servicetitan-reports',
      report,
      tenantKey: tenant,
      timeZone: `={{ ${setting('timeZone')} }}`,
      returnAs,
      options: limits,
    },
    more,
  );

const upsert = (name, at, table, key) =>
  node(
    name,
    'postgres',
    2.6,
    at,
    {
      operation: 'upsert',
      schema: { __rl: true, mode: 'name', value: 'public' },
      table: { __rl: true, mode: 'name', value: table },
      columns: { mappingMode: 'autoMapInputData', value: {}, matchingColumns: [key], schema: [] },
      // One column back is how the rows that were written are told from rows that only passed a deactivated node
      options: { queryBatching: 'transaction', outputColumns: [key], replaceEmptyStrings: true },
    },
    unused,
  );

const sftp = (name, at, parameters) =>
  node(name, 'ftp', 1, at, { protocol: 'sftp', ...parameters }, { ...unused, retryOnFail: true, maxTries: 3 });

const inFolder = "$('What to do').first().json.folder + '/' +";

export const syncOfOneTenant = workflow({
  id: 'stOneTenantSync1',
  name: '1 Sync of one tenant',
  settings: { saveDataSuccessExecution: 'none', saveDataErrorExecution: 'all' },
  nodes: [
    note(
      'Note tenant',
      [0, 0],
      [3.8, 3.4],
      "## One tenant\nImport once per tenant (or duplicate), name it after the tenant, choose **that tenant's credential** (*ServiceTitan API*) in every ServiceTitan node, fill in **Settings**, publish, and write this workflow's id, the last part of its address, into the tenant's row of `servicetitan_tenants` (`route` = `n8n`, column `workflowId`).\n\nTemplate *1 Scheduled syncs* calls it with `action` = `sync`, template *5 Connection watch* with `status`. It needs no error workflow: who calls it tells of its failures.",
    ),
    whenCalled('When another workflow calls', [0, 0.8], { action: 'string', tenant: 'string' }),
    node('Start by hand', 'manualTrigger', 1, [0, 1.6]),
    settings(
      [1, 1.2],
      {
        tenantKey: '',
        timeZone: 'America/New_York',
        reports: 'customers,invoices',
        deliver: 'files',
        folder: '/home/node/.n8n-files',
        maxRejectRate: 0.02,
        maxRejectRows: 500,
      },
      true,
    ),
    code('What to do', [2, 1.2], [], whatToDo),
    when('Only the status', [3, 1.2], "$json.action === 'status'"),
    serviceTitan(
      'Status of the connection',
      [4, 0.5],
      { group: 'settings', resource: 'connection', operation: 'getStatus' },
      { executeOnce: true },
    ),
    when('Into a database', [4, 1.5], "$json.deliver === 'database'"),
    note(
      'Note files',
      [5, 0.2],
      [6.9, 4.5],
      '## Files\nThe same bytes as the Airbyte destination writes. All reports are made before the first is delivered; past the limits on rejects nothing is, and the run fails with the reason.\n\n- `deliver` = `files`: into `folder` of the machine that n8n runs on. n8n writes only below the folders of its setting `N8N_RESTRICT_FILE_ACCESS_TO` (by default `~/.n8n-files`); make the folder first. A file grows there while it is written: it is complete when the run log says so.\n- `deliver` = `sftp`: into `folder` of a server, under a hidden name until it is complete. **Activate the three SFTP nodes** and choose the credential in them.',
    ),
    legacyReport('Make the files', [5, 1.8], '={{ $json.report }}', 'csv', { onError: 'continueRegularOutput' }),
    code('All or nothing', [6, 1.8], [], allOrNothing),
    when('Has one failed', [7, 1.8], '$json.failure !== undefined', { executeOnce: true }),
    node('Failed', 'stopAndError', 1, [8, 1.3], { errorMessage: '={{ $json.failure }}' }),
    code('Files', [8, 2], [], "return $('All or nothing').all();"),
    choose('Where to', [9, 2], 2, `${setting('deliver')} === 'sftp' ? 1 : 0`),
    node('Write the files', 'readWriteFile', 1, [10, 1.7], {
      operation: 'write',
      fileName: `={{ ${inFolder} $json.file }}`,
      options: {},
    }),
    sftp('Upload under a hidden name', [8, 2.8], {
      operation: 'upload',
      path: `={{ ${inFolder} '.' + $json.file + '.part' }}`,
    }),
    sftp('Give it its name', [9, 2.8], {
      operation: 'rename',
      oldPath: `={{ ${inFolder} '.' + $('Files').all()[$itemIndex].json.file + '.part' }}`,
      newPath: `={{ ${inFolder} $('Files').all()[$itemIndex].json.file }}`,
      options: {},
    }),
    {
      ...sftp('Look into the folder', [10, 2.8], {
        operation: 'list',
        path: "={{ $('What to do').first().json.folder }}",
      }),
      executeOnce: true,
    },
    code('Delivered', [11.2, 1.8], ['rejects-note.cjs'], delivered),
    note(
      'Note database',
      [5, 4.9],
      [6, 2.2],
      '## A database\n`deliver` = `database`: rows into PostgreSQL, a table per report whose columns have the legacy headers as names (`"Customer ID" text primary key`, ...). **Activate both PostgreSQL nodes** and choose the credential. Rows that are there are replaced by their key; nothing is deleted. Tens of thousands of rows take minutes and gigabytes here: leave those to Airbyte.',
    ),
    legacyReport('Customers as rows', [5, 5.2], 'customers', 'items', { executeOnce: true }),
    upsert('Upsert customers', [6, 5.2], 'legacy_customers', 'Customer ID'),
    legacyReport('Invoices as rows', [7, 5.2], 'invoices', 'items', { executeOnce: true }),
    upsert('Upsert invoices', [8, 5.2], 'legacy_invoices', 'Invoice ID'),
    code('Stored', [9, 5.2], ['rejects-note.cjs'], stored),
  ],
  links: [
    ['When another workflow calls', 'Settings'],
    ['Start by hand', 'Settings'],
    ['Settings', 'What to do'],
    ['What to do', 'Only the status'],
    ['Only the status', 'Status of the connection', 0],
    ['Only the status', 'Into a database', 1],
    ['Into a database', 'Customers as rows', 0],
    ['Into a database', 'Make the files', 1],
    ['Make the files', 'All or nothing'],
    ['All or nothing', 'Has one failed'],
    ['Has one failed', 'Failed', 0],
    ['Has one failed', 'Files', 1],
    ['Files', 'Where to'],
    ['Where to', 'Write the files', 0],
    ['Where to', 'Upload under a hidden name', 1],
    ['Upload under a hidden name', 'Give it its name'],
    ['Give it its name', 'Look into the folder'],
    ['Look into the folder', 'Delivered'],
    ['Write the files', 'Delivered'],
    ['Customers as rows', 'Upsert customers'],
    ['Upsert customers', 'Invoices as rows'],
    ['Invoices as rows', 'Upsert invoices'],
    ['Upsert invoices', 'Stored'],
  ],
});
