import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

import type { InputMessage } from 'airbyte-runtime';

import { nodeDisk, type Disk } from '../src/disk/disk';

import { orphans, published } from './support/published';
import {
  bill,
  createTenant,
  people,
  person,
  record,
  state,
  type Outcome,
  type SyncOptions,
  type Tenant,
} from './support/sync';

let tenant: Tenant;
beforeEach(() => {
  tenant = createTenant();
});
afterEach(() => {
  tenant.remove();
});

const minute = 60_000;
const more = { people: state('people', false), bills: state('bills', false) };
const end = [state('people'), state('bills')];
const newest = (): Readonly<Record<string, string[]>> => published(tenant).at(-1)?.rows ?? {};
const bills = (): string[] =>
  published(tenant)
    .flatMap(({ rows }) => rows.bills ?? [])
    .sort();
const undelivered = (): string[] =>
  existsSync(tenant.path('.workspace', 'undelivered')) ? readdirSync(tenant.path('.workspace', 'undelivered')) : [];

/**
 * A sync whose input comes in parts, and a clock that has moved on by so much after each. `acknowledgedBy` is how many
 * states were acknowledged when each further part came in.
 */
async function slowSync(
  parts: readonly (readonly InputMessage[])[],
  options: SyncOptions & { readonly minutes?: number } = {},
): Promise<Outcome & { readonly acknowledgedBy: number[] }> {
  const { minutes = 10 } = options;
  const timers: { ms: number; act: () => void; due: number }[] = [];
  let now = 0;
  const acknowledgedBy: number[] = [];
  async function* pieces(): AsyncGenerator<InputMessage[]> {
    for (const part of parts) {
      yield await Promise.resolve([...part]);
      if (part === parts.at(-1)) return;
      now += minutes * minute;
      for (const timer of timers) for (; timer.due <= now; timer.due += timer.ms) timer.act();
      acknowledgedBy.push(outcome.acknowledged.length);
    }
  }
  const outcome: { acknowledged: string[] } = { acknowledged: [] };
  const result = await tenant.sync([], {
    ...options,
    input: pieces(),
    acknowledged: outcome.acknowledged,
    every(ms, act) {
      const timer = { ms, act, due: now + ms };
      timers.push(timer);
      return () => timers.splice(timers.indexOf(timer), 1);
    },
  });
  expect(timers).toEqual([]);
  return { ...result, acknowledgedBy };
}

test('a sync that takes hours acknowledges states at least every 15 minutes', async () => {
  const hours = Array.from({ length: 20 }, (_, at) => [person(at), more.people, bill(at), more.bills]);
  const { acknowledgedBy, acknowledged, error } = await slowSync([...hours, end], { minutes: 15 });
  expect(error).toBeUndefined();
  expect(acknowledgedBy).toEqual(hours.map((_, at) => 2 * (at + 1)));
  expect(acknowledged).toHaveLength(42);
  expect(newest().people).toHaveLength(20);
  expect(bills()).toHaveLength(20);
  expect(undelivered()).toEqual([]);
});

test('a short sync acknowledges at its end', async () => {
  const { acknowledgedBy, acknowledged } = await slowSync([[person(1), more.people], [bill(1), more.bills], end], {
    minutes: 3,
  });
  expect(acknowledgedBy).toEqual([0, 0]);
  expect(acknowledged).toHaveLength(4);
});

