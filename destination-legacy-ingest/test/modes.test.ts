/** When rows are replaced, when they are kept, and when nothing may go out: AIRBYTE's two kinds of refresh and its clears. */
import type { InputMessage, StateInput } from 'airbyte-runtime';

import { published } from './support/published';
import { bill, bothStates, createTenant, person, state, type SyncOptions, type Tenant } from './support/sync';

let tenant: Tenant;
beforeEach(() => {
  tenant = createTenant();
});
afterEach(() => {
  tenant.remove();
});

const lists = (): string[][] =>
  published(tenant).flatMap(({ rows }) => (rows.people === undefined ? [] : [rows.people]));
const names = (): string[] => (lists().at(-1) ?? []).map((row) => row.split(',')[1] ?? '');
const bills = (): string[] => published(tenant).flatMap(({ rows }) => rows.bills ?? []);
const anySize = { config: { limits: { min_rows_vs_previous: 0 } } };

const status = (stream: string, value: 'COMPLETE' | 'INCOMPLETE'): InputMessage => ({
  type: 'TRACE',
  stream: { name: stream },
  status: value,
  trace: {
    type: 'STREAM_STATUS',
    emitted_at: 1,
    stream_status: { stream_descriptor: { name: stream }, status: value },
  },
});
/** What the platform sends for a stream without states, and for one that is cleared. */
const emptyState = (stream: string): StateInput => {
  const { line, ...rest } = state(stream);
  return { ...rest, line: line.replace('{"complete":true}', 'null'), state: null };
};
const foreign = (stream: string): StateInput => ({ ...state(stream), state: { cursor: 7 } });

const kinds: [string, (generation: number) => SyncOptions][] = [
  ['overwrite', (generation) => ({ mode: 'overwrite', generation, minimumGeneration: generation })],
  ['a refresh that arrives as append', (generation) => ({ mode: 'append', generation, minimumGeneration: generation })],
];

describe.each(kinds)('%s', (_name, at) => {
  test('rows of an attempt that died are not among those of the next', async () => {
    await tenant.sync([person(1, 'Old'), ...bothStates], at(1));
    const died = await tenant.sync([person(2, 'Half'), person(3, 'Way'), state('bills')], at(2));
    expect([died.error!.failureType, died.acknowledged]).toEqual(['transient', []]);
    expect(names()).toEqual(['Old']);
    await tenant.sync([person(4, 'New'), ...bothStates], { ...at(3), ...anySize });
    expect(names()).toEqual(['New']);
  });

  test('a stream that its source read to its end and found empty is empty: no list of nobody goes out', async () => {
    await tenant.sync([person(1), bill(1), ...bothStates], at(1));
    const { error } = await tenant.sync([bill(2), ...bothStates], at(2));
    expect(error!.message).toMatch(/held back.*no rows/);
    const allowed = await tenant.sync([bill(2), ...bothStates], {
      ...at(3),
      config: { limits: { allow_empty_snapshot: true, min_rows_vs_previous: 0 } },
    });
    expect([allowed.error, names()]).toEqual([undefined, []]);
  });

  test('an empty state after records, which the platform adds for a source without states, ends the stream', async () => {
    const { error } = await tenant.sync([person(1), emptyState('people'), bill(1), emptyState('bills')], at(1));
    expect([error, names(), bills()]).toEqual([undefined, ['Person 1'], ['1,1.00']]);
  });

  test('an INCOMPLETE status after a state of another source leaves the old list', async () => {
    await tenant.sync([person(1, 'Old'), ...bothStates], at(1));
    const input = [person(2), foreign('people'), status('people', 'INCOMPLETE'), foreign('bills')];
    const { error, acknowledged } = await tenant.sync(input, at(2));
    expect([error!.failureType, acknowledged, names()]).toEqual(['transient', [], ['Old']]);
    const complete = [person(2), foreign('people'), status('people', 'COMPLETE'), foreign('bills')];
    expect((await tenant.sync(complete, { ...at(3), ...anySize })).error).toBeUndefined();
    expect(names()).toEqual(['Person 2']);
  });

  test('a clear of one stream removes its rows and publishes nothing', async () => {
    await tenant.sync([person(1), bill(1), ...bothStates], { generation: 1 });
    const clear = await tenant.sync([emptyState('people')], { ...at(2), streams: ['people'] });
    expect([clear.error, clear.acknowledged.length, lists().length]).toEqual([undefined, 1, 1]);
    await tenant.sync([person(2), person(3), ...bothStates], { generation: 2 });
    expect(names()).toEqual(['Person 2', 'Person 3']);
  });
});

