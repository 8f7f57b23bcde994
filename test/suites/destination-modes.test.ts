/** Full refreshes, changes, clears and sources that stop early: when rows are replaced and when a list is published. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

import {
  acknowledged,
  catalog,
  complete,
  createDestination,
  exampleRecords,
  failure,
  lines,
  record,
  state,
  wholeStreams,
  type Destination,
} from '../support/destination';

const streams = Object.keys(exampleRecords());
const all = lines(...wholeStreams(exampleRecords()));
const allStates = streams.map((name) => state(name));

let destination: Destination;
beforeEach(() => {
  destination = createDestination();
});
afterEach(() => {
  destination.folder.remove();
});

const customerNames = (): string[] => {
  const newest = [...destination.batches()].sort((a, b) => (a.version ?? 0) - (b.version ?? 0)).at(-1);
  return newest === undefined ? [] : destination.rows(newest, 'customers').map((row) => row['Customer Name']!);
};

/** A full set of records with other customers. */
function withCustomers(...names: string[]): string[] {
  const records = exampleRecords();
  const [pattern] = records.customers!;
  records.customers = names.map((name, at) => ({ ...pattern, id: 4000001 + at, name }));
  return wholeStreams(records);
}

describe.each([
  ['overwrite', { mode: 'overwrite' as const }],
  ['a refresh that arrives as append with a minimum generation', { mode: 'append' as const, minimum: true }],
])('%s', (_name, { mode, minimum = false }: { mode: 'overwrite' | 'append'; minimum?: boolean }) => {
  const generation = (number: number) =>
    catalog(streams, { mode, generation: number, minimumGeneration: minimum || mode === 'overwrite' ? number : 0 });

  test('what the new sync does not bring is gone from the list', async () => {
    await destination.write(lines(...withCustomers('Ann', 'Bob', 'Cem', 'Dan', 'Eve')), generation(1));
    const outcome = await destination.write(lines(...withCustomers('Ann', 'Bob', 'Cem', 'Dan')), generation(2));
    expect(outcome.code).toBe(0);
    expect(customerNames()).toEqual(['Ann', 'Bob', 'Cem', 'Dan']);
  });

  test('a source that dies half-way leaves the old list in place and gets no state acknowledged', async () => {
    await destination.write(lines(...withCustomers('Ann', 'Bob')), generation(1));
    const half = withCustomers('Ann', 'Bob', 'Cem').slice(0, 2);
    const outcome = await destination.write(lines(...half), generation(2));
    expect(outcome.code).toBe(1);
    expect(failure(outcome)!.type).toBe('transient_error');
    expect(failure(outcome)!.message).toContain('customers');
    expect(acknowledged(outcome)).toEqual([]);
    expect(customerNames()).toEqual(['Ann', 'Bob']);
    const retry = await destination.write(lines(...withCustomers('Ann', 'Bob', 'Cem')), generation(3));
    expect(retry.code).toBe(0);
    expect(customerNames()).toEqual(['Ann', 'Bob', 'Cem']);
  });
});

test('append merges like append + deduped: the list holds what earlier syncs brought', async () => {
  await destination.write(lines(...withCustomers('Ann', 'Bob')), catalog(streams, { mode: 'append' }));
  const [pattern] = exampleRecords().customers!;
  const more = { ...pattern, id: 4000099, name: 'Zoe' };
  await destination.write(lines(record('customers', more), ...allStates), catalog(streams, { mode: 'append' }));
  expect(customerNames()).toEqual(['Ann', 'Bob', 'Zoe']);
});

test('the states of other sources count: the stream is complete when a state came last', async () => {
  const foreign = all.replaceAll('{"complete":true}', '{"cursor":"x"}');
  const outcome = await destination.write(foreign, catalog(streams, { mode: 'overwrite' }));
  expect(outcome.code).toBe(0);
  expect(destination.batches()).toHaveLength(1);
});

