/** Connection > Get Status: what a dashboard says of a tenant, whatever state it is in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { credentialOf } from '../../n8n-core';
import { startNodeWorld, type NodeWorld } from '../../support/n8n-nodes';

const previews = join(
  ...[__dirname, '..', '..', '..', 'n8n-nodes-servicetitan', 'nodes', 'ServiceTitan', '__schema__', 'v1.0.0'],
);

let world: NodeWorld;

beforeAll(async () => {
  world = await startNodeWorld({ tenants: [{ seed: 3, sizes: { customers: 2, invoices: 2 }, collectionRows: 1 }] });
}, 900_000);
afterAll(() => world.close());

/** What the credential's form held before a test changed it, and every scope there is. */
let scopes: readonly string[] = [];
beforeEach(async () => {
  scopes = world.tenant.scopes;
  await world.engine.saveCredential(credentialOf(world.simulator, world.tenant));
});
afterEach(() => {
  world.tenant.scopes = scopes;
  world.tenant.connected = true;
});

async function status(): Promise<Record<string, unknown>> {
  const [item, ...others] = await world.items({ group: 'settings', resource: 'connection', operation: 'getStatus' });
  expect(others).toEqual([]);
  return item!.json;
}

const fill = (more: Record<string, string>) =>
  world.engine.saveCredential({ ...credentialOf(world.simulator, world.tenant), ...more });

test('a connected tenant with all scopes says so, with the life of its token', async () => {
  const item = await status();
  expect(item).toMatchObject({
    status: 'Connected',
    message: `Connected to tenant ${world.tenant.tenantId} (custom)`,
    whatToDo: '',
    tenantId: world.tenant.tenantId,
    environment: 'custom',
    scopesMissing: [],
    tokenLifetimeSeconds: 900,
  });
  expect(item.scopesGranted).toEqual([...scopes].sort());
  expect(Math.abs(Date.now() - Date.parse(String(item.checkedAt)))).toBeLessThan(60_000);
});

test('scopes that only other resources need are named and counted, those of the reports want attention', async () => {
  world.tenant.scopes = scopes.filter((scope) => scope !== 'tn.tlc.calls:r');
  expect(await status()).toMatchObject({ status: 'Connected', scopesMissing: ['tn.tlc.calls:r'] });
  world.tenant.scopes = scopes.filter((scope) => scope !== 'tn.acc.invoices:r');
  const item = await status();
  expect(item).toMatchObject({ status: 'Attention', tokenLifetimeSeconds: 900 });
  expect(item.message).toContain('tn.acc.invoices:r');
  expect(item.whatToDo).toContain('accepts the app');
  expect(item.scopesMissing).toContain('tn.acc.invoices:r');
});

test('a tenant that has not allowed the app, and a wrong secret, are Not Connected Yet, with the place to do it', async () => {
  world.tenant.connected = false;
  const [waiting] = [await status()];
  world.tenant.connected = true;
  await fill({ clientSecret: 'cs1.wrong' });
  for (const item of [waiting, await status()]) {
    expect(item).toMatchObject({
      status: 'Not Connected Yet',
      scopesGranted: null,
      scopesMissing: null,
      tokenLifetimeSeconds: null,
    });
    expect(item.whatToDo).toContain('Settings > Integrations > API Application Access');
    expect(JSON.stringify(item)).not.toContain('cs1.wrong');
  }
});

test('credentials of another tenant, a wrong app key and a credential that cannot be used want attention', async () => {
  await fill({ tenantId: '999' });
  expect(await status()).toMatchObject({
    status: 'Attention',
    message: expect.stringContaining('Wrong tenant') as string,
  });
  await fill({ appKey: 'ak1.wrong' });
  const item = await status();
  expect(item).toMatchObject({ status: 'Attention', tokenLifetimeSeconds: 900 });
  expect(`${String(item.message)} ${String(item.whatToDo)}`).toContain('App Key');
  await fill({ tenantId: 'acme' });
  expect(await status()).toMatchObject({ status: 'Attention', message: 'Tenant ID is not a number' });
});

test('an outage wants attention and is no error either', async () => {
  world.simulator.faults.add({ path: '/connect/token', effect: { kind: 'status', status: 503 }, times: 100 });
  expect(await status()).toMatchObject({
    status: 'Attention',
    message: expect.stringContaining('could not be reached') as string,
  });
  world.simulator.faults.clear();
});

test('the item is what the preview in the editor promises', async () => {
  const preview = JSON.parse(readFileSync(join(previews, 'connection', 'getStatus.json'), 'utf8')) as {
    properties: Record<string, { type: string }>;
  };
  const item = await status();
  expect(Object.keys(item)).toEqual(Object.keys(preview.properties));
  for (const [name, { type }] of Object.entries(preview.properties))
    expect([name, Array.isArray(item[name]) ? 'array' : typeof item[name]]).toEqual([name, type]);
});