test('a refresh that keeps earlier records merges them, in either mode of appending', async () => {
  for (const mode of ['append', 'append_dedup'] as const) {
    const one = createTenant();
    await one.sync([person(1), person(2), ...bothStates], { mode, generation: 1, minimumGeneration: 0 });
    await one.sync([person(2, 'Again'), ...bothStates], { mode, generation: 2, minimumGeneration: 0 });
    expect(published(one).at(-1)!.rows.people).toEqual(['1,Person 1', '2,Again']);
    one.remove();
  }
});

test('a list that is replaced and changes that are appended go out in one batch', async () => {
  const mixed: SyncOptions = { modes: { people: 'overwrite', bills: 'append_dedup' } };
  await tenant.sync([person(1), person(2), bill(1), ...bothStates], { ...mixed, generation: 1 });
  await tenant.sync([person(2), person(3), bill(1), bill(2), ...bothStates], { ...mixed, generation: 2 });
  expect(published(tenant).map(({ rows }) => rows)).toEqual([
    { people: ['1,Person 1', '2,Person 2'], bills: ['1,1.00'] },
    { people: ['2,Person 2', '3,Person 3'], bills: ['2,1.00'] },
  ]);
});

describe('a sync without records', () => {
  test('of changes says nothing, makes no batch and is acknowledged', async () => {
    await tenant.sync([person(1), bill(1), ...bothStates]);
    const { error, acknowledged, logged } = await tenant.sync(bothStates);
    expect([error, acknowledged.length, lists().length]).toEqual([undefined, 2, 1]);
    expect(logged).toContain('There is nothing new to publish.');
  });

  test('of a first full refresh has no list to send and holds back', async () => {
    const { error } = await tenant.sync(bothStates, { mode: 'overwrite', generation: 1 });
    expect(error!.message).toContain('held back');
  });
});

describe('nothing at all, which a full clear and a source that dies at once both look like', () => {
  const nothing = (generation: number) =>
    tenant.sync([], { mode: 'overwrite', generation, minimumGeneration: generation });

  test('keeps the rows until a load arrives that is whole', async () => {
    await tenant.sync([person(1, 'Old'), bill(1), ...bothStates], { generation: 1 });
    for (const generation of [2, 3]) expect((await nothing(generation)).error).toBeUndefined();
    const half = await tenant.sync([person(2, 'Half')], { generation: 3 });
    expect([half.error!.failureType, names()]).toEqual(['transient', ['Old']]);
    await tenant.sync([person(3, 'New'), ...bothStates], { generation: 3, ...anySize });
    expect(names()).toEqual(['New']);
    await tenant.sync([person(4, 'More'), ...bothStates], { generation: 3 });
    expect(names()).toEqual(['New', 'More']);
  });

  test('also when the load that follows replaces everything itself', async () => {
    await tenant.sync([person(1, 'Old'), ...bothStates], { mode: 'overwrite', generation: 1 });
    await nothing(2);
    await tenant.sync([person(2, 'New'), ...bothStates], { mode: 'overwrite', generation: 3, ...anySize });
    expect(names()).toEqual(['New']);
  });

  test('is a failure where only some streams are to be replaced', async () => {
    const { error, acknowledged } = await tenant.sync([], { modes: { people: 'overwrite' }, generation: 2 });
    expect([error!.failureType, acknowledged]).toEqual(['transient', []]);
  });
});