describe('after a sync that acknowledged and then failed', () => {
  const died = () =>
    slowSync([
      [person(1), bill(1, '5.00'), bill(2), more.people, more.bills],
      [bill(3), person(2)],
    ]);

  test('the next one delivers what was acknowledged, exactly once, though it does not come again', async () => {
    const outcome = await died();
    expect(outcome.acknowledged).toHaveLength(2);
    expect(outcome.error!.failureType).toBe('transient');
    expect(outcome.logged.join('\n')).toMatch(/2 states were acknowledged before this.*next sync/);
    expect(published(tenant)).toEqual([]);
    const next = await tenant.sync([person(2), bill(3), ...end]);
    expect(next.error).toBeUndefined();
    expect(newest().people).toEqual(['1,Person 1', '2,Person 2']);
    expect(bills()).toEqual(['1,5.00', '2,1.00', '3,1.00']);
    expect(undelivered()).toEqual([]);
    await tenant.sync([bill(4), ...end]);
    expect(bills()).toEqual(['1,5.00', '2,1.00', '3,1.00', '4,1.00']);
  });

  test('also when nothing else comes, and after several that failed', async () => {
    await died();
    await slowSync([[bill(4), more.bills], [bill(5)]]);
    await tenant.sync([bill(6)]);
    expect((await tenant.sync(end)).error).toBeUndefined();
    expect(bills()).toEqual(['1,5.00', '2,1.00', '4,1.00']);
  });

  test('a newer version that comes meanwhile goes out in its place', async () => {
    await died();
    await tenant.sync([bill(1, '7.00', '2026-01-02T00:00:00Z'), bill(2, '9.00', '2025-01-01T00:00:00Z'), ...end]);
    expect(bills()).toEqual(['1,7.00', '2,1.00']);
  });

  test('a full refresh brings everything itself', async () => {
    await died();
    await tenant.sync([person(7), bill(8), ...end], { mode: 'overwrite', generation: 2 });
    expect([newest().people, bills()]).toEqual([['7,Person 7'], ['8,1.00']]);
    await tenant.sync([bill(9), ...end], { generation: 2 });
    expect(bills()).toEqual(['8,1.00', '9,1.00']);
  });

  test('a changed format that needs the stream for more still sends them', async () => {
    await slowSync([[bill(1, '5.00'), bill(2), more.bills], [bill(3)]], { generation: 1 });
    const format = structuredClone(people) as typeof people & { reports: Record<string, unknown> };
    format.reports.list = {
      ...format.reports.people,
      title: 'List',
      source: 'bills',
      columns: format.reports.bills.columns,
    };
    const config = { format: { kind: 'custom' as const, definition: JSON.stringify(format) } };
    const blocked = await tenant.sync(end, { config, generation: 1 });
    expect(blocked.error!.message).toMatch(/bills.*Refresh/);
    const { error } = await tenant.sync([person(1), bill(3), ...end], { config, generation: 2 });
    expect(error).toBeUndefined();
    expect([bills(), newest().list]).toEqual([
      ['1,5.00', '2,1.00', '3,1.00'],
      ['1,5.00', '2,1.00', '3,1.00'],
    ]);
  });
});

test('a sync that dies right after its batch is out has delivered what was acknowledged before', async () => {
  const format = structuredClone(people) as unknown as { reports: { bills: { changes: { resend: string } } } };
  format.reports.bills.changes.resend = 'always';
  const config = { format: { kind: 'custom' as const, definition: JSON.stringify(format) } };
  await slowSync([[bill(1), more.bills], [bill(2)]], { config });
  const fsyncSync: Disk['fsyncSync'] = (fd) => {
    if (published(tenant).length > 0 && !nodeDisk.fstatSync(fd).isDirectory())
      throw Object.assign(new Error('EIO'), { code: 'EIO' });
    nodeDisk.fsyncSync(fd);
  };
  const died = await tenant.sync([person(1), bill(2), ...end], { config, disk: { ...nodeDisk, fsyncSync } });
  expect([died.error!.failureType, died.acknowledged, bills()]).toEqual(['transient', [], ['1,1.00', '2,1.00']]);
  expect((await tenant.sync([person(1), bill(3), ...end], { config })).error).toBeUndefined();
  expect(bills()).toEqual(['1,1.00', '2,1.00', '3,1.00']);
});

test('a stream that is listed and sent as changes at once sends its acknowledged rows, too', async () => {
  const format = structuredClone(people);
  format.reports.bills.source = 'people';
  format.reports.bills.columns = format.reports.people.columns;
  const config = { format: { kind: 'custom' as const, definition: JSON.stringify(format) } };
  const options = { config, streams: ['people'] };
  await tenant.sync([person(1), end[0]!], options);
  await slowSync([[person(2), person(3), more.people], [person(3, 'Newer', '2026-03-01T00:00:00Z')]], options);
  // the newer version came and was not acknowledged: it may come again or not
  const { error } = await tenant.sync([person(4), end[0]!], options);
  expect(error).toBeUndefined();
  expect(bills()).toEqual(['1,Person 1', '2,Person 2', '3,Newer', '4,Person 4']);
  await tenant.sync([person(5), end[0]!], options);
  expect(bills()).toEqual(['1,Person 1', '2,Person 2', '3,Newer', '4,Person 4', '5,Person 5']);
});

