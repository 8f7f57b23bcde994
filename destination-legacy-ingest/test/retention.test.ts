import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { nodeDisk, type Disk } from '../src/disk/disk';

import { orphans, published } from './support/published';
import { bill, bothStates, createTenant, people, person, type SyncOptions, type Tenant } from './support/sync';

let tenant: Tenant;
beforeEach(() => {
  tenant = createTenant();
});
afterEach(() => {
  tenant.remove();
});

const day = 86_400_000;
// the files have the disk's own times
const today = Date.now();
const files = (folder: string): string[] => readdirSync(tenant.path(folder)).sort();
const keepAll = { published_days: 30, quarantine_days: 30, rejects_days: 30 };

/** A sync that many days after today. */
const on = (days: number, retention?: SyncOptions['config'] & object): SyncOptions => ({
  now: today + days * day,
  ...(retention && { config: retention }),
});

const versionsOf = (): string[][] => published(tenant).map(({ rows }) => rows.people ?? []);

test('without a setting everything stays', async () => {
  for (const days of [0, 400, 800]) await tenant.sync([person(days), bill(days), ...bothStates], on(days));
  expect(published(tenant)).toHaveLength(3);
});

test('old batches go with their files; a list goes only when a newer one is out', async () => {
  await tenant.sync([person(1), bill(1), ...bothStates], on(0));
  await tenant.sync([person(2), bill(2), ...bothStates], on(20));
  const { error, logged } = await tenant.sync(bothStates, on(49, { retention: keepAll }));
  expect(error).toBeUndefined();
  expect(logged.join('\n')).toMatch(/Removed from .*: 1 published batch\./);
  expect(versionsOf()).toEqual([['1,Person 1', '2,Person 2']]);
  expect(files('incoming')).toHaveLength(3);
  await tenant.sync(bothStates, on(4000, { retention: keepAll }));
  expect(versionsOf()).toEqual([['1,Person 1', '2,Person 2']]);
  expect(orphans(tenant)).toEqual([]);
});

test('each report keeps its own last list, in whichever batch that is', async () => {
  const format = structuredClone(people) as unknown as { reports: Record<string, { mode: string }> };
  format.reports.bills!.mode = 'snapshot';
  const config = { format: { kind: 'custom' as const, definition: JSON.stringify(format) } };
  await tenant.sync([person(1), bill(1), ...bothStates], { ...on(0), config });
  await tenant.sync([person(2), bothStates[0]!], { ...on(1), config, streams: ['people'] });
  await tenant.sync([person(3), bothStates[0]!], {
    ...on(500),
    config: { ...config, retention: keepAll },
    streams: ['people'],
  });
  expect(published(tenant).map(({ rows }) => Object.keys(rows))).toEqual([['people', 'bills'], ['people']]);
});

test('a batch of changes is removed when it is old, and not sent again', async () => {
  await tenant.sync([bill(1), bothStates[1]!], { ...on(0), streams: ['bills'] });
  await tenant.sync([bill(1), bill(2), bothStates[1]!], { ...on(40, { retention: keepAll }), streams: ['bills'] });
  expect(published(tenant).map(({ rows }) => rows)).toEqual([{ bills: ['2,1.00'] }]);
});

test('a file whose name a later batch uses again stays with that batch', async () => {
  const format = { ...structuredClone(people), naming: { file: '{report.title}.{ext}' } };
  const config = { format: { kind: 'custom' as const, definition: JSON.stringify(format) } };
  await tenant.sync([person(1), bill(1), ...bothStates], { ...on(0), config });
  await tenant.sync([person(2), bill(2), ...bothStates], { ...on(40), config: { ...config, retention: keepAll } });
  expect(versionsOf()).toEqual([['1,Person 1', '2,Person 2']]);
  expect(files('incoming').filter((name) => name.endsWith('.csv'))).toEqual(['Bills.csv', 'People.csv']);
});

test('what is in quarantine goes by its age', async () => {
  await tenant.sync(bothStates, on(0));
  expect(files('quarantine').length).toBeGreaterThan(1);
  await tenant.sync([person(1), ...bothStates], on(29, { retention: keepAll }));
  expect(files('quarantine').length).toBeGreaterThan(1);
  await tenant.sync(bothStates, on(31, { retention: keepAll }));
  expect(files('quarantine')).toEqual([]);
});

test('rejected rows stay with their batch; others go by their age', async () => {
  const wrong = (id: number) => bill(id, 'wrong');
  await tenant.sync([person(1), bill(1), wrong(2), ...bothStates], on(0));
  await tenant.sync([wrong(3), ...bothStates], on(1));
  expect(files('rejected')).toHaveLength(2);
  const rejectsOnly = { retention: { rejects_days: 30 } };
  await tenant.sync(bothStates, on(50, rejectsOnly));
  expect(files('rejected')).toHaveLength(1);
  for (const name of files('incoming')) rmSync(tenant.path('incoming', name));
  await tenant.sync(bothStates, on(50, rejectsOnly));
  expect(files('rejected')).toEqual([]);
});

test('files of others are left alone', async () => {
  await tenant.sync([person(1), ...bothStates], on(0));
  const theirs: Record<string, string> = {
    'notes.txt': 'x',
    'other.manifest.json': '{"createdAt":"2001-01-01T00:00:00Z","reports":[{"file":"notes.txt"}]}',
    'broken.manifest.json': '{',
  };
  for (const [name, text] of Object.entries(theirs)) writeFileSync(tenant.path('incoming', name), text);
  await tenant.sync([person(2), ...bothStates], on(90, { retention: keepAll }));
  for (const [name, text] of Object.entries(theirs))
    expect(readFileSync(tenant.path('incoming', name), 'utf8')).toBe(text);
});

test('killed in the middle of it, no reader finds a manifest without its files, and the next sync removes the rest', async () => {
  await tenant.sync([person(1), bill(1), ...bothStates], on(0));
  await tenant.sync([person(2), bill(2), ...bothStates], on(20));
  let removed = 0;
  const rmSync_: Disk['rmSync'] = (path, options) => {
    if (String(path).endsWith('.csv') && (removed += 1) > 1) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    nodeDisk.rmSync(path, options);
  };
  const disk = { ...nodeDisk, rmSync: rmSync_ };
  const { error, acknowledged, logged } = await tenant.sync(bothStates, { ...on(49, { retention: keepAll }), disk });
  expect([error, acknowledged.length]).toEqual([undefined, 2]);
  expect(logged.join('\n')).toMatch(/could not be removed .*next sync tries again/);
  expect(published(tenant)).toHaveLength(1);
  await tenant.sync(bothStates, on(49));
  expect(orphans(tenant)).toEqual([]);
  expect(published(tenant)).toHaveLength(1);
});

test('a sync that publishes nothing for want of records removes nothing', async () => {
  await tenant.sync([person(1), bill(1), ...bothStates], on(0));
  await tenant.sync([person(2), bill(2), ...bothStates], on(20));
  await tenant.sync([], { ...on(90, { retention: keepAll }), mode: 'overwrite' });
  await tenant.sync([person(3)], on(90, { retention: keepAll }));
  expect(published(tenant)).toHaveLength(2);
});
