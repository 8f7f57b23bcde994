import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { nodeDisk } from '../src/disk/disk';
import { loadFormat } from '../src/format';
import { planSync, streamsNeededWhole } from '../src/intake/plan';
import { describePlace, placeOf } from '../src/workspace/place';

import { published } from './support/published';
import { bill, bothStates, catalogOf, createTenant, people, person, type SyncOptions } from './support/sync';

const config = {
  tenant_key: 'T1',
  time_zone: 'America/Chicago',
  format: { kind: 'custom', definition: JSON.stringify(people) },
  delivery: { kind: 'files', directory: '/legacy' },
} as const;
const format = loadFormat(config);

/** A catalog whose streams are read as their sync mode says. */
const catalog = (mode: SyncOptions['mode'] & string) => {
  const { streams } = catalogOf({ mode });
  const syncMode = mode === 'overwrite' ? ('full_refresh' as const) : ('incremental' as const);
  return { streams: streams.map((each) => ({ ...each, sync_mode: syncMode })) };
};

describe('without a workspace that stays', () => {
  const plan = (mode: SyncOptions['mode'] & string) => planSync(format, catalog(mode), { persistent: false });

  test('a full list of a stream that sends only changes is refused, and the way out is named', () => {
    expect(() => plan('append_dedup')).toThrow(/people, but.*Full refresh \| Overwrite.*workspace/);
  });

  test('full refreshes are taken, and changes of what is not listed in full', () => {
    expect(plan('overwrite').obstacle).toBeUndefined();
    const mixed = { streams: [catalog('overwrite').streams[0]!, catalog('append_dedup').streams[1]!] };
    expect(planSync(format, mixed, { persistent: false }).obstacle).toBeUndefined();
  });

  test('the operator is told which streams must be full refreshes', () => {
    expect(streamsNeededWhole(format)).toEqual(['people']);
    const place = { where: '/tmp/x', persistent: false };
    expect(describePlace(place, ['people'])).toMatch(/No records are kept.*Full refresh \| Overwrite: people\./);
  });
});

test('with a configured workspace changes make a full list, and nothing of it is beside the reports', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'workspace-'));
  const tenant = createTenant();
  const own = { config: { workspace: { kind: 'directory' as const, directory } } };
  const first = await tenant.sync([person(1), person(2), bill(1), ...bothStates], own);
  expect(first.logged.join('\n')).toContain(`Records are kept between syncs in ${join(directory, 'T1')}.`);
  await tenant.sync([person(3), ...bothStates], own);
  expect(published(tenant).at(-1)!.rows.people).toEqual(['1,Person 1', '2,Person 2', '3,Person 3']);
  expect(existsSync(tenant.path('.workspace'))).toBe(false);
  expect(readdirSync(join(directory, 'T1'))).toContain('ledger.db');
  tenant.remove();
  rmSync(directory, { recursive: true });
});

test('a workspace that goes with the sync leaves nothing behind', async () => {
  const other = { ...config, delivery: { kind: 'elsewhere' } } as unknown as Parameters<typeof placeOf>[0];
  const place = placeOf(other, nodeDisk, () => Promise.resolve());
  expect([place.persistent, existsSync(place.directory)]).toEqual([false, true]);
  await place.leave();
  expect(existsSync(place.directory)).toBe(false);
});
