/** The staging tables in a real MariaDB: the same promises as in PostgreSQL. */
import { setTimeout as delay } from 'node:timers/promises';

import { finish, type Outcome } from '../support/connector';
import { cuttingProxy } from '../support/cutting-proxy';
import {
  acknowledged,
  createDestination,
  exampleRecords,
  failure,
  lines,
  tenantKey,
  wholeStreams,
  type Destination,
} from '../support/destination';
import { mariadbPrograms, startMariadb, type MariadbServer } from '../support/mariadb-server';
import { expectRefusal, loaderPassword, loadingInto, overwrite, sized, streams, until, write } from '../support/tables';

jest.setTimeout(120_000);

let server: MariadbServer;
let destination: Destination;

const delivery = (changes: Record<string, unknown> = {}) => loadingInto('mysql', server.port, changes);

const query = <Row extends object>(sql: string): Promise<Row[]> => server.query<Row>(sql, 'ingest');
const members = (tenant = tenantKey) =>
  query<{ customer_name: string; version: string }>(
    `SELECT customer_name, version FROM members_stream WHERE tenant = '${tenant}' ORDER BY id`,
  );
const countOf = async (table: string, tenant = tenantKey): Promise<number> =>
  Number(
    (await query<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE tenant = '${tenant}'`))[0]?.count,
  );
const batches = () =>
  query<{ status: string; reasons: string | null }>(
    'SELECT status, reasons FROM legacy_ingest_batches ORDER BY number',
  );

/** Every row that goes into the table takes its time. */
const slow = (table: string, seconds: number) =>
  query(`CREATE TRIGGER slow BEFORE INSERT ON ${table} FOR EACH ROW SET NEW.processed = SLEEP(${seconds})`);

/** Waits until a transaction has rows that are not committed. */
const loading = (): Promise<number> =>
  until('rows on their way', async () => {
    // the server renews what it says only when it was not asked for a tenth of a second
    await delay(150);
    const [row] = await server.query<{ id: number }>(
      'SELECT trx_mysql_thread_id AS id FROM information_schema.innodb_trx WHERE trx_rows_modified > 5',
    );
    return row?.id;
  });

const statusOf = (outcome: Outcome): string => outcome.messages.at(-1)?.connectionStatus?.message ?? '';

(mariadbPrograms.ready || process.env.CI === 'true' ? describe : describe.skip)('MariaDB', () => {
  beforeAll(async () => {
    server = await startMariadb();
    await server.query(`CREATE USER loader@'127.0.0.1' IDENTIFIED BY '${loaderPassword}'`);
    await server.query(`GRANT ALL ON ingest.* TO loader@'127.0.0.1'`);
  });
  afterAll(async () => {
    await server.stop();
  });
  beforeEach(async () => {
    await server.query('DROP DATABASE IF EXISTS ingest');
    await server.query('CREATE DATABASE ingest CHARACTER SET utf8mb4');
    destination = createDestination();
  });
  afterEach(() => {
    destination.folder.remove();
  });

  test('check does everything and leaves nothing behind', async () => {
    const outcome = await destination.check(delivery());
    expect(statusOf(outcome)).toMatch(/first sync makes ingest\.members_stream, ingest\.invoices_stream/);
    expect(await query('SHOW TABLES')).toEqual([]);
    await write(destination, delivery());
    const rows = await countOf('members_stream');
    expect(statusOf(await destination.check(delivery()))).toMatch(/^Rows can be loaded into ingest\.members_stream/);
    expect([await countOf('members_stream'), (await batches()).length]).toEqual([rows, 1]);
  });

  test('makes the tables of today and fills them; the log says what was loaded', async () => {
    const outcome = await destination.write(lines(...wholeStreams(exampleRecords())), overwrite, delivery());
    expect(failure(outcome)).toBeUndefined();
    expect(acknowledged(outcome)).toHaveLength(streams.length);
    expect(await query('SELECT * FROM invoices_stream ORDER BY id LIMIT 1')).toMatchObject([
      {
        tenant: tenantKey,
        trade: 'plumbing',
        invoice_number: '100200300',
        total: 1299,
        first_appointment: '2026-01-05',
      },
    ]);
    expect(await members()).toMatchObject([
      { customer_name: 'Jane Q. Example' },
      { customer_name: '"Acme" Widgets, LLC' },
    ]);
    expect(await query('SELECT report, rows_loaded, rows_rejected FROM legacy_ingest_loads ORDER BY number')).toEqual([
      { report: 'customers', rows_loaded: 2, rows_rejected: 1 },
      { report: 'invoices', rows_loaded: 2, rows_rejected: 0 },
    ]);
    expect(await query('SELECT reason_code, message, source_id FROM legacy_ingest_rejects')).toEqual([
      { reason_code: 'MISSING_REQUIRED', message: 'Customer Street is empty', source_id: '4000003' },
    ]);
  });

  test('a list takes the place of the one before; other tenants keep theirs, even one that differs in case alone', async () => {
    await write(destination, delivery(), { customers: 1 });
    // a column that takes upper and lower case for equal
    await query('ALTER TABLE members_stream MODIFY tenant varchar(100) COLLATE utf8mb4_general_ci');
    await write(destination, { ...delivery(), tenant_key: 'demo01' }, { customers: 4 });
    await query('UPDATE legacy_ingest_loads SET version = 4000000000');
    const outcome = await write(destination, delivery(), { customers: 6, name: 'Back\\slash "quoted" \u{1f600}' });
    expect(failure(outcome)).toBeUndefined();
    const all = await query<{ tenant: string; customer_name: string; version: string }>(
      'SELECT * FROM members_stream ORDER BY id',
    );
    expect(all.filter(({ tenant }) => tenant === 'demo01')).toHaveLength(4);
    const own = all.filter(({ tenant }) => tenant === tenantKey);
    expect(own.map(({ version }) => version)).toEqual(Array(6).fill('4000000001'));
    expect(own[5]?.customer_name).toBe('Back\\slash "quoted" \u{1f600} 5');
  });

  test('the same content again changes nothing', async () => {
    for (let round = 0; round < 2; round += 1)
      expect(acknowledged(await write(destination, delivery(), { invoices: 4 }))).toHaveLength(streams.length);
    expect([await countOf('invoices_stream'), (await batches()).length]).toEqual([4, 1]);
  });

  test('the server ends the connection in the middle of the load: nothing of it stays, the next sync loads all', async () => {
    await write(destination, delivery(), { customers: 10 });
    await slow('members_stream', 0.01);
    const running = write(destination, delivery(), { customers: 300, name: 'New' });
    await server.query(`KILL ${await loading()}`);
    expectRefusal(await running, 'transient', /connection .* was lost.*tenant DEMO01/);
    expect(await countOf('members_stream')).toBe(10);
    await query('DROP TRIGGER slow');
    expect(acknowledged(await write(destination, delivery(), { customers: 300, name: 'New' }))).toHaveLength(
      streams.length,
    );
    expect(await countOf('members_stream')).toBe(300);
  });

  test('a server whose disk fills in the middle of the load: nothing of it stays, the next sync loads all', async () => {
    await write(destination, delivery(), { customers: 10 });
    await query(
      `CREATE TRIGGER fill BEFORE INSERT ON members_stream FOR EACH ROW IF NEW.customer_name = 'New 100' THEN SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1021, MESSAGE_TEXT = 'Disk full'; END IF`,
    );
    expectRefusal(
      await write(destination, delivery(), { customers: 300, name: 'New' }),
      'transient',
      /could not do it now: Disk full\. Nothing was loaded/,
    );
    expect(await countOf('members_stream')).toBe(10);
    await query('DROP TRIGGER fill');
    await write(destination, delivery(), { customers: 300, name: 'New' });
    expect(await countOf('members_stream')).toBe(300);
  });

  test('the network breaks in the middle of the load: nothing of it stays', async () => {
    await write(destination, delivery(), { customers: 10 });
    const proxy = await cuttingProxy(server.port, { cutAfter: 60_000 });
    const outcome = await write(destination, delivery({ port: proxy.port }), { customers: 3000, name: 'New' });
    expect(proxy.cuts()).toBe(1);
    await proxy.close();
    expectRefusal(outcome, 'transient', /was lost/);
    expect(await countOf('members_stream')).toBe(10);
  });

  test('kill -9 in the middle of the load: nothing of it stays, the next sync loads all once', async () => {
    const config = { ...delivery(), workspace: { kind: 'directory', directory: destination.directory } };
    await write(destination, config, { customers: 10 });
    await slow('invoices_stream', 0.01);
    const child = destination.startWrite(overwrite, config);
    child.stdin?.end(sized({ customers: 20, invoices: 200 }));
    const done = finish(child);
    await loading();
    child.kill('SIGKILL');
    expect((await done).signal).toBe('SIGKILL');
    expect(await countOf('members_stream')).toBe(10);
    await query('DROP TRIGGER slow');
    const outcome = await write(destination, config, { customers: 20, invoices: 200 });
    expect(failure(outcome)).toBeUndefined();
    expect([await countOf('members_stream'), await countOf('invoices_stream')]).toEqual([20, 200]);
  });

  test('two syncs of one tenant at once: one loads, the other refuses and is right the next time', async () => {
    await write(destination, delivery(), { customers: 1 });
    await slow('members_stream', 0.01);
    const other = createDestination();
    const [a, b] = await Promise.all([
      write(destination, delivery(), { customers: 150, name: 'A' }),
      write(other, delivery(), { customers: 150, name: 'B' }),
    ]);
    other.folder.remove();
    expect([a.code, b.code].sort()).toEqual([0, 1]);
    expectRefusal(a.code === 0 ? b : a, 'transient', /Another sync of tenant DEMO01/);
    const names = (await members()).map(({ customer_name: name }) => name[0]);
    expect([names.length, new Set(names).size]).toEqual([150, 1]);
  });

  test('two tenants at once do not hinder each other', async () => {
    const tenants = ['ONE', 'TWO'];
    for (const tenant of tenants) await write(destination, { ...delivery(), tenant_key: tenant }, { customers: 50 });
    await slow('members_stream', 0.01);
    const others = tenants.map(() => createDestination());
    const outcomes = await Promise.all(
      others.map((each, at) => write(each, { ...delivery(), tenant_key: tenants[at] }, { customers: 60, name: 'New' })),
    );
    for (const each of others) each.folder.remove();
    expect(outcomes.map((outcome) => failure(outcome))).toEqual([undefined, undefined]);
    expect([await countOf('members_stream', 'ONE'), await countOf('members_stream', 'TWO')]).toEqual([60, 60]);
  });

  test('a table that does not hold what was sent: nothing is visible, the batch goes to quarantine with the figures', async () => {
    await write(destination, delivery());
    await query('CREATE TRIGGER skew BEFORE INSERT ON invoices_stream FOR EACH ROW SET NEW.total = NEW.total + 1');
    const outcome = await write(destination, delivery(), { customers: 9, invoices: 3 });
    expect(failure(outcome)?.message).toMatch(
      /sum_total in ingest\.invoices_stream is 33\.75\d* where 30\.75 was sent/,
    );
    expect(acknowledged(outcome)).toEqual([]);
    expect([await countOf('members_stream'), await countOf('invoices_stream')]).toEqual([3, 2]);
    expect((await batches()).map(({ status }) => status)).toEqual(['published', 'quarantined']);
    expect(
      await query('SELECT report, count(*) AS n FROM legacy_ingest_quarantined_rows GROUP BY report ORDER BY report'),
    ).toEqual([
      { report: 'customers', n: 9 },
      { report: 'invoices', n: 3 },
    ]);
  });

  test('tables of somebody else: what does not fit is named, and nothing is changed', async () => {
    await query(
      'CREATE TABLE members_stream (id bigint, tenant text, trade text, hub text NOT NULL, customer_name boolean) ENGINE = MyISAM',
    );
    const message = statusOf(await destination.check(delivery()));
    expect(message).toMatch(/ingest\.members_stream has no column zip;/);
    expect(message).toMatch(/column customer_name of ingest\.members_stream is of type tinyint and gets text;/);
    expect(message).toMatch(
      /column hub of ingest\.members_stream must not be null, has no default, and no report fills it/,
    );
    expect(message).toMatch(/ingest\.members_stream has the engine MyISAM, which has no transactions/);
  });

  test('a value that is too long stops the load and names the column', async () => {
    await write(destination, delivery());
    await query('ALTER TABLE members_stream MODIFY customer_name varchar(20)');
    const outcome = await write(destination, delivery(), { customers: 4, name: 'A name that is too long for it' });
    expectRefusal(outcome, 'config', /A row does not fit the table: Data too long for column 'customer_name'/);
    expect(await countOf('members_stream')).toBe(3);
  });

  test.each<[string, () => Record<string, unknown>, RegExp]>([
    ['a wrong password', () => ({ password: 'wrong-secret-1' }), /refuses user loader with this password/],
    [
      'an unknown host',
      () => ({ host: 'no-such-host.invalid' }),
      /No server is known by the name no-such-host\.invalid/,
    ],
    ['a port where nobody listens', () => ({ port: 1 }), /Nothing answers at 127\.0\.0\.1:1/],
    ['a database that is not theirs', () => ({ database: 'nowhere' }), /nowhere/],
    [
      'a certificate of an unknown authority',
      () => ({ host: 'localhost', ssl_mode: 'verify-full' }),
      /certificate of localhost:\d+ cannot be trusted/,
    ],
    [
      'an address where a name is to be verified',
      () => ({ ssl_mode: 'verify-full' }),
      /127\.0\.0\.1 is an address. Give the name/,
    ],
  ])('%s is refused in plain words, without the secret', async (_, changes, words) => {
    const outcome = await destination.check(delivery(changes()));
    expect(statusOf(outcome)).toMatch(words);
    expect(outcome.stdout + outcome.stderr).not.toMatch(/wrong-secret-1|loader-secret-9fKq/);
  });

  test('a certificate is believed for its host, or for any with verify-ca; a server that says nothing is given up', async () => {
    for (const changes of [{ host: 'localhost', ssl_mode: 'verify-full' }, { ssl_mode: 'verify-ca' }]) {
      const outcome = await destination.check(delivery({ ...changes, ssl_ca: server.certificate }));
      expect(outcome.messages.at(-1)?.connectionStatus?.status).toBe('SUCCEEDED');
    }
    const proxy = await cuttingProxy(server.port, { silent: true });
    const silent = await destination.check(delivery({ port: proxy.port, connect_timeout_seconds: 1 }));
    await proxy.close();
    expect(statusOf(silent)).toMatch(/was lost|did not answer in time/);
  });
});
