/** The low-code manifest, run by Airbyte's own CDK as on Airbyte Cloud, reads what the source reads. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { temporaryFolder } from '../support/connector';
import { comparable, manifestFile, manifestRunner, repository } from '../support/manifest';
import { errorsOf, idsOf, recordsOf, stateFile, statesOf, type AirbyteStream } from '../support/protocol';
import { pythonEnvironment } from '../support/python-environment';
import { catalogOf, configured, discover, read, sourceConfig } from '../support/source';

// Python takes its time to start, more so beside other suites
jest.setTimeout(180_000);

const python = pythonEnvironment();
const folder = temporaryFolder();
const manifest = manifestRunner(python.ready ? python.bin('source-declarative-manifest') : '', folder);
const minute = 60_000;
const day = 24 * 60 * minute;
/** One of each way of reading, and what the reports need. */
const core = [
  ...['business_units', 'tag_types', 'zones', 'campaigns', 'membership_types', 'customers', 'customer_contacts'],
  ...['locations', 'location_contacts', 'memberships', 'jobs', 'appointment_assignments', 'invoices', 'invoice_items'],
  'payments',
];
const shapes = [
  ...['user_roles', 'intacct_business_unit_mappings', 'business_hours', 'contact_preference_types', 'job_history'],
  ...['ap_bills', 'booking_contacts', 'contact_method_preferences', 'canceled_job_reasons', 'task_types'],
  ...['membership_type_discounts', 'wbs_project_segment_items'],
];
const windows = ['adgroup_performance', 'attributed_leads', 'scheduler_performance'];
let simulator: Simulator;
let tenant: Tenant;
let config: Record<string, unknown>;

test('the committed manifest and its documentation are what the catalog makes of them', () => {
  const check = spawnSync(process.execPath, [join(repository, 'scripts', 'manifest', 'main.mjs'), '--check'], {
    encoding: 'utf8',
  });
  expect([check.status, check.stderr]).toEqual([0, '']);
});

