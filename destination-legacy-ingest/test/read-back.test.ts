import { readdirSync } from 'node:fs';

import { nodeDisk, type Disk } from '../src/disk/disk';

import { orphans, published } from './support/published';
import { bill, bothStates, createTenant, person, type Tenant } from './support/sync';

let tenant: Tenant;
beforeEach(() => {
  tenant = createTenant();
});
afterEach(() => {
  tenant.remove();
});

/** A disk that takes every write to finished files and keeps something else. */
function lying(keep: (bytes: Uint8Array) => Uint8Array): Disk {
  const finished = new Set<number>();
  const openSync: Disk['openSync'] = (path, flags, mode) => {
    const fd = nodeDisk.openSync(path, flags, mode);
    if (String(path).includes('outbox') && flags === 'w') finished.add(fd);
    else finished.delete(fd);
    return fd;
  };
  const writeSync = ((fd: number, bytes: Uint8Array, offset: number, length: number) => {
    const given = bytes.subarray(offset, offset + length);
    const kept = finished.has(fd) ? keep(given) : given;
    nodeDisk.writeSync(fd, kept);
    return length;
  }) as unknown as Disk['writeSync'];
  return { ...nodeDisk, openSync, writeSync };
}

const flipOne = (bytes: Uint8Array): Uint8Array => {
  const kept = Uint8Array.from(bytes);
  const at = kept.length - 4;
  kept[at] = (kept[at] ?? 0) ^ 1;
  return kept;
};

test.each([
  ['a digit', flipOne, /People.*does not hold the content that was written/],
  ['the end', (bytes: Uint8Array) => bytes.subarray(0, -5), /People.* holds \d+ bytes where \d+ were written/],
])(
  'a disk that loses %s of a file: nothing is published, the batch is put where people look, the next sync delivers',
  async (_name, keep, words) => {
    const input = [person(1), person(2), bill(1), ...bothStates];
    const { error, acknowledged } = await tenant.sync(input, { disk: lying(keep) });
    expect([error!.failureType, acknowledged]).toEqual(['transient', []]);
    expect(error!.message).toMatch(words);
    expect(error!.message).toContain(tenant.path('quarantine'));
    expect([published(tenant), readdirSync(tenant.path('incoming'))]).toEqual([[], []]);
    const report = readdirSync(tenant.path('quarantine')).find((name) => name.endsWith('.report.json'))!;
    const { reasons } = JSON.parse(nodeDisk.readFileSync(tenant.path('quarantine', report), 'utf8')) as {
      reasons: string[];
    };
    expect(reasons.join()).toMatch(words);

    const retry = await tenant.sync(input);
    expect([retry.error, retry.acknowledged.length]).toEqual([undefined, 2]);
    expect(published(tenant).map(({ rows }) => rows)).toEqual([
      { people: ['1,Person 1', '2,Person 2'], bills: ['1,1.00'] },
    ]);
    expect(orphans(tenant)).toEqual([]);
  },
);
