/** The staging tables in a real PostgreSQL: one list at a time, whole, whatever happens on the way. */
import { setTimeout as delay } from 'node:timers/promises';

import { finish } from '../support/connector';
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
import { postgresPrograms, startPostgres, type PostgresServer } from '../support/postgres-server';
import { expectRefusal, loaderPassword, loadingInto, overwrite, sized, streams, until, write } from '../support/tables';

jest.setTimeout(120_000);

let server: PostgresServer;
let destination: Destination;

const delivery = (changes: Record<string, unknown> = {}) => loadingInto('postgres', server.port, changes);

const query = <Row extends object>(sql: string): Promise<Row[]> => server.queryIn<Row>('ingest', sql);
const members = (tenant = tenantKey) =>
  query<{ customer_name: string; version: string }>(
    `SELECT customer_name, version FROM members_stream WHERE tenant = '${tenant}' ORDER BY id`,
  );
const countOf = async (table: string, tenant = tenantKey): Promise<number> =>
  Number((await query<{ count: string }>(`SELECT count(*) FROM ${table} WHERE tenant = '${tenant}'`))[0]?.count);
const batches = () =>
  query<{ batch_id: string; status: string; reasons: string | null; sync_id: string }>(
    'SELECT batch_id, status, reasons, sync_id FROM legacy_ingest.batches ORDER BY number',
  );

/** Every row that goes into the table takes its time. */
const slow = (table: string, seconds: number) =>
  query(`CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(${seconds}); RETURN NEW; END $$;
         CREATE TRIGGER slow BEFORE INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION slow()`);
const quick = (table: string) => query(`DROP TRIGGER slow ON ${table}; DROP FUNCTION slow()`);

