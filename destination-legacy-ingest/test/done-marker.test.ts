import { readdirSync, rmSync, statSync } from 'node:fs';

import { nodeDisk, type Disk } from '../src/disk/disk';

import { bill, bothStates, createTenant, people, person, type SyncOptions, type Tenant } from './support/sync';

let tenant: Tenant;
beforeEach(() => {
  tenant = createTenant();
});
afterEach(() => {
  tenant.remove();
});

const today = Date.now();
const format = { ...people, naming: { done: 'READY_{tenant.key}_{batch.id}.txt' } };
const config = { format: { kind: 'custom' as const, definition: JSON.stringify(format) } };
const sync = (id: number, more: SyncOptions = {}) =>
  tenant.sync([person(id), bill(id), ...bothStates], { now: today, ...more, config: { ...config, ...more.config } });
const names = (end: string): string[] => readdirSync(tenant.path('incoming')).filter((name) => name.endsWith(end));
/** What readers see come, in the order in which it comes. */
function watched(fail: (name: string) => boolean = () => false) {
  const seen: string[] = [];
  const note = (path: unknown): void => {
    const name = String(path).split('/').at(-1) ?? '';
    if (fail(name)) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    if (String(path).includes('/incoming/') && !name.startsWith('.')) seen.push(name);
  };
  const disk: Disk = {
    ...nodeDisk,
    openSync(path, flags, mode) {
      if (String(flags).startsWith('w')) note(path);
      return nodeDisk.openSync(path, flags, mode);
    },
    renameSync(from, to) {
      note(to);
      nodeDisk.renameSync(from, to);
    },
  };
  return { disk, seen };
}

test('an empty marker follows the manifest, and only where the format names one', async () => {
  const { disk, seen } = watched();
  await sync(1, { disk });
  expect(seen.map((name) => name.replace(/[0-9a-f]{16}/, 'ID'))).toEqual([
    expect.stringMatching(/\.csv$/),
    expect.stringMatching(/\.csv$/),
    'ID.manifest.json',
    'READY_T1_ID.txt',
  ]);
  expect(statSync(tenant.path('incoming', seen[3] ?? '')).size).toBe(0);
  const other = createTenant();
  await other.sync([person(1), ...bothStates]);
  expect(readdirSync(other.path('incoming')).filter((name) => !/\.(csv|manifest\.json)$/.test(name))).toEqual([]);
  other.remove();
});

test('killed between the manifest and the marker, the next sync makes the marker, unless the reader has been there', async () => {
  for (const taken of [false, true]) {
    const { disk } = watched((name) => name.startsWith('READY'));
    expect((await sync(taken ? 2 : 1, { disk })).error).toBeDefined();
    expect([names('.manifest.json').length, names('.txt').length]).toEqual([1, 0]);
    if (taken) for (const name of readdirSync(tenant.path('incoming'))) rmSync(tenant.path('incoming', name));
    expect((await tenant.sync(bothStates, { now: today, config })).error).toBeUndefined();
    expect([names('.manifest.json').length, names('.txt').length]).toEqual(taken ? [0, 0] : [1, 1]);
    for (const name of readdirSync(tenant.path('incoming'))) rmSync(tenant.path('incoming', name));
  }
});

test('a batch that is removed for its age takes its marker with it', async () => {
  await sync(1);
  await sync(2, { now: today + 40 * 86_400_000, config: { retention: { published_days: 30 } } });
  expect([names('.manifest.json').length, names('.txt').length]).toEqual([1, 1]);
  const [id] = names('.manifest.json').map((name) => name.slice(0, 16));
  expect(names('.txt')).toEqual([`READY_T1_${id}.txt`]);
});

test.each([
  ['{batch.id}.manifest.json', /naming\.done.*must match/],
  ['READY', /done/],
])('a marker called %s is refused', async (done, words) => {
  const wrong = { ...people, naming: { done } };
  const { error } = await sync(1, { config: { format: { kind: 'custom', definition: JSON.stringify(wrong) } } });
  expect(error?.message).toMatch(words);
});

test('the format says what files are where the configuration does not', async () => {
  const xlsx = { ...people, delivery: { fileType: 'xlsx' } };
  const own = { format: { kind: 'custom' as const, definition: JSON.stringify(xlsx) } };
  await sync(1, { config: own });
  expect([names('.xlsx').length, names('.csv').length]).toEqual([2, 0]);
  const { directory } = tenant;
  await sync(2, { config: { ...own, delivery: { kind: 'files', directory, file_type: 'csv' } } });
  expect([names('.xlsx').length, names('.csv').length]).toEqual([2, 2]);
});