test('a COMPLETE status counts for a stream without states', async () => {
  const records = Object.entries(exampleRecords()).flatMap(([name, rows]) => rows.map((row) => record(name, row)));
  const outcome = await destination.write(
    lines(...records, ...streams.map(complete)),
    catalog(streams, { mode: 'append', generation: 4, minimumGeneration: 4 }),
  );
  expect(outcome.code).toBe(0);
  expect(destination.batches()).toHaveLength(1);
});

test.each([
  ['a record came after the last state', (whole: string[]) => [...whole, record('invoices', { id: 1 })]],
  [
    'the last state says that the stream is not complete',
    (whole: string[]) => [...whole.slice(0, -1), state('invoices', { complete: false })],
  ],
  ['a stream is missing', (whole: string[]) => whole.filter((line) => !line.includes('"memberships"'))],
])('nothing is published when %s', async (_name, change) => {
  const outcome = await destination.write(lines(...change(wholeStreams(exampleRecords()))), catalog(streams));
  expect(outcome.code).toBe(1);
  expect(failure(outcome)!.type).toBe('transient_error');
  expect(acknowledged(outcome)).toEqual([]);
  expect(destination.batches()).toEqual([]);
});

test('an input that is cut off at any byte never passes for a whole one', async () => {
  const foreign = Buffer.from(all.replaceAll('{"complete":true}', '{"cursor":"x"}'));
  for (const share of [0.1, 0.35, 0.6, 0.85, 0.999]) {
    const outcome = await destination.write(foreign.subarray(0, Math.floor(foreign.length * share)), catalog(streams));
    expect(outcome.code).toBe(1);
    expect(acknowledged(outcome)).toEqual([]);
  }
  expect(destination.batches()).toEqual([]);
});

describe('clearing', () => {
  const overwrite = (names: readonly string[], generation: number) =>
    catalog(names, { mode: 'overwrite', generation, minimumGeneration: generation });

  test('one stream: its rows go, the published list stays, and the next list is made of new rows only', async () => {
    await destination.write(lines(...withCustomers('Ann', 'Bob')), catalog(streams));
    const clear = await destination.write(lines(state('customers', null)), overwrite(['customers'], 2));
    expect([clear.code, acknowledged(clear).length]).toEqual([0, 1]);
    expect(destination.batches()).toHaveLength(1);
    const after = await destination.write(
      lines(...withCustomers('Cem', 'Dan').filter((line) => line.includes('"customers"')), ...allStates.slice(1)),
      catalog(streams, { generation: 2 }),
    );
    expect(after.code).toBe(0);
    expect(customerNames()).toEqual(['Cem', 'Dan']);
  });

  test('everything, which arrives as nothing at all: the old rows go when the next sync brings new ones', async () => {
    await destination.write(lines(...withCustomers('Ann', 'Bob')), catalog(streams));
    const clear = await destination.write('', overwrite(streams, 2));
    expect(clear.code).toBe(0);
    expect(customerNames()).toEqual(['Ann', 'Bob']);
    const after = await destination.write(lines(...withCustomers('Cem', 'Dan')), catalog(streams, { generation: 2 }));
    expect(after.code).toBe(0);
    expect(customerNames()).toEqual(['Cem', 'Dan']);
  });

  test('a source of changes that sends nothing at all has failed', async () => {
    const outcome = await destination.write('', catalog(streams));
    expect(outcome.code).toBe(1);
    expect(failure(outcome)!.type).toBe('transient_error');
  });
});

