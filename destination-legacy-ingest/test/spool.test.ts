import { readdirSync, rmSync } from 'node:fs';

import { published } from './support/published';
import { bill, bothStates, createTenant, people, person, record, state, type Tenant } from './support/sync';

let tenant: Tenant;
beforeEach(() => {
  tenant = createTenant();
});
afterEach(() => {
  tenant.remove();
});

const lastPeople = (): string[] => published(tenant).at(-1)?.rows.people ?? [];
const rawFiles = (): string[] => readdirSync(tenant.path('.workspace', 'records', 'raw', '1'));

/** The format with one more column on people. */
function withColumn(column: Record<string, unknown>) {
  const changed = structuredClone(people);
  changed.reports.people.columns.push(column as never);
  return { format: { kind: 'custom' as const, definition: JSON.stringify(changed) } };
}

test('records of earlier syncs stay, newer ones replace them, whichever sync they come in', async () => {
  await tenant.sync([person(1), person(2, 'New', '2026-02-02T00:00:00Z'), ...bothStates]);
  await tenant.sync([person(2, 'Old', '2026-02-01T00:00:00Z'), person(3), ...bothStates]);
  expect(lastPeople()).toEqual(['1,Person 1', '2,New', '3,Person 3']);
});

test('a column that is added later is filled for records that came before it', async () => {
  const town = (id: number) => record('people', { id, name: `Person ${id}`, town: `Town ${id}` });
  await tenant.sync([...Array.from({ length: 250 }, (_, at) => town(at + 1)), ...bothStates]);
  const config = withColumn({ name: 'town', header: 'Town', from: 'town', type: 'text' });
  const { error } = await tenant.sync(bothStates, { config });
  expect(error).toBeUndefined();
  expect(lastPeople()).toHaveLength(250);
  expect(lastPeople()[249]).toBe('250,Person 250,Town 250');
});

test('when the text of earlier records is gone, a changed format needs a refresh', async () => {
  await tenant.sync([person(1), person(2), ...bothStates], { generation: 1 });
  for (const file of rawFiles()) rmSync(tenant.path('.workspace', 'records', 'raw', '1', file));
  const config = withColumn({ name: 'town', header: 'Town', from: 'town', type: 'text' });
  const blocked = await tenant.sync(bothStates, { config, generation: 1 });
  expect(blocked.error!.failureType).toBe('config');
  expect(blocked.error!.message).toContain('people');
  const refreshed = await tenant.sync([record('people', { id: 1, name: 'A', town: 'B' }), ...bothStates], {
    config: { ...config, limits: { min_rows_vs_previous: 0 } },
    generation: 2,
  });
  expect(refreshed.error).toBeUndefined();
  expect(lastPeople()).toEqual(['1,A,B']);
});

test('raw files of replaced rows are dropped', async () => {
  await tenant.sync([person(1), ...bothStates], { mode: 'overwrite', generation: 1 });
  await tenant.sync([person(2), ...bothStates], { mode: 'overwrite', generation: 2 });
  expect(rawFiles()).toHaveLength(1);
  expect(lastPeople()).toEqual(['2,Person 2']);
});

test('a stream that only feeds a report of changes leaves nothing behind', async () => {
  await tenant.sync([person(1), ...Array.from({ length: 500 }, (_, at) => bill(at)), ...bothStates]);
  expect(
    readdirSync(tenant.path('.workspace'))
      .sort()
      .filter((name) => !/-(wal|shm)$/.test(name)),
  ).toEqual(['ledger.db', 'lock.db', 'records']);
  expect(readdirSync(tenant.path('.workspace', 'records', 'raw'))).toEqual(['1']);
});

test('a namespace of its own is a stream of its own', async () => {
  await tenant.sync([person(1), ...bothStates]);
  const { error } = await tenant.sync([person(2), state('people')], { streams: ['people', 'people'] });
  expect(error!.message).toContain('two namespaces');
});
