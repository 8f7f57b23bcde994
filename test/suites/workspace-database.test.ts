/** A workspace in the delivery's PostgreSQL: a container without a volume keeps incremental customers whole. */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { finish, run, destinationProgram } from '../support/connector';
import { cuttingProxy } from '../support/cutting-proxy';
import {
  acknowledged,
  catalog,
  createDestination,
  failure,
  lines,
  record,
  state,
  tenantKey,
  type Destination,
} from '../support/destination';
import { postgresPrograms, startPostgres, type PostgresServer } from '../support/postgres-server';
import { until } from '../support/tables';

jest.setTimeout(120_000);

const format = {
  format: 'servicetitan-legacy-reports',
  version: 1,
  reports: {
    people: {
      title: 'People',
      source: 'people',
      key: ['id'],
      mode: 'snapshot',
      columns: [
        { name: 'id', header: 'ID', from: 'id', type: 'id' },
        { name: 'name', header: 'Name', from: 'name', type: 'text' },
      ],
      staging: {
        table: 'people',
        write: 'replace-for-tenant',
        columns: { tenant: 'context.tenant', id: 'id', name: 'name', version: 'context.version' },
      },
    },
    bills: {
      title: 'Bills',
      source: 'bills',
      key: ['id'],
      mode: 'changes',
      changes: { resend: 'if-content-changed' },
      columns: [
        { name: 'id', header: 'ID', from: 'id', type: 'id' },
        { name: 'total', header: 'Total', from: 'total', type: 'money' },
      ],
      staging: {
        table: 'bills',
        write: 'append-batch',
        columns: { tenant: 'context.tenant', id: 'id', total: 'total' },
      },
    },
  },
};

let server: PostgresServer;
let destination: Destination;

const config = (changes: Record<string, unknown> = {}, workspace: unknown = { kind: 'database' }) => ({
  format: { kind: 'custom', definition: JSON.stringify(format) },
  workspace,
  delivery: {
    kind: 'postgres',
    host: '127.0.0.1',
    port: server.port,
    database: 'ingest',
    user: 'postgres',
    password: server.password,
    ssl_mode: 'require',
    ...changes,
  },
});
const query = <Row extends object>(sql: string): Promise<Row[]> => server.queryIn<Row>('ingest', sql);
const people = async (): Promise<string[]> =>
  (await query<{ name: string }>(`SELECT name FROM people WHERE tenant = '${tenantKey}' ORDER BY id::int`)).map(
    ({ name }) => name,
  );
const bills = async (): Promise<string[]> =>
  (await query<{ id: string }>('SELECT id FROM bills ORDER BY id::int')).map(({ id }) => id);
const incremental = catalog(['people', 'bills'], { mode: 'append_dedup' });

/** A sync that brings only these, and states that say that all is read. */
const changes = (names: Record<number, string>, billIds: readonly number[] = []): string =>
  lines(
    ...Object.entries(names).map(([id, name]) =>
      record('people', { id: Number(id), name, modifiedOn: '2026-01-01T00:00:00Z' }),
    ),
    ...billIds.map((id) => record('bills', { id, total: '1.00', modifiedOn: '2026-01-01T00:00:00Z' })),
    state('people'),
    state('bills'),
  );
const write = (input: string, with_ = config()) => destination.write(input, incremental, with_);

