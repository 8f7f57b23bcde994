/** What a power cut may take is what was not brought onto the disk: nothing that anybody relies on is among it. */
import type { InputMessage } from 'airbyte-runtime';

import { nodeDisk } from '../src/disk/disk';

import { fragileDisk, type FragileDisk } from './support/fragile-disk';
import { orphans, published } from './support/published';
import { bill, bothStates, createTenant, person, state, type Tenant } from './support/sync';

let tenant: Tenant;
beforeEach(() => {
  tenant = createTenant();
});
afterEach(() => {
  tenant.remove();
});

const input = [person(1), person(2), bill(1), bill(2, 'wrong'), ...bothStates];
const isManifest = (path: string): boolean => path.endsWith('.manifest.json');

test('when a manifest gets its name, the batch is on the disk, whichever of its changes the disk did first', async () => {
  let cuts = 0;
  const powerless = fragileDisk((to, disk) => {
    if (!isManifest(to)) return;
    cuts += 1;
    // the disk did the rename that follows, and nothing else that it was not made to do
    disk.cut();
  });
  await tenant.sync(input, { disk: powerless.disk });
  expect(cuts).toBe(1);
  // this compares every file with its manifest
  expect(published(tenant).map(({ rows }) => rows)).toEqual([
    { people: ['1,Person 1', '2,Person 2'], bills: ['1,1.00'] },
  ]);
  expect(nodeDisk.readdirSync(tenant.path('rejected'))).toHaveLength(1);
});

test('a cut before the name of the manifest leaves nothing visible, and the next sync publishes', async () => {
  const powerless = fragileDisk((to, disk) => {
    if (!isManifest(to)) return;
    disk.cut();
    throw Object.assign(new Error('EIO'), { code: 'EIO' });
  });
  const { acknowledged } = await tenant.sync(input, { disk: powerless.disk });
  expect([acknowledged, published(tenant)]).toEqual([[], []]);
  expect((await tenant.sync(input)).error).toBeUndefined();
  expect(published(tenant)).toHaveLength(1);
  expect(orphans(tenant)).toEqual([]);
});

/** What is not safe of the records, each time states are acknowledged. */
async function unsafeRecords(every: boolean): Promise<string[][]> {
  const fragile: FragileDisk = fragileDisk();
  const unsafe: string[][] = [];
  const acknowledged: string[] = [];
  acknowledged.push = (...lines) => {
    unsafe.push(fragile.unsafe().filter((path) => path.includes('.workspace') && /records|undelivered/.test(path)));
    return lines.length;
  };
  let act: () => void = () => undefined;
  async function* parts(): AsyncGenerator<InputMessage[]> {
    yield await Promise.resolve([person(1), bill(1), state('people', false), state('bills', false)]);
    act();
    yield [person(2), bill(2), ...bothStates];
  }
  const { error } = await tenant.sync([], {
    disk: fragile.disk,
    acknowledged,
    input: parts(),
    every(_ms, given) {
      if (every) act = given;
      return () => undefined;
    },
  });
  expect(error).toBeUndefined();
  return unsafe;
}

test('when a state is acknowledged early, its records and the names of their files are on the disk', async () => {
  expect((await unsafeRecords(true)).slice(0, 2)).toEqual([[], []]);
});

test('when a state is acknowledged at the end, the merged records are on the disk', async () => {
  const unsafe = await unsafeRecords(false);
  expect(unsafe).toHaveLength(4);
  expect(unsafe.flat().filter((path) => path.includes('records'))).toEqual([]);
});
