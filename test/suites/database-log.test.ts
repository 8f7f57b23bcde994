/** What our own tables in a database tell, and how long: the same in every kind of server. */
import { legacyFormats } from 'servicetitan-specs';

import { databaseKinds, type Database } from '../support/database-kinds';
import {
  acknowledged,
  catalog,
  createDestination,
  exampleRecords,
  failure,
  lines,
  tenantKey,
  wholeStreams,
  type Destination,
} from '../support/destination';
import { loadingInto, overwrite, streams, write } from '../support/tables';

jest.setTimeout(120_000);

/** A customers table that keeps each list beside the ones before. */
const { customers, ...others } = legacyFormats['servicetitan-reports'].reports;
const keepsVersions = JSON.stringify({
  ...legacyFormats['servicetitan-reports'],
  reports: { customers: { ...customers, staging: { ...customers?.staging, write: 'append-batch' } }, ...others },
});
const retention = { published_days: 30, quarantine_days: 30, rejects_days: 30 };

describe.each(databaseKinds)('$title', ({ kind, ready, log, start }) => {
  const promised = ready || process.env.CI === 'true' ? test : test.skip;
  let server: Database | undefined;
  let destination: Destination;

  beforeAll(async () => {
    if (ready || process.env.CI === 'true') server = await start();
  });
  afterAll(async () => {
    await server?.stop();
  });
  beforeEach(async () => {
    await server?.renew();
    destination = createDestination();
  });
  afterEach(() => {
    destination.folder.remove();
  });

  const query = async <Row extends object = Record<string, unknown>>(sql: string): Promise<Row[]> =>
    (await server?.query<Row>(sql)) ?? [];
  const config = (changes: Record<string, unknown> = {}) => ({
    ...loadingInto(kind, server?.port ?? 0, {}),
    ...changes,
  });
  const countOf = async (table: string, tenant = tenantKey): Promise<number> =>
    Number((await query<{ n: string }>(`SELECT count(*) AS n FROM ${table} WHERE tenant = '${tenant}'`))[0]?.n);
  const example = lines(...wholeStreams(exampleRecords()));
  /** Everything that was recorded until now was recorded in the year 2020. */
  const age = async () => {
    for (const table of ['batches', 'loads', 'rejects', 'quarantined_rows'])
      await query(`UPDATE ${log}${table} SET recorded_at = '2020-01-01 00:00:00'`);
  };
  const logOf = async (tenant = tenantKey): Promise<number[]> =>
    Promise.all(['batches', 'loads', 'rejects', 'quarantined_rows'].map((table) => countOf(log + table, tenant)));

  promised('a load is told with its sync, its generation, its counts and the digest of its rows', async () => {
    const numbered = catalog(streams, { mode: 'overwrite', generation: 7, minimumGeneration: 7, syncId: 41 });
    expect(failure(await destination.write(example, numbered, config()))).toBeUndefined();
    const loads = await query(
      `SELECT report, sync_id, generation, rows_read, rows_filtered, rows_loaded, rows_rejected, rows_unchanged, rows_replaced, sha256 FROM ${log}loads ORDER BY number`,
    );
    const inWords = loads.map((row) => Object.values(row).map(String).join(' '));
    expect(inWords).toEqual([
      expect.stringMatching(/^customers 41 7 3 0 2 1 0 0 [0-9a-f]{64}$/),
      expect.stringMatching(/^invoices 41 7 3 1 2 0 0 0 [0-9a-f]{64}$/),
    ]);
    expect(await query(`SELECT batch_id FROM ${log}batches`)).toEqual(
      await query(`SELECT DISTINCT batch_id FROM ${log}loads`),
    );
  });

  promised('tables of an earlier release get the columns that they lack', async () => {
    await write(destination, config());
    await query(`ALTER TABLE ${log}loads DROP COLUMN generation`);
    expect(failure(await write(destination, config(), { customers: 4 }))).toBeUndefined();
    const loads = await query<{ generation: unknown }>(`SELECT generation FROM ${log}loads ORDER BY number`);
    expect(loads.map(({ generation }) => generation && Number(generation))).toEqual([null, null, 1, 1]);
  });

  promised('old batches go with their rows; the last list stays, and whatever is another tenant’s', async () => {
    const format = { kind: 'custom', definition: keepsVersions };
    await destination.write(example, overwrite, config({ format, tenant_key: 'OTHER' }));
    await write(destination, config({ format, tenant_key: 'OTHER' }), { customers: 4 });
    await destination.write(example, overwrite, config({ format }));
    await write(destination, config({ format }), { customers: 5 });
    await write(destination, config({ format }), { customers: 6 });
    expect([await countOf('members_stream'), await logOf()]).toEqual([2 + 5 + 6, [3, 6, 1, 0]]);
    await age();
    const again = await write(destination, config({ format, retention }), { customers: 6 });
    expect(acknowledged(again)).toHaveLength(streams.length);
    expect(again.stdout).toMatch(/Removed from .*: 2 published batches, 7 rows of past lists\./);
    expect([await countOf('members_stream'), await logOf()]).toEqual([6, [1, 2, 0, 0]]);
    expect([await countOf('members_stream', 'OTHER'), await logOf('OTHER')]).toEqual([2 + 4, [2, 4, 1, 0]]);
    // the log that is left still recognises the list, and still gives the next one a greater version
    await query(`UPDATE ${log}loads SET version = 4000000000`);
    await write(destination, config({ format }), { customers: 7 });
    const versions = await query(`SELECT DISTINCT version FROM members_stream WHERE version > '4000000000'`);
    expect(versions).toEqual([{ version: '4000000001' }]);
  });

  promised('a table whose list is replaced keeps it, however old', async () => {
    await write(destination, config(), { customers: 5 });
    await age();
    await write(destination, config({ retention }), { customers: 5 });
    expect([await countOf('members_stream'), await countOf('invoices_stream'), await logOf()]).toEqual([
      5,
      2,
      [1, 2, 0, 0],
    ]);
  });

  promised('what was held back goes by its own age, and rejected rows with their batch', async () => {
    await write(destination, config(), { customers: 40 });
    const held = await destination.write(example, overwrite, config());
    expect(failure(held)?.message).toMatch(/held back/);
    expect(await logOf()).toEqual([2, 2, 1, 4]);
    await write(destination, config({ retention }), { customers: 40 });
    expect(await logOf()).toEqual([2, 2, 1, 4]);
    await age();
    const swept = await write(destination, config({ retention: { quarantine_days: 30 } }), { customers: 40 });
    expect(swept.stdout).toMatch(/Removed from .*: 1 batch that was held back\./);
    expect(await logOf()).toEqual([1, 2, 0, 0]);
  });
});