describe('lost records', () => {
  const changesOnly = lines(...allStates);

  test.each([
    ['damaged', (path: string) => writeFileSync(`${path}/records.db`, 'no database at all'.repeat(999))],
    ['gone', (path: string) => rmSync(path, { recursive: true })],
  ])('when the store is %s, changes alone make no list; a refresh does', async (_name, lose) => {
    await destination.write(lines(...withCustomers('Ann', 'Bob')), catalog(streams, { generation: 5 }));
    lose(destination.path('.workspace', 'records'));
    const blocked = await destination.write(changesOnly, catalog(streams, { generation: 5 }));
    expect([blocked.code, failure(blocked)!.type]).toEqual([1, 'config_error']);
    expect(failure(blocked)!.message).toMatch(/customers.*[Rr]efresh/);
    expect(acknowledged(blocked)).toEqual([]);
    expect(destination.batches()).toHaveLength(1);
    const refreshed = await destination.write(
      lines(...withCustomers('Ann', 'Cem')),
      catalog(streams, { generation: 6 }),
    );
    expect(refreshed.code).toBe(0);
    expect(customerNames()).toEqual(['Ann', 'Cem']);
    expect((await destination.write(changesOnly, catalog(streams, { generation: 6 }))).code).toBe(0);
  });

  test('a damaged ledger forgets what was sent, not what the list must not fall below', async () => {
    await destination.write(lines(...withCustomers('Ann', 'Bob', 'Cem')), catalog(streams));
    writeFileSync(destination.path('.workspace', 'ledger.db'), 'no database at all'.repeat(999));
    const outcome = await destination.write(
      lines(...withCustomers('Ann')),
      catalog(streams, { mode: 'overwrite', generation: 2 }),
    );
    expect(failure(outcome)!.message).toContain('held back');
    expect(customerNames()).toEqual(['Ann', 'Bob', 'Cem']);
    expect(readdirSync(destination.path('.workspace')).join(' ')).toContain('ledger.db.damaged');
  });

  test('a folder in the place of a file of the workspace is an error for the operator', async () => {
    mkdirSync(destination.path('.workspace', 'ledger.db'), { recursive: true });
    const outcome = await destination.write(all, catalog(streams));
    expect(outcome.code).toBe(1);
    expect(failure(outcome)).toBeDefined();
  });
});

describe('what the connection selects', () => {
  const without = (...names: string[]): string[] => streams.filter((name) => !names.includes(name));

  test('a stream that columns need is named together with the columns when it is not selected', async () => {
    const outcome = await destination.write(all, catalog(without('customer_contacts')));
    expect([outcome.code, failure(outcome)!.type]).toEqual([1, 'config_error']);
    expect(failure(outcome)!.message).toMatch(/customer_contacts for Phone Number \(Customer List\)/);
  });

  test('also when everything is a full refresh', async () => {
    const outcome = await destination.write(all, catalog(without('customer_contacts'), { mode: 'overwrite' }));
    expect([outcome.code, failure(outcome)!.type]).toEqual([1, 'config_error']);
  });

  test('an optional stream that is not selected leaves its columns empty and is warned of once', async () => {
    const outcome = await destination.write(
      lines(...wholeStreams(exampleRecords()).filter((line) => !line.includes('"zones"'))),
      catalog(without('zones')),
    );
    expect(outcome.code).toBe(0);
    const [batch] = destination.batches();
    expect(destination.rows(batch!, 'invoices').map((row) => row.Zone)).toEqual(['', '']);
    const warnings = outcome.messages.filter(({ log }) => log?.level === 'WARN');
    expect(warnings.map(({ log }) => log!.message).join()).toMatch(/zones.*Zone/);
    expect(warnings).toHaveLength(1);
  });

  test('a report whose stream is not selected is left out; without any there is nothing to do', async () => {
    const only = ['invoices', 'customer_contacts', 'locations', 'zones'];
    const input = wholeStreams(exampleRecords()).filter((line) => only.some((name) => line.includes(`"${name}"`)));
    expect((await destination.write(lines(...input), catalog(only))).code).toBe(0);
    expect(destination.batches()[0]!.reports.map(({ report }) => report)).toEqual(['invoices']);
    const none = await destination.write(lines(state('zones')), catalog(['zones']));
    expect([none.code, failure(none)!.type]).toEqual([1, 'config_error']);
  });

  test('a stream that no report needs is counted and acknowledged', async () => {
    const outcome = await destination.write(
      all + lines(record('campaigns', { id: 1 }), record('campaigns', { id: 2 }), state('campaigns')),
      catalog([...streams, 'campaigns']),
    );
    expect(outcome.code).toBe(0);
    expect(acknowledged(outcome).at(-1)).toContain('"destinationStats":{"recordCount":2.0}');
  });
});
