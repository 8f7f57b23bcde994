/** A data team without Airbyte's platform: PyAirbyte, which knows nothing of this project, runs the source. */
import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { temporaryFolder } from '../support/connector';
import { startPyAirbyte, type PyAirbyte } from '../support/pyairbyte';
import { pythonEnvironment } from '../support/python-environment';
import { sourceConfig } from '../support/source';

// Python takes its time to start, more so beside other suites
jest.setTimeout(180_000);

const python = pythonEnvironment();
const folder = temporaryFolder();
const core = ['tag_types', 'campaigns', 'customers', 'locations', 'jobs', 'invoices', 'payments'] as const;
const minute = 60_000;
let simulator: Simulator;
let tenant: Tenant;
let client: PyAirbyte;

const rows = (stream: string, ...columns: string[]) => client.ask('rows', { stream, columns });

(python.ready ? describe : describe.skip)('PyAirbyte', () => {
  beforeAll(async () => {
    simulator = await startSimulator({ tenants: [{ seed: 21, sizes: { customers: 70, invoices: 90 } }] });
    [tenant] = simulator.tenants;
    client = startPyAirbyte(python.ready ? python.bin('python') : '', folder, sourceConfig(simulator, tenant));
  });

  afterAll(async () => {
    await client.close();
    await simulator.close();
    folder.remove();
  });

  test('checks the connection', async () => {
    await expect(client.ask('check')).resolves.toBeNull();
  });

  test('lists the streams', async () => {
    await expect(client.ask('streams')).resolves.toEqual(expect.arrayContaining([...core]));
  });

  test('fills its cache with every row of the tenant', async () => {
    const wanted = core.reduce((sum, stream) => sum + tenant.count(stream), 0);
    await expect(client.ask('read', { streams: core })).resolves.toEqual({ processed: wanted });
    for (const stream of core)
      expect({ stream, ids: await rows(stream, 'id') }).toEqual({
        stream,
        ids: tenant.rows(stream).map(({ id }) => [String(id)]),
      });
  });

  test('holds the values that ServiceTitan sent', async () => {
    const customers = tenant.rows('customers');
    expect(await rows('customers', 'id', 'name', 'active', 'tenantId')).toEqual(
      customers.map(({ id, name, active }) => [String(id), name, String(active), tenant.tenantId]),
    );
  });

  test('reads only what changed the next time', async () => {
    const [renamed, left] = tenant.rows('customers');
    tenant.mutate({ action: 'edit', stream: 'customers', id: Number(renamed!.id), fields: { name: 'Añejo & Sons' } });
    tenant.mutate({ action: 'deactivate', stream: 'customers', id: Number(left!.id) });
    const added = tenant.mutate({ action: 'add', stream: 'customers', count: 3 });
    simulator.clock.advance(20 * minute);
    await expect(client.ask('read', { streams: ['customers', 'jobs'] })).resolves.toEqual({ processed: 5 });
    const cached = (await rows('customers', 'id', 'name', 'active')) as string[][];
    expect(cached).toHaveLength(tenant.count('customers'));
    expect(cached).toContainEqual([String(renamed!.id), 'Añejo & Sons', 'true']);
    expect(cached.find(([id]) => id === String(left!.id))?.[2]).toBe('false');
    expect(cached.map(([id]) => id)).toEqual(expect.arrayContaining(added.ids));
  });

  test('reports a connection that fails, with the words for the operator', async () => {
    await client.ask('set_config', { config: sourceConfig(simulator, tenant, { client_secret: 'cs1.not-it' }) });
    await expect(client.ask('check')).rejects.toThrow(/does not accept this client id and client secret for tenant/);
  });

  test('reports a read that fails', async () => {
    tenant.scopes = tenant.scopes.filter((scope) => scope !== 'tn.jpm.jobs:r');
    await client.ask('set_config', { config: sourceConfig(simulator, tenant) });
    await expect(client.ask('read', { streams: ['jobs'] })).rejects.toThrow('AirbyteConnectorFailedError');
  });
});