describe('rows that are past a limit', () => {
  const broken = (id: number, total = 'broken') => bill(id, total);
  const many = [
    ...Array.from({ length: 20 }, (_, at) => bill(100 + at)),
    ...Array.from({ length: 12 }, (_, at) => broken(at)),
  ];
  const strict = { config: { limits: { max_reject_rows: 5 } } };

  test('are judged again by every sync though their states are acknowledged, and show their text', async () => {
    const first = await slowSync(
      [
        [...many, more.bills],
        [person(1), ...end],
      ],
      strict,
    );
    expect(first.acknowledged).toEqual([more.bills.line]);
    expect(first.error!.failureType).toBe('config');
    for (const name of readdirSync(tenant.path('quarantine'))) rmSync(tenant.path('quarantine', name));
    const second = await tenant.sync([person(1), ...end], strict);
    expect([second.error!.failureType, second.acknowledged]).toEqual(['config', []]);
    const rejects = readdirSync(tenant.path('quarantine')).find((name) => name.includes('bills.rejects'))!;
    expect(nodeDisk.readFileSync(tenant.path('quarantine', rejects), 'utf8')).toContain('""total"":""broken""');
    expect(published(tenant)).toEqual([]);
  });

  test('go out once the limit is raised, and no state counts their rejects as its own', async () => {
    await slowSync(
      [
        [...many, more.bills],
        [person(1), ...end],
      ],
      strict,
    );
    const raised = await tenant.sync([person(1), broken(500), ...end], { config: { limits: { max_reject_rate: 1 } } });
    expect(raised.error).toBeUndefined();
    expect(bills()).toHaveLength(20);
    expect(raised.stats.map(({ rejectedRecordCount }) => rejectedRecordCount)).toEqual([undefined, 1]);
  });

  test('go out when what was wrong is corrected where it comes from', async () => {
    await slowSync(
      [
        [...many, more.bills],
        [person(1), ...end],
      ],
      strict,
    );
    const corrected = Array.from({ length: 12 }, (_, at) => bill(at, '2.00', '2026-02-01T00:00:00Z'));
    expect((await tenant.sync([person(1), ...corrected, ...end], strict)).error).toBeUndefined();
    expect(bills()).toHaveLength(32);
  });
});

describe('what waits for the end', () => {
  test('streams that are replaced as a whole', async () => {
    const { acknowledgedBy, acknowledged } = await slowSync([[person(1), more.people, bill(1), more.bills], end], {
      mode: 'overwrite',
    });
    expect(acknowledgedBy).toEqual([0]);
    expect(acknowledged).toHaveLength(4);
  });

  test('a stream that begins anew after it was cleared', async () => {
    await tenant.sync([person(1), bill(1), ...end]);
    await tenant.sync([], { mode: 'overwrite', generation: 2 });
    const { acknowledgedBy } = await slowSync([[person(2), more.people, bill(2), more.bills], [person(3)]], {
      generation: 2,
    });
    expect(acknowledgedBy).toEqual([1]);
    expect(newest().people).toEqual(['1,Person 1']);
    await tenant.sync([person(2), person(3), ...end], {
      generation: 2,
      config: { limits: { min_rows_vs_previous: 0 } },
    });
    expect(newest().people).toEqual(['2,Person 2', '3,Person 3']);
  });

  test('streams with lines that could not be used: they are told of in the batch', async () => {
    const keyless = record('bills', { total: '1.00' });
    const { acknowledgedBy } = await slowSync([[keyless, bill(1), more.bills, person(1), more.people], end]);
    expect(acknowledgedBy).toEqual([1]);
  });

  test('everything, while a state waits that covers every stream', async () => {
    const { type, line, state: value } = more.people;
    const global: InputMessage = { type, line, state: value, global: true };
    const { acknowledgedBy } = await slowSync([[person(1), more.people, global, bill(1), more.bills], end]);
    expect(acknowledgedBy).toEqual([0]);
  });
});