/** Waits until a connection of ours copies rows into a table. */
const copying = (table: string): Promise<number> =>
  until('rows on their way', async () => {
    const [row] = await query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE query LIKE 'COPY%${table}%' AND application_name = 'destination-legacy-ingest'`,
    );
    return row?.pid;
  });

(postgresPrograms.ready || process.env.CI === 'true' ? describe : describe.skip)('PostgreSQL', () => {
  beforeAll(async () => {
    server = await startPostgres();
    await server.query(`CREATE ROLE loader LOGIN PASSWORD '${loaderPassword}'`);
  });
  afterAll(async () => {
    await server.stop();
  });
  beforeEach(async () => {
    await server.query('DROP DATABASE IF EXISTS ingest WITH (FORCE)');
    await server.query('CREATE DATABASE ingest OWNER loader');
    await server.queryIn('ingest', 'GRANT ALL ON SCHEMA public TO loader');
    destination = createDestination();
  });
  afterEach(() => {
    destination.folder.remove();
  });

  test('check does everything and leaves nothing behind', async () => {
    const outcome = await destination.check(delivery());
    expect(outcome.messages.at(-1)?.connectionStatus).toMatchObject({
      status: 'SUCCEEDED',
      message: expect.stringMatching(/first sync makes public\.members_stream, public\.invoices_stream/) as unknown,
    });
    expect(
      await query(`SELECT 1 FROM information_schema.tables WHERE table_schema IN ('public', 'legacy_ingest')`),
    ).toEqual([]);
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
        zip: '65807',
      },
    ]);
    expect(await members()).toMatchObject([
      { customer_name: 'Jane Q. Example' },
      { customer_name: '"Acme" Widgets, LLC' },
    ]);
    expect(
      await query(
        'SELECT report, rows_loaded, rows_rejected, version IS NOT NULL AS versioned FROM legacy_ingest.loads ORDER BY number',
      ),
    ).toEqual([
      { report: 'customers', rows_loaded: '2', rows_rejected: '1', versioned: true },
      { report: 'invoices', rows_loaded: '2', rows_rejected: '0', versioned: true },
    ]);
    expect(await query('SELECT reason_code, message, source_id FROM legacy_ingest.rejects')).toEqual([
      { reason_code: 'MISSING_REQUIRED', message: 'Customer Street is empty', source_id: '4000003' },
    ]);
  });

  test('a list takes the place of the one before under one growing version; other tenants keep theirs', async () => {
    await write(destination, { ...delivery(), tenant_key: 'OTHER' }, { customers: 4 });
    await write(destination, delivery(), { customers: 5 });
    const [{ version } = { version: '' }] = await members();
    await query(`UPDATE members_stream SET processed = true`);
    const outcome = await write(destination, delivery(), { customers: 6, name: 'Back\\slash "quoted" \u{1f600}' });
    expect(failure(outcome)).toBeUndefined();
    const now = await members();
    expect(now).toHaveLength(6);
    expect(now[5]?.customer_name).toBe('Back\\slash "quoted" \u{1f600} 5');
    expect(new Set(now.map((row) => row.version)).size).toBe(1);
    expect(Number(now[0]?.version)).toBeGreaterThan(Number(version));
    expect(await countOf('members_stream', 'OTHER')).toBe(4);
  });

  test('the version grows though the clock goes back', async () => {
    await write(destination, delivery(), { customers: 3 });
    await query('UPDATE legacy_ingest.loads SET version = 4000000000');
    await write(destination, delivery(), { customers: 4 });
    expect((await members()).map(({ version }) => version)).toEqual(Array(4).fill('4000000001'));
  });

  test('the same content again changes nothing, with and without a workspace', async () => {
    const workspace = { kind: 'directory', directory: destination.directory };
    for (const config of [delivery(), delivery(), { ...delivery(), workspace }, { ...delivery(), workspace }]) {
      const outcome = await write(destination, config, { customers: 10, invoices: 4 });
      expect(acknowledged(outcome)).toHaveLength(streams.length);
    }
    expect(await countOf('invoices_stream')).toBe(4);
    expect(await batches()).toHaveLength(1);
    // what was replaced since is news again
    await write(destination, delivery(), { customers: 11 });
    await write(destination, delivery(), { customers: 10, invoices: 4 });
    expect(await countOf('members_stream')).toBe(10);
  });

  test('the server ends the connection in the middle of the load: nothing of it stays, the next sync loads all', async () => {
    await write(destination, delivery(), { customers: 10 });
    await slow('members_stream', 0.01);
    const running = write(destination, delivery(), { customers: 300, name: 'New' });
    await query(`SELECT pg_terminate_backend(${await copying('members_stream')})`);
    expectRefusal(await running, 'transient', /connection .* was lost.*tenant DEMO01/);
    expect(await countOf('members_stream')).toBe(10);
    await quick('members_stream');
    expect(acknowledged(await write(destination, delivery(), { customers: 300, name: 'New' }))).toHaveLength(
      streams.length,
    );
    expect(await countOf('members_stream')).toBe(300);
  });

  test('a server whose disk fills in the middle of the load: nothing of it stays, the next sync loads all', async () => {
    await write(destination, delivery(), { customers: 10 });
    await query(`CREATE SEQUENCE room;
      CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN
        IF nextval('room') > 100 THEN RAISE 'could not extend file: No space left on device' USING ERRCODE = '53100'; END IF;
        RETURN NEW; END $$;
      CREATE TRIGGER fill BEFORE INSERT ON members_stream FOR EACH ROW EXECUTE FUNCTION fill()`);
    expectRefusal(
      await write(destination, delivery(), { customers: 300, name: 'New' }),
      'transient',
      /could not do it now: could not extend file: No space left on device\. Nothing was loaded/,
    );
    expect(await countOf('members_stream')).toBe(10);
    await query('DROP TRIGGER fill ON members_stream');
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
    child.stdin?.end(sized({ customers: 20, invoices: 300 }));
    const done = finish(child);
    await copying('invoices_stream');
    child.kill('SIGKILL');
    expect((await done).signal).toBe('SIGKILL');
    await quick('invoices_stream').catch(() => delay(500));
    expect(await countOf('members_stream')).toBe(10);
    const outcome = await write(destination, config, { customers: 20, invoices: 300 });
    expect(acknowledged(outcome)).toHaveLength(streams.length);
    expect([await countOf('members_stream'), await countOf('invoices_stream')]).toEqual([20, 300]);
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
    const loser = a.code === 0 ? b : a;
    expect([a.code, b.code].sort()).toEqual([0, 1]);
    expectRefusal(loser, 'transient', /Another sync of tenant DEMO01/);
    const names = (await members()).map(({ customer_name: name }) => name[0]);
    expect([names.length, new Set(names).size]).toEqual([150, 1]);
  });

  test('two tenants at once do not wait for each other', async () => {
    const outcomes = await Promise.all(
      ['ONE', 'TWO'].map((tenant) =>
        write(createDestination(), { ...delivery(), tenant_key: tenant }, { customers: 40 }),
      ),
    );
    expect(outcomes.map((outcome) => [outcome.code, failure(outcome)])).toEqual([
      [0, undefined],
      [0, undefined],
    ]);
  });

  test('a table that does not hold what was sent: nothing is visible, the batch goes to quarantine with the figures', async () => {
    await write(destination, delivery(), { customers: 2, invoices: 2 });
    await query(`CREATE FUNCTION skew() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.total = NEW.total + 1; RETURN NEW; END $$;
                 CREATE TRIGGER skew BEFORE INSERT ON invoices_stream FOR EACH ROW EXECUTE FUNCTION skew()`);
    const outcome = await write(destination, delivery(), { customers: 9, invoices: 3 });
    expect(failure(outcome)?.message).toMatch(/sum_total in public\.invoices_stream is 33\.75 where 30\.75 was sent/);
    expect(acknowledged(outcome)).toEqual([]);
    expect([await countOf('members_stream'), await countOf('invoices_stream')]).toEqual([2, 2]);
    expect((await batches()).map(({ status, reasons }) => [status, reasons])).toEqual([
      ['published', null],
      ['quarantined', 'sum_total in public.invoices_stream is 33.75 where 30.75 was sent'],
    ]);
    expect(
      await query(`SELECT report, count(*) FROM legacy_ingest.quarantined_rows GROUP BY report ORDER BY report`),
    ).toEqual([
      { report: 'customers', count: '9' },
      { report: 'invoices', count: '3' },
    ]);
  });

  test('a batch past a limit is held back, its rows beside the reasons', async () => {
    await write(destination, delivery(), { customers: 40 });
    const outcome = await write(destination, delivery(), { customers: 4 });
    expectRefusal(outcome, 'config', /held back.*legacy_ingest\.batches of PostgreSQL ingest/);
    expect(await countOf('members_stream')).toBe(40);
    expect(await countOf('legacy_ingest.quarantined_rows')).toBe(6);
  });

  test('tables of somebody else: what does not fit is named, and nothing is changed', async () => {
    await query(
      `CREATE TABLE members_stream (id bigserial, tenant text, trade text, version bigint, hub text NOT NULL, customer_name boolean); ALTER TABLE members_stream OWNER TO loader`,
    );
    const outcome = await destination.check(delivery());
    const message = outcome.messages.at(-1)?.connectionStatus?.message ?? '';
    expect(message).toMatch(/public\.members_stream has no column zip;/);
    expect(message).toMatch(/column customer_name of public\.members_stream is of type boolean and gets text;/);
    expect(message).toMatch(
      /column hub of public\.members_stream must not be null, has no default, and no report fills it/,
    );
    expect(message).not.toMatch(/version|trade/);
  });

  test('other names of tables and columns', async () => {
    const tables = [{ report: 'customers', table: 'Clients', columns: [{ column: 'zip', name: 'postal code' }] }];
    const outcome = await write(destination, delivery({ tables, log_schema: 'audit', schema: 'stage' }), {
      customers: 2,
    });
    expect(failure(outcome)).toBeUndefined();
    expect(await query('SELECT "postal code" FROM stage."Clients"')).toEqual(Array(2).fill({ 'postal code': '65807' }));
    expect(await query('SELECT status FROM audit.batches')).toEqual([{ status: 'published' }]);
    const wrong = await destination.check(delivery({ tables: [{ report: 'clients' }] }));
    expect(failure(wrong)?.message ?? wrong.messages.at(-1)?.connectionStatus?.message).toMatch(
      /report clients, which the format does not have. It has: customers, invoices/,
    );
  });

  test.each<[string, () => Record<string, unknown>, RegExp]>([
    ['a wrong password', () => ({ password: 'wrong-secret-1' }), /refuses user loader with this password/],
    [
      'an unknown host',
      () => ({ host: 'no-such-host.invalid' }),
      /No server is known by the name no-such-host\.invalid/,
    ],
    ['a port where nobody listens', () => ({ port: 1 }), /Nothing answers at 127\.0\.0\.1:1/],
    ['an unknown database', () => ({ database: 'nowhere' }), /has no database nowhere/],
    [
      'a certificate of an unknown authority',
      () => ({ ssl_mode: 'verify-full' }),
      /certificate of 127\.0\.0\.1:\d+ cannot be trusted/,
    ],
    [
      'a certificate of another host',
      () => ({ ssl_mode: 'verify-full', ssl_ca: server.certificate }),
      /cannot be trusted: .*(altnames|127\.0\.0\.1)/,
    ],
  ])('%s is refused in plain words, without the secret', async (_, changes, words) => {
    const outcome = await destination.check(delivery(changes()));
    expect(outcome.messages.at(-1)?.connectionStatus?.message).toMatch(words);
    expect(outcome.stdout + outcome.stderr).not.toMatch(/wrong-secret-1|loader-secret-9fKq/);
  });

  test('a certificate is believed for its host, or for any host with verify-ca', async () => {
    for (const changes of [{ host: 'localhost', ssl_mode: 'verify-full' }, { ssl_mode: 'verify-ca' }]) {
      const outcome = await destination.check(delivery({ ...changes, ssl_ca: server.certificate }));
      expect(outcome.messages.at(-1)?.connectionStatus?.status).toBe('SUCCEEDED');
    }
  });

  test('a server without encryption, and one that takes a connection and says nothing', async () => {
    await server.query('ALTER SYSTEM SET ssl = off');
    await server.query('SELECT pg_reload_conf()');
    await delay(500);
    const plain = await destination.check(delivery());
    await server.query('ALTER SYSTEM RESET ssl');
    await server.query('SELECT pg_reload_conf()');
    expect(plain.messages.at(-1)?.connectionStatus?.message).toMatch(/does not offer encryption/);
    const proxy = await cuttingProxy(server.port, { silent: true });
    const silent = await destination.check(delivery({ port: proxy.port, connect_timeout_seconds: 1 }));
    await proxy.close();
    expect(silent.messages.at(-1)?.connectionStatus?.message).toMatch(/was lost|did not answer in time/);
  });

  test('a user without rights is told which', async () => {
    await server.query(
      `DO $$ BEGIN CREATE ROLE guest LOGIN PASSWORD '${loaderPassword}'; EXCEPTION WHEN duplicate_object THEN NULL; END $$`,
    );
    const outcome = await destination.check(delivery({ user: 'guest' }));
    expect(outcome.messages.at(-1)?.connectionStatus?.message).toMatch(
      /User guest may not do this in ingest: permission denied for/,
    );
  });
});
