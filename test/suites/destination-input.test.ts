/** What comes in on stdin: versions, big numbers, states, and everything that is broken. */
import {
  acknowledged,
  catalog,
  createDestination,
  exampleRecords,
  failure,
  lines,
  record,
  state,
  wholeStreams,
  type Destination,
  type Records,
} from '../support/destination';
import { logsOf } from '../support/protocol';

const streams = Object.keys(exampleRecords());
const whole = (change: (records: Records) => void = () => undefined): string[] => {
  const records = exampleRecords();
  change(records);
  return wholeStreams(records);
};
const states = streams.map((name) => state(name));
const withoutStates = (): string[] => whole().filter((line) => line.startsWith('{"type":"RECORD"'));

let destination: Destination;
beforeEach(() => {
  destination = createDestination();
});
afterEach(() => {
  destination.folder.remove();
});

const customers = () => destination.rows(destination.batches().at(-1)!, 'customers');
const counts = (report: string) =>
  destination
    .batches()
    .at(-1)!
    .reports.find((each) => each.report === report)!.counts;

describe('versions of a record', () => {
  const [jane] = exampleRecords().customers!;
  const version = (name: string, modifiedOn: string | null, at?: number) =>
    record('customers', { ...jane, name, modifiedOn }, at);

  test.each([
    ['the newest change wins whichever comes first', '2026-03-01T10:00:00Z', '2026-03-01T09:00:00Z'],
    ['seven digits of a second are told apart', '2026-03-01T10:00:00.1234568Z', '2026-03-01T10:00:00.1234567Z'],
    ['a longer fraction is not a greater one', '2026-03-01T10:00:00.5Z', '2026-03-01T10:00:00.4999999Z'],
    ['no fraction is before any', '2026-03-01T10:00:00.0000001Z', '2026-03-01T10:00:00Z'],
    ['offsets are the same instants', '2026-03-01T05:00:00.1-06:00', '2026-03-01T10:59:59.9+00:00'],
    ['an unknown time of change is the oldest', '2026-03-01T10:00:00Z', null],
  ])('%s', async (_name, newer, older) => {
    for (const order of [
      [version('Newer', newer), version('Older', older)],
      [version('Older', older), version('Newer', newer)],
    ]) {
      const fresh = createDestination();
      const outcome = await fresh.write(lines(...withoutStates(), ...order, ...states), catalog(streams));
      expect(outcome.code).toBe(0);
      const batch = fresh.batches()[0]!;
      expect(fresh.rows(batch, 'customers')[0]!['Customer Name']).toBe('Newer');
      expect(batch.reports[0]!.counts).toMatchObject({ read: 3, superseded: 2 });
      fresh.folder.remove();
    }
  });

  test('of the same change the one sent later wins, then the one that came later', async () => {
    const at = '2026-03-01T10:00:00Z';
    await destination.write(
      lines(
        ...withoutStates(),
        version('Sent later', at, 1_767_607_200_002),
        version('Sent earlier', at, 1_767_607_200_001),
        ...states,
      ),
      catalog(streams),
    );
    expect(customers()[0]!['Customer Name']).toBe('Sent later');
    await destination.write(
      lines(version('First', at, 1_767_607_200_003), version('Second', at, 1_767_607_200_003), ...states),
      catalog(streams),
    );
    expect(customers()[0]!['Customer Name']).toBe('Second');
  });
});

test('ids of 64 bits keep every digit, are told apart, and are joined', async () => {
  const contact = (id: string, customerId: string, value: string) =>
    record(
      'customer_contacts',
      `{"id":${id},"customerId":${customerId},"active":true,"type":"Phone","value":"${value}"}`,
    );
  const customer = (id: string, name: string) =>
    record('customers', JSON.stringify({ ...exampleRecords().customers![0], name }).replace('4000001', id));
  const outcome = await destination.write(
    lines(
      ...withoutStates(),
      customer('9223372036854775807', 'Big'),
      customer('9223372036854775806', 'Nearly as big'),
      customer('9007199254740993', 'Beyond doubles'),
      contact('9007199254740995', '9223372036854775806', '4175550001'),
      contact('9007199254740994', '9223372036854775807', '4175550002'),
      ...states,
    ),
    catalog(streams),
  );
  expect(outcome.code).toBe(0);
  expect(customers().map((row) => [row['Customer ID'], row['Phone Number']])).toEqual([
    ['4000001', '(417) 555-0102'],
    ['4000002', '(314) 555-0199 x12'],
    ['9007199254740993', ''],
    ['9223372036854775806', '(417) 555-0001'],
    ['9223372036854775807', '(417) 555-0002'],
  ]);
});