(postgresPrograms.ready || process.env.CI === 'true' ? describe : describe.skip)('a workspace in the database', () => {
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(async () => {
    await server.stop();
  });
  beforeEach(async () => {
    await server.query('DROP DATABASE IF EXISTS ingest WITH (FORCE)');
    await server.query('CREATE DATABASE ingest');
    destination = createDestination();
  });
  afterEach(() => {
    destination.folder.remove();
  });

  test('changes of a few customers give the whole list; what was sent is not sent again', async () => {
    expect(failure(await write(changes({ 1: 'A', 2: 'B', 3: 'C' }, [1, 2])))).toBeUndefined();
    const second = await write(changes({ 2: 'B changed', 4: 'D' }, [2, 3]));
    expect(acknowledged(second)).toHaveLength(2);
    expect(second.stdout).toContain('Records are kept between syncs in schema legacy_ingest of PostgreSQL ingest');
    expect(await people()).toEqual(['A', 'B changed', 'C', 'D']);
    expect(await bills()).toEqual(['1', '2', '3']);
    expect(await query('SELECT tenant, generation FROM legacy_ingest.workspaces')).toEqual([
      { tenant: tenantKey, generation: '4' },
    ]);
  });

  test('each sync cleans its copy up, and one tenant does not see the other', async () => {
    const copies = mkdtempSync(join(tmpdir(), 'copies-'));
    const args = destination.arguments(incremental, config());
    await run(destinationProgram, args, { input: changes({ 1: 'A' }), environment: { TMPDIR: copies } });
    expect(await people()).toEqual(['A']);
    expect(existsSync(copies) && readdirSync(copies)).toEqual([]);
    rmSync(copies, { recursive: true });
    await destination.write(changes({ 9: 'Z' }), incremental, { ...config(), tenant_key: 'OTHER' });
    expect(await query(`SELECT name FROM people WHERE tenant = 'OTHER'`)).toEqual([{ name: 'Z' }]);
    expect(await people()).toEqual(['A']);
  });

  test.each([
    ['while the batch is loaded', 'bills', ''],
    [
      'after it is committed, before the workspace is saved',
      'legacy_ingest.workspaces',
      'WHEN (NEW.generation % 2 = 0 AND NEW.generation > 2)',
    ],
  ])('kill -9 %s: nothing lost, nothing twice', async (_, table, when) => {
    await write(changes({ 1: 'A', 2: 'B', 3: 'C', 4: 'D', 5: 'E' }, [1]));
    await query(
      `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(20); RETURN NEW; END $$`,
    );
    await query(`CREATE TRIGGER slow BEFORE INSERT OR UPDATE ON ${table} FOR EACH ROW ${when} EXECUTE FUNCTION slow()`);
    const child = destination.startWrite(incremental, config());
    child.stdin?.end(changes({ 6: 'F' }, [2, 3]));
    const done = finish(child);
    const pid = await until('a slow statement', async () => {
      const [row] = await query<{ pid: number }>(`SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep'`);
      return row?.pid;
    });
    child.kill('SIGKILL');
    expect((await done).signal).toBe('SIGKILL');
    await query(`SELECT pg_terminate_backend(${pid})`);
    await query(`DROP TRIGGER slow ON ${table}`);
    const retry = await write(changes({ 6: 'F' }, [2, 3]));
    expect([failure(retry), acknowledged(retry).length]).toEqual([undefined, 2]);
    expect(await people()).toEqual(['A', 'B', 'C', 'D', 'E', 'F']);
    expect(await bills()).toEqual(['1', '2', '3']);
  });

  test('a connection that breaks while the workspace is saved: nothing is published, the next sync is whole', async () => {
    await write(changes({ 1: 'A' }));
    const before = await query('SELECT count(*) FROM legacy_ingest.batches');
    // what does not compress is larger than everything else that goes through
    const names = Object.fromEntries(Array.from({ length: 2000 }, (_, at) => [at + 1, `P ${Math.sqrt(at + 2)}`]));
    const proxy = await cuttingProxy(server.port, { cutAfter: 20_000 });
    const outcome = await write(changes(names), config({ port: proxy.port }));
    expect(proxy.cuts()).toBe(1);
    await proxy.close();
    expect(failure(outcome)?.type).toBe('transient_error');
    expect(acknowledged(outcome)).toEqual([]);
    expect(await query('SELECT count(*) FROM legacy_ingest.batches')).toEqual(before);
    expect(failure(await write(changes(names)))).toBeUndefined();
    expect(await people()).toHaveLength(2000);
  });

  test('a second sync of the tenant waits a little and refuses', async () => {
    const first = destination.startWrite(incremental, config());
    const done = finish(first);
    await until(
      'the lock',
      async () => (await query("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted"))[0],
    );
    const second = await createDestination().write(changes({ 1: 'B' }), incremental, config());
    expect(failure(second)).toMatchObject({
      type: 'transient_error',
      message: expect.stringMatching(/Another sync of tenant DEMO01/) as unknown,
    });
    first.stdin?.end(changes({ 1: 'A' }));
    expect((await done).code).toBe(0);
    expect(await people()).toEqual(['A']);
  });

  test('a stored block that was tampered with stops the sync in plain words', async () => {
    await write(changes({ 1: 'A' }));
    await query(`UPDATE legacy_ingest.workspace_blocks SET sha256 = repeat('0', 64) WHERE file = 'ledger.db'`);
    const outcome = await write(changes({ 2: 'B' }));
    expect(failure(outcome)?.message).toMatch(/workspace of tenant DEMO01 .* is damaged.*Delete the tenant's rows/);
    expect(await people()).toEqual(['A']);
  });

  test('check tries it and leaves nothing; without PostgreSQL there is no such workspace', async () => {
    const good = await destination.check(config());
    expect(good.messages.at(-1)?.connectionStatus).toMatchObject({
      status: 'SUCCEEDED',
      message: expect.stringMatching(/kept between syncs in schema legacy_ingest/) as unknown,
    });
    expect(await query(`SELECT 1 FROM information_schema.tables WHERE table_schema = 'legacy_ingest'`)).toEqual([]);
    const files = await destination.check({ workspace: { kind: 'database' } });
    expect(files.stdout).toMatch(/A workspace in the database needs the delivery PostgreSQL/);
  });
});