describe('acknowledged records that are lost', () => {
  const died = (generation: number) =>
    slowSync([[person(1), bill(1), more.people, more.bills], [bill(2)]], { generation });

  test.each([
    ['gone', () => rmSync(tenant.path('.workspace', 'undelivered'), { recursive: true })],
    [
      'shorter than they were',
      () => {
        const [folder] = undelivered();
        const [file] = readdirSync(tenant.path('.workspace', 'undelivered', folder!));
        writeFileSync(tenant.path('.workspace', 'undelivered', folder!, file!), '{');
      },
    ],
  ])('when they are %s the operator is told to refresh, and the refresh brings them', async (_name, lose) => {
    await died(3);
    lose();
    const blocked = await tenant.sync(end, { generation: 3 });
    expect([blocked.error!.failureType, blocked.acknowledged]).toEqual(['config', []]);
    expect(blocked.error!.message).toMatch(/bills.*Refresh/);
    const refreshed = await tenant.sync([bill(1), bill(2), ...end], { generation: 4 });
    expect(refreshed.error).toBeUndefined();
    expect(bills()).toEqual(['1,1.00', '2,1.00']);
    expect((await tenant.sync([bill(3), ...end], { generation: 4 })).error).toBeUndefined();
  });

  test('also when merged records are lost within the generation that began after the last whole sync', async () => {
    await tenant.sync([person(1), bill(1), ...end], { generation: 3 });
    await slowSync([[person(1), person(2), more.people], [bill(2)]], { generation: 4 });
    rmSync(tenant.path('.workspace', 'records'), { recursive: true });
    const blocked = await tenant.sync([person(3), ...end], { generation: 4 });
    expect(blocked.error!.message).toMatch(/people.*Refresh/);
  });

  test('a new ledger beside old records cannot know, and says so', async () => {
    await died(3);
    for (const suffix of ['', '-wal', '-shm']) rmSync(tenant.path('.workspace', `ledger.db${suffix}`), { force: true });
    const { logged } = await tenant.sync([bill(2), ...end], { generation: 3 });
    expect(logged.join('\n')).toMatch(/not known any more.*refresh/);
  });
});

test('a disk that fails while states are acknowledged ends the sync, and acknowledges none of them', async () => {
  let failing = false;
  const fsyncSync: Disk['fsyncSync'] = (fd) => {
    if (failing) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    nodeDisk.fsyncSync(fd);
  };
  const every = (_ms: number, act: () => void) => {
    failing = true;
    act();
    failing = false;
    act();
    return () => undefined;
  };
  async function* input(): AsyncGenerator<InputMessage[]> {
    yield await Promise.resolve([bill(1), more.bills]);
    yield [bill(2), ...end];
  }
  let begin: (() => void) | undefined;
  const outcome = await tenant.sync([], {
    disk: { ...nodeDisk, fsyncSync },
    every: (ms, act) => {
      begin = () => every(ms, act);
      return () => undefined;
    },
    input: (async function* () {
      for await (const batch of input()) {
        yield batch;
        begin?.();
      }
    })(),
  });
  expect([outcome.error!.failureType, outcome.acknowledged]).toEqual(['transient', []]);
  expect((await tenant.sync([bill(1), bill(2), person(1), ...end])).error).toBeUndefined();
  expect(bills()).toEqual(['1,1.00', '2,1.00']);
  expect(orphans(tenant)).toEqual([]);
});

test('a stream that no report needed has gaps for a format that comes to need all of it', async () => {
  const without = structuredClone(people) as unknown as { reports: Record<string, unknown> };
  delete without.reports.people;
  const config = { format: { kind: 'custom' as const, definition: JSON.stringify(without) } };
  await tenant.sync([person(1), bill(1), ...end], { config, generation: 1 });
  const blocked = await tenant.sync([person(2), ...end], { generation: 1 });
  expect(blocked.error!.message).toMatch(/people.*Refresh/);
  expect((await tenant.sync([person(1), person(2), ...end], { generation: 2 })).error).toBeUndefined();
  expect(newest().people).toEqual(['1,Person 1', '2,Person 2']);
});