test('rows are in the order of their numbers, not of their digits', async () => {
  const ids = [100, 99, 1000, 20, 3];
  const [pattern] = exampleRecords().customers!;
  const input = whole((records) => {
    records.customers = ids.map((id) => ({ ...pattern, id }));
  });
  await destination.write(lines(...input), catalog(streams));
  expect(customers().map((row) => Number(row['Customer ID']))).toEqual([...ids].sort((a, b) => a - b));
});

describe('states', () => {
  test('come back as they were, big numbers, spaces and all, in their order, with counts', async () => {
    const strange =
      '{ "type": "STATE",\t"state":{"type":"STREAM","id":9007199254740993,"stream":{"stream_descriptor":{"name":"invoices"},"stream_state":{"at":12345678901234567890.10,"complete":true,"text":"\\u2028 \u2029é"}},"sourceStats":{"recordCount":3.0}}}';
    const middle = state('invoices', { at: 1, complete: false });
    const rows = exampleRecords().invoices!.map((row) => record('invoices', row));
    const others = whole().filter((line) => !line.includes('"invoices"'));
    const outcome = await destination.write(
      lines(...others, rows[0]!, middle, rows[1]!, rows[2]!, strange),
      catalog(streams),
    );
    const said = acknowledged(outcome).concat(outcome.stdout.split('\n').filter((line) => line.startsWith('{ "type"')));
    expect(said.at(-2)).toBe(middle.replace(/\}\}$/, ',"destinationStats":{"recordCount":1.0}}}'));
    expect(said.at(-1)).toBe(strange.replace(/\}\}$/, ',"destinationStats":{"recordCount":2.0}}}'));
    expect(said).toHaveLength(streams.length + 1);
  });

  test('a state counts the records that were rejected between it and the one before', async () => {
    const [jane, acme, nobody] = exampleRecords().customers!;
    const others = whole().filter((line) => !line.includes('"customers"'));
    const outcome = await destination.write(
      lines(
        ...others,
        record('customers', jane!),
        record('customers', { ...nobody, id: undefined }),
        state('customers', { complete: false }),
        record('customers', acme!),
        state('customers', { complete: false }),
        record('customers', nobody!),
        state('customers'),
      ),
      catalog(streams),
    );
    expect(outcome.code).toBe(0);
    const stats = acknowledged(outcome)
      .filter((line) => line.includes('"customers"'))
      .map((line) => /"destinationStats":(.*?\})/.exec(line)![1]);
    expect(stats).toEqual([
      '{"recordCount":2.0,"rejectedRecordCount":1.0}',
      '{"recordCount":1.0}',
      '{"recordCount":1.0,"rejectedRecordCount":1.0}',
    ]);
  });

  test('a GLOBAL state is acknowledged with what all streams brought', async () => {
    const global = JSON.stringify({
      type: 'STATE',
      state: { type: 'GLOBAL', global: { shared_state: { lsn: 1 }, stream_states: [] } },
    });
    const outcome = await destination.write(lines(...withoutStates(), global), catalog(streams));
    expect(outcome.code).toBe(0);
    expect(acknowledged(outcome)).toEqual([
      global.replace(/\}\}$/, ',"destinationStats":{"recordCount":19.0,"rejectedRecordCount":1.0}}}'),
    ]);
  });
});

