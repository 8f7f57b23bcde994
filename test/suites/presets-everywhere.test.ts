/** Every format that comes with the product can go to every delivery; what bookkeeping loads is looked at in each. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { legacyFormats } from 'servicetitan-specs';

import { databaseKinds, type Database } from '../support/database-kinds';
import {
  catalog,
  createDestination,
  exampleRecords,
  failure,
  lines,
  wholeStreams,
  type Destination,
  type Records,
} from '../support/destination';
import { loadingInto } from '../support/tables';
import { startUploadServer } from '../support/upload-server';

jest.setTimeout(120_000);

const presets = Object.keys(legacyFormats);
const accounting = { format: { kind: 'preset', preset: 'accounting-download' } };
const fixtures = join(__dirname, '..', '..', 'legacy-format', 'test', 'fixtures');
const { payments = [] } = JSON.parse(readFileSync(join(fixtures, 'preset-records.json'), 'utf8')) as Records;
const records: Records = { ...exampleRecords(), payments };
const input = lines(...wholeStreams(records));
const overwrite = catalog(Object.keys(records), { mode: 'overwrite' });
const paymentsFile = readFileSync(join(fixtures, 'presets', 'accounting-download.payments.csv'), 'utf8');

let destination: Destination;
beforeEach(() => {
  destination = createDestination();
});
afterEach(() => {
  destination.folder.remove();
});

/** What check says of each preset with a delivery. */
const verdicts = async (delivery: Record<string, unknown>): Promise<unknown[]> => {
  const said: unknown[] = [];
  for (const preset of presets) {
    const { messages } = await destination.check({ ...delivery, format: { kind: 'preset', preset } });
    const { status, message } = messages.at(-1)?.connectionStatus ?? {};
    said.push([preset, status, status === 'SUCCEEDED' ? '' : message]);
  }
  return said;
};
const allSucceed = presets.map((preset) => [preset, 'SUCCEEDED', '']);

test.each(['csv', 'xlsx'])('every preset goes into %s files', async (type) => {
  const { directory } = destination;
  expect(await verdicts({ delivery: { kind: 'files', directory, file_type: type } })).toEqual(allSucceed);
});

test('every preset can be uploaded, payments under an import type of their own', async () => {
  const server = await startUploadServer();
  const delivery = { delivery: { kind: 'http', url: server.url } };
  expect(await verdicts(delivery)).toEqual(allSucceed);
  expect(failure(await destination.write(input, overwrite, { ...delivery, ...accounting }))).toBeUndefined();
  await server.stop();
  expect(server.uploads.map(({ fields }) => fields.importType)).toEqual(['invoices', 'payments']);
  expect(server.uploads[1]?.content.toString()).toBe(paymentsFile);
});

describe.each(databaseKinds)('$title', ({ kind, ready, start }) => {
  let server: Database | undefined;
  const available = ready || process.env.CI === 'true';
  beforeAll(async () => {
    if (available) server = await start();
    await server?.renew();
  });
  afterAll(async () => {
    await server?.stop();
  });

  (available ? test : test.skip)('every preset goes into tables, payments into one of their own', async () => {
    const delivery = loadingInto(kind, server?.port ?? 0, {});
    expect(await verdicts(delivery)).toEqual(allSucceed);
    expect(failure(await destination.write(input, overwrite, { ...delivery, ...accounting }))).toBeUndefined();
    expect(
      await server?.query(
        'SELECT tenant, payment_id, payment_date, payment_type, check_number, amount, unapplied_amount, applied_to_invoice_numbers, memo, created_date FROM payments_stream ORDER BY id LIMIT 1',
      ),
    ).toEqual([
      {
        tenant: 'DEMO01',
        payment_id: '80000001',
        payment_date: '2026-01-05',
        payment_type: 'Check',
        check_number: '00123',
        amount: 1000,
        unapplied_amount: 0,
        applied_to_invoice_numbers: '100200300',
        memo: '=cash on delivery',
        created_date: '2026-01-05',
      },
    ]);
  });
});
