/** Batches that must not go out: they are held back, with the reasons, and the next sync makes up for them. */
import {
  acknowledged,
  catalog,
  createDestination,
  exampleRecords,
  failure,
  lines,
  state,
  wholeStreams,
  type Destination,
  type Records,
} from '../support/destination';

const streams = Object.keys(exampleRecords());
const full = (generation: number) => catalog(streams, { mode: 'overwrite', generation, minimumGeneration: generation });

let destination: Destination;
beforeEach(() => {
  destination = createDestination();
});
afterEach(() => {
  destination.folder.remove();
});

function records(change: (records: Records) => void): string {
  const made = exampleRecords();
  change(made);
  return lines(...wholeStreams(made));
}

const [jane] = exampleRecords().customers!;
const [invoice] = exampleRecords().invoices!;
const manyCustomers = (good: number, bad: number) =>
  records((made) => {
    made.customers = Array.from({ length: good + bad }, (_, at) => ({
      ...jane,
      id: 1000 + at,
      address: { ...(jane!.address as object), street: at < good ? '1 Test Lane' : '' },
    }));
  });

interface Reasons {
  reasons: string[];
  reports: { report: string; file: string; counts: Record<string, number> }[];
}

async function expectHeldBack(input: string, generation: number, config: Record<string, unknown>, reason: RegExp) {
  const before = [destination.files('incoming'), destination.files('rejected')];
  const outcome = await destination.write(input, full(generation), config);
  expect([outcome.code, failure(outcome)!.type]).toEqual([1, 'config_error']);
  expect(failure(outcome)!.message).toMatch(reason);
  expect(acknowledged(outcome)).toEqual([]);
  expect([destination.files('incoming'), destination.files('rejected')]).toEqual(before);
  const report = destination.files('quarantine').find((name) => name.endsWith('.report.json'))!;
  const why = JSON.parse(destination.read('quarantine', report)) as Reasons;
  expect(why.reasons.join()).toMatch(reason);
  for (const { file } of why.reports) expect(destination.files('quarantine')).toContain(file);
}

test('too large a share of rejected rows, judged from ten on', async () => {
  expect((await destination.write(manyCustomers(20, 9), full(1))).code).toBe(0);
  await expectHeldBack(manyCustomers(40, 10), 2, {}, /10 .*rejected|rejected/);
  expect((await destination.write(manyCustomers(40, 10), full(3), { limits: { max_reject_rate: 0.3 } })).code).toBe(0);
});

test('too many rejected rows', async () => {
  await expectHeldBack(manyCustomers(20, 5), 1, { limits: { max_reject_rows: 4 } }, /rejected/);
  expect((await destination.write(manyCustomers(20, 5), full(2), { limits: { max_reject_rows: 5 } })).code).toBe(0);
});

test('a list that shrank', async () => {
  await destination.write(manyCustomers(10, 0), full(1));
  await expectHeldBack(manyCustomers(7, 0), 2, {}, /7.*10/);
  expect((await destination.write(manyCustomers(8, 0), full(3))).code).toBe(0);
  expect((await destination.write(manyCustomers(4, 0), full(4), { limits: { min_rows_vs_previous: 0.5 } })).code).toBe(
    0,
  );
});

test('an empty list', async () => {
  const none = records((made) => {
    made.customers = [];
  });
  await expectHeldBack(none, 1, {}, /empty|no row/i);
  const allowed = await destination.write(none, full(2), { limits: { allow_empty_snapshot: true } });
  expect(allowed.code).toBe(0);
  expect(destination.rows(destination.batches()[0]!, 'customers')).toEqual([]);
});

test('a format that says fail for a missing value', async () => {
  const definition = JSON.stringify({
    format: 'servicetitan-legacy-reports',
    version: 1,
    reports: {
      invoices: {
        title: 'Bills',
        source: 'invoices',
        key: ['id'],
        mode: 'changes',
        columns: [
          { name: 'id', header: 'ID', from: 'id', type: 'id' },
          {
            name: 'date',
            header: 'Date',
            from: 'invoiceDate',
            type: 'businessDate',
            required: true,
            onMissing: 'fail',
          },
        ],
      },
    },
  });
  const outcome = await destination.write(
    lines(...wholeStreams({ invoices: exampleRecords().invoices! })),
    catalog(['invoices']),
    {
      format: { kind: 'custom', definition },
    },
  );
  expect([outcome.code, failure(outcome)!.type]).toEqual([1, 'config_error']);
  expect(destination.batches()).toEqual([]);
});

test('what was held back comes out with the next good sync', async () => {
  const bad = records((made) => {
    made.invoices = Array.from({ length: 30 }, (_, at) => ({
      ...invoice,
      id: 500 + at,
      total: at < 15 ? 'broken' : '1.00',
    }));
  });
  const incremental = catalog(streams);
  expect((await destination.write(bad, incremental)).code).toBe(1);
  const good = records((made) => {
    made.invoices = Array.from({ length: 30 }, (_, at) => ({ ...invoice, id: 500 + at, total: '1299.00' }));
  });
  expect((await destination.write(good, incremental)).code).toBe(0);
  expect(destination.rows(destination.batches()[0]!, 'invoices')).toHaveLength(30);
});

test('the same bad batch again takes no more room in quarantine', async () => {
  await destination.write(manyCustomers(20, 30), full(1));
  const files = destination.files('quarantine');
  await destination.write(manyCustomers(20, 30), full(2));
  expect(destination.files('quarantine')).toEqual(files);
});

test('the limits of the format count where the configuration has none', async () => {
  const definition = JSON.stringify({
    format: 'servicetitan-legacy-reports',
    version: 1,
    validation: { batch: { maxRejectRows: 0 } },
    reports: {
      zones: {
        title: 'Zones',
        source: 'zones',
        key: ['id'],
        mode: 'snapshot',
        columns: [
          { name: 'id', header: 'ID', from: 'id', type: 'id' },
          { name: 'name', header: 'Name', from: 'name', type: 'text', required: true },
        ],
      },
    },
  });
  const zones = lines(...wholeStreams({ zones: [{ id: 1, name: 'North' }, { id: 2 }] }), state('zones'));
  const config = { format: { kind: 'custom', definition } };
  expect((await destination.write(zones, catalog(['zones']), config)).code).toBe(1);
  const raised = await destination.write(zones, catalog(['zones']), { ...config, limits: { max_reject_rows: 1 } });
  expect(raised.code).toBe(0);
});