describe('broken input', () => {
  const rejects = (name: string): string =>
    destination.read(
      'rejected',
      destination.files('rejected').find((each) => each.includes(`.${name}.`))!,
    );

  test.each([
    [
      'a line that is not JSON',
      '{"type":"RECORD","record":{"stream":"invoices","emitted_at":1,"data":{oops',
      'invoices',
    ],
    ['a line of nothing known', 'Segmentation fault', 'unreadable'],
    ['a record without data', '{"type":"RECORD","record":{"stream":"invoices","emitted_at":1}}', 'invoices'],
    ['a record of a stream that is not configured', record('campaigns', { id: 7 }), 'unreadable'],
  ])('%s is counted, quoted in the log and kept among the rejects', async (_name, line, file) => {
    const input = whole();
    const outcome = await destination.write(lines(...input.slice(0, 3), line, ...input.slice(3)), catalog(streams));
    expect(outcome.code).toBe(0);
    expect(rejects(file)).toContain('UNREADABLE');
    expect(outcome.messages.filter(({ log }) => log?.level === 'WARN').length).toBeGreaterThan(0);
    if (file === 'unreadable')
      expect(destination.batches()[0]).toMatchObject({
        unreadable: { count: 1, rejects: `../rejected/${destination.batches()[0]!.batchId}.unreadable.rejects.csv` },
      });
    else expect(counts(file)).toMatchObject({ read: 4, rejected: 1, written: 2 });
  });

  test('bytes that are not UTF-8 are rejected, the records around them are not', async () => {
    const input = whole();
    const bad = Buffer.concat([
      Buffer.from(record('invoices', { id: 70000009, summary: '' }).replace('""', '"')),
      Buffer.from([0xff, 0xfe, 0x22, 0x7d, 0x7d, 0x7d, 0x0a]),
    ]);
    const at = input.findIndex((line) => line.includes('"invoices"'));
    const outcome = await destination.write(
      Buffer.concat([Buffer.from(lines(...input.slice(0, at))), bad, Buffer.from(lines(...input.slice(at)))]),
      catalog(streams),
    );
    expect(outcome.code).toBe(0);
    expect(counts('invoices')).toMatchObject({ rejected: 1, written: 2 });
    expect(rejects('invoices')).toContain('UTF-8');
  });

  test('a record without a primary key is rejected with its text', async () => {
    const input = whole((records) => records.invoices!.push({ referenceNumber: 'NO-ID-1' }));
    const outcome = await destination.write(lines(...input), catalog(streams));
    expect(outcome.code).toBe(0);
    expect(rejects('invoices')).toMatch(/MISSING_KEY.*NO-ID-1/);
    expect(counts('invoices')).toMatchObject({ read: 4, rejected: 1 });
  });

  test('a message of an unknown type is ignored with a warning, as the protocol asks', async () => {
    const outcome = await destination.write(lines('{"type":"FUTURE","future":{}}', ...whole()), catalog(streams));
    expect(outcome.code).toBe(0);
    expect(logsOf(outcome.messages).join()).toContain('FUTURE');
    expect(destination.files('rejected')).toHaveLength(1);
  });

  test('a line of 20 MB is a record like any other', async () => {
    const input = whole((records) => {
      records.invoices![0]!.attachment = 'x'.repeat(20 * 1024 * 1024);
    });
    const outcome = await destination.write(lines(...input), catalog(streams));
    expect(outcome.code).toBe(0);
    expect(counts('invoices').written).toBe(2);
  });

  test('line separators inside a text end no line', async () => {
    const input = whole((records) => {
      records.customers![0]!.name = 'Jane\u2028Q.\u2029Example\u0085\r\nToo';
    });
    const outcome = await destination.write(lines(...input).replaceAll('\\u2028', '\u2028'), catalog(streams));
    expect(outcome.code).toBe(0);
    expect(customers()[0]!['Customer Name']).toBe('Jane Q. Example Too');
  });

  test('many broken lines are past the limit of rejects', async () => {
    const broken = Array.from({ length: 12 }, (_, at) => `garbage ${at}`);
    const outcome = await destination.write(lines(...broken, ...whole()), catalog(streams));
    expect([outcome.code, failure(outcome)!.type]).toEqual([1, 'config_error']);
    expect(destination.batches()).toEqual([]);
    expect(acknowledged(outcome)).toEqual([]);
    expect(destination.files('quarantine').some((name) => name.endsWith('.report.json'))).toBe(true);
  });
});

test('rejects of a sync that has nothing to publish are kept, once', async () => {
  const bad = { ...exampleRecords().invoices![0], id: 70000077, total: 'a lot' };
  await destination.write(lines(...whole()), catalog(streams));
  const before = destination.files('rejected').length;
  for (let repeat = 0; repeat < 2; repeat += 1) {
    const outcome = await destination.write(lines(record('invoices', bad), ...states), catalog(streams));
    expect(outcome.code).toBe(0);
    expect(acknowledged(outcome).find((line) => line.includes('"invoices"'))).toContain('"rejectedRecordCount":1.0');
  }
  expect(destination.batches()).toHaveLength(1);
  expect(destination.files('rejected')).toHaveLength(before + 1);
});