(python.ready ? describe : describe.skip)("the manifest under Airbyte's CDK", () => {
  const inspect = (): { errors: string[]; spec: { connectionSpecification: { properties: object } } } => {
    const program = join(repository, 'test', 'python', 'inspect_manifest.py');
    const done = spawnSync(python.ready ? python.bin('python') : '', [program, manifestFile], { encoding: 'utf8' });
    if (done.status !== 0) throw new Error(done.stderr);
    return JSON.parse(done.stdout) as ReturnType<typeof inspect>;
  };

  beforeEach(async () => {
    simulator = await startSimulator({
      tenants: [{ seed: 17, sizes: { customers: 30, invoices: 40 } }],
      switches: { exportBatchSize: 25, requestsPerSecond: 10_000 },
    });
    [tenant] = simulator.tenants;
    config = sourceConfig(simulator, tenant);
  });

  afterEach(async () => {
    await simulator.close();
  });

  afterAll(() => {
    folder.remove();
  });

  const expectSameRecords = async (more: Record<string, unknown>, streams: string[]): Promise<void> => {
    const catalog = catalogOf('full_refresh', ...streams);
    const [ours, theirs] = await Promise.all([
      read(folder, { ...config, ...more }, catalog),
      manifest.read({ ...config, ...more }, catalog),
    ]);
    expect([ours.code, theirs.code, errorsOf(theirs.messages)]).toEqual([0, 0, []]);
    for (const stream of streams) {
      const wanted = comparable(recordsOf(ours.messages, stream));
      expect({ stream, empty: wanted.length === 0 }).toEqual({ stream, empty: false });
      expect({ stream, records: comparable(recordsOf(theirs.messages, stream)) }).toEqual({ stream, records: wanted });
    }
  };

  test("keeps to the schema of the declarative language and asks for the source's configuration", () => {
    const { errors, spec } = inspect();
    expect(errors).toEqual([]);
    const { connectionSpecification } = spec;
    expect(Object.keys(connectionSpecification.properties).sort()).toEqual(
      [
        ...['api_url', 'app_key', 'auth_url', 'client_id', 'client_secret', 'environment', 'include_recent_changes'],
        ...['requests_per_second', 'start_date', 'tenant_id'],
      ].sort(),
    );
  });

  test('checks the connection', async () => {
    const statusOf = async (more: Record<string, unknown>) => {
      const { messages } = await manifest.check({ ...config, ...more });
      return messages.find(({ type }) => type === 'CONNECTION_STATUS')?.connectionStatus?.status;
    };
    // a plain address of another machine is refused by the configuration's schema, before anything is sent
    expect(
      await Promise.all(
        [{}, { client_secret: 'cs1.not-it' }, { api_url: 'http://gateway.example.com' }].map((more) => statusOf(more)),
      ),
    ).toEqual(['SUCCEEDED', 'FAILED', 'FAILED']);
  });

  test('offers the same streams with the same schemas, keys and cursors', async () => {
    const [ours, theirs] = await Promise.all([discover(folder, config), manifest.discover(config)]);
    const streamsOf = (outcome: typeof ours): AirbyteStream[] =>
      outcome.messages.flatMap(({ catalog }) => catalog?.streams ?? []);
    const shapeOf = (stream: AirbyteStream) => ({
      name: stream.name,
      schema: stream.json_schema,
      modes: stream.supported_sync_modes,
      cursor: stream.default_cursor_field ?? [],
      // the language takes no nested key
      key: (stream.source_defined_primary_key ?? []).every((path) => path.length === 1)
        ? (stream.source_defined_primary_key ?? [])
        : [],
    });
    const byName = (a: AirbyteStream, b: AirbyteStream) => (a.name < b.name ? -1 : 1);
    expect(streamsOf(theirs).sort(byName).map(shapeOf)).toEqual(
      streamsOf(ours)
        .filter(({ name }) => name !== 'dynamic_value_sets')
        .sort(byName)
        .map(shapeOf),
    );
  });

  test('reads the same records as the source', async () => {
    await expectSameRecords({}, [...core, ...shapes]);
    expect(simulator.requests.flatMap(({ undeclared }) => undeclared)).toEqual([]);
  });

  test('reads the same records from a start date on, day by day where the API wants days', async () => {
    const daysAgo = (days: number) => new Date(simulator.clock.now() - days * day).toISOString().slice(0, 10);
    const startDate = daysAgo(4);
    await simulator.close();
    simulator = await startSimulator({
      tenants: [{ seed: 5, sizes: { customers: 30, invoices: 40 }, from: daysAgo(9), until: daysAgo(0) }],
      switches: { requestsPerSecond: 10_000 },
    });
    [tenant] = simulator.tenants;
    config = sourceConfig(simulator, tenant);
    tenant.mutate({ action: 'edit-many', stream: 'customers', count: 3 });
    tenant.mutate({ action: 'edit-many', stream: 'campaigns', count: 2 });
    simulator.clock.advance(20 * minute);
    await expectSameRecords({ start_date: startDate }, [...windows, 'customers', 'campaigns']);
  });

  test('reads what changed the next time', async () => {
    const streams = ['customers', 'campaigns', 'canceled_job_reasons'];
    const catalog = { streams: streams.map((name) => configured({ name }, 'incremental')) };
    const first = await manifest.read(config, catalog);
    expect(comparable(recordsOf(first.messages, 'customers'))).toHaveLength(tenant.count('customers'));
    const customers = tenant.mutate({ action: 'edit-many', stream: 'customers', count: 4 });
    const campaigns = tenant.mutate({ action: 'add', stream: 'campaigns', count: 2 });
    const jobs = tenant.mutate({ action: 'edit-many', stream: 'jobs', count: 3 });
    simulator.clock.advance(20 * minute);
    simulator.clearRequests();
    const second = await manifest.read(config, catalog, stateFile(first.messages));
    expect(errorsOf(second.messages)).toEqual([]);
    // what was changed, and at most the newest rows of before once more
    const expectChanged = (ids: unknown[], changed: string[]) => {
      expect(ids.map(String)).toEqual(expect.arrayContaining(changed));
      expect(ids.length).toBeLessThanOrEqual(changed.length + 2);
    };
    expectChanged(idsOf(second.messages, 'customers'), customers.ids);
    expectChanged(idsOf(second.messages, 'campaigns'), campaigns.ids);
    const asked = simulator.requests.flatMap(({ path, query }) =>
      path.endsWith('/jobs/cancel-reasons') ? query.filter(([name]) => name === 'ids').map(([, ids]) => ids) : [],
    );
    expectChanged(
      asked.flatMap((ids) => ids.split(',')),
      jobs.ids,
    );
    const { modifiedOn } = statesOf(second.messages, 'customers').at(-1)!.stream.stream_state;
    expect(Date.parse(String(modifiedOn))).toBeGreaterThan(simulator.clock.now() - 25 * minute);
  });

  test('comes through bad days of ServiceTitan with every record', async () => {
    simulator.faults.add(
      { path: 'export/customers$', skip: 1, effect: { kind: 'status', status: 503, body: 'html' } },
      { path: 'export/locations$', effect: { kind: 'invalid-json' } },
      { path: 'export/jobs$', effect: { kind: 'expired-token' } },
      { path: 'export/memberships$', effect: { kind: 'truncate', how: 'content-length' } },
      { path: 'campaigns$', effect: { kind: 'status', status: 429, headers: { 'Retry-After': '1' } } },
      { path: 'zones$', effect: { kind: 'empty-page' } },
    );
    const streams = ['customers', 'locations', 'jobs', 'memberships', 'campaigns', 'zones'] as const;
    const outcome = await manifest.read(config, catalogOf('full_refresh', ...streams));
    expect([outcome.code, simulator.faults.pending()]).toEqual([0, []]);
    for (const stream of streams)
      expect({ stream, ids: idsOf(outcome.messages, stream).sort() }).toEqual({
        stream,
        ids: tenant
          .rows(stream)
          .map(({ id }) => id)
          .sort(),
      });
  });

  test('says which scope or module is missing', async () => {
    tenant.scopes = tenant.scopes.filter((scope) => scope !== 'tn.jpm.jobs:r');
    tenant.modulesOff = ['marketing'];
    const outcome = await manifest.read(config, catalogOf('full_refresh', 'jobs', 'campaigns', 'customers'));
    const failures = errorsOf(outcome.messages).filter(({ stream_descriptor }) => stream_descriptor !== undefined);
    expect(failures.map(({ failure_type }) => failure_type)).toEqual(['config_error', 'config_error']);
    expect(
      failures
        .map(({ message }) => message)
        .sort()
        .join('\n'),
    ).toMatch(/marketing.*module: deselect the stream[^]*403.*needs the scope tn\.jpm\.jobs:r/);
    expect(outcome.code).not.toBe(0);
    expect(idsOf(outcome.messages, 'customers')).toHaveLength(tenant.count('customers'));
  });
});
