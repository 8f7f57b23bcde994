import { readdirSync, rmSync } from 'node:fs';

import { orphans, published } from './support/published';
import { bill, bothStates, createTenant, people, person, type Tenant } from './support/sync';

let tenant: Tenant;
beforeEach(() => {
  tenant = createTenant();
});
afterEach(() => {
  tenant.remove();
});

const clock = Date.UTC(2026, 0, 10);
const versions = (): (number | null)[] => published(tenant).map(({ version }) => version);

test('versions grow although the clock goes back', async () => {
  await tenant.sync([person(1), ...bothStates], { now: clock });
  await tenant.sync([person(2), ...bothStates], { now: clock - 86_400_000 });
  await tenant.sync([person(3), ...bothStates], { now: clock - 86_400_000 });
  expect(versions()).toEqual([clock / 1000, clock / 1000 + 1, clock / 1000 + 2]);
});

test('a new workspace beside published batches goes on from their versions and sizes', async () => {
  await tenant.sync([person(1), person(2), person(3), ...bothStates], { now: clock });
  rmSync(tenant.path('.workspace'), { recursive: true });
  const changesOnly = await tenant.sync([person(4), ...bothStates], { now: clock });
  expect(changesOnly.error!.message).toContain('held back');
  const whole = await tenant.sync([person(1), person(2), person(3), ...bothStates], { now: clock - 5000 });
  expect(whole.error).toBeUndefined();
  expect(changesOnly.logged.join('\n')).toMatch(/workspace .*\.workspace is new: what it kept is lost.*refresh/);
  expect(versions()).toEqual([clock / 1000, clock / 1000 + 1]);
});

test('the id of a batch depends on its content, not on the time or on the sync', async () => {
  const other = createTenant();
  await tenant.sync([person(1), bill(1), ...bothStates], { now: clock });
  await other.sync([bill(1), person(1), ...bothStates], { now: clock + 99_000, generation: 7 });
  expect(published(other)[0]!.batchId).toBe(published(tenant)[0]!.batchId);
  other.remove();
});

test('a batch without a list has no version', async () => {
  await tenant.sync([bill(1), bothStates[1]!], { streams: ['bills'] });
  expect(versions()).toEqual([null]);
});

test('content that was sent before is not sent again until it changes, and is sent again when it changes back', async () => {
  const bills = (): string[][] => published(tenant).map(({ rows }) => rows.bills ?? []);
  for (const total of ['1.00', '1.00', '2.00', '2.00', '1.00'])
    await tenant.sync([bill(1, total), bothStates[1]!], { streams: ['bills'] });
  expect(
    bills()
      .map(([row]) => row)
      .sort(),
  ).toEqual(['1,1.00', '1,1.00', '1,2.00']);
});

test.each([
  ['once', ['1,1.00']],
  ['always', ['1,1.00', '1,2.00']],
] as const)('resend %s', async (resend, expected) => {
  const format = structuredClone(people);
  format.reports.bills.changes.resend = resend;
  const config = { format: { kind: 'custom' as const, definition: JSON.stringify(format) } };
  for (const total of ['1.00', '1.00', '2.00'])
    await tenant.sync([bill(1, total), bothStates[1]!], { streams: ['bills'], config });
  expect(
    published(tenant)
      .flatMap(({ rows }) => rows.bills ?? [])
      .sort(),
  ).toEqual(expected);
});

test('rows whose key is not that of their records are in the order of that key', async () => {
  const format = structuredClone(people);
  format.reports.people.key = ['name'];
  const config = { format: { kind: 'custom' as const, definition: JSON.stringify(format) } };
  const names = ['Zoe', '10', 'Ann', '9', 'Émile', 'zed'];
  await tenant.sync([...names.map((name, at) => person(at + 1, name)), ...bothStates], { config });
  expect(published(tenant)[0]!.rows.people!.map((row) => row.split(',')[1])).toEqual([
    '9',
    '10',
    'Ann',
    'Zoe',
    'zed',
    'Émile',
  ]);
});

test('two reports of one title get files of their own', async () => {
  const format = structuredClone(people);
  format.reports.bills.title = 'People';
  const config = { format: { kind: 'custom' as const, definition: JSON.stringify(format) } };
  await tenant.sync([person(1), bill(1), ...bothStates], { config });
  expect(readdirSync(tenant.path('incoming'))).toHaveLength(3);
  expect(orphans(tenant)).toEqual([]);
});
