/** The images at work, as a user runs them: check, discover, read piped into write, week after week, and cut off. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

import { streams } from 'servicetitan-specs';

import { startSimulator, type Simulator, type Tenant } from '../simulator';
import { completeBatches, rowsOf } from '../support/batches';
import { finish, run, start, temporaryFolder, type Folder } from '../support/connector';
import { findEngine, type Engine } from '../support/containers/engine';
import { ask, buildImages, containerProgram, type RunOptions } from '../support/containers/images';
import { syncOnce, type PipelineOutcome } from '../support/pipeline';
import { errorsOf, stateFile } from '../support/protocol';
import { catalogOf, sourceConfig } from '../support/source';

const engine = findEngine();
const ready = engine as Engine;
const reportStreams = streams.filter((stream) => stream.suggested).map(({ name }) => name);
const catalog = catalogOf('incremental', ...reportStreams);
const minute = 60_000;
const locked: RunOptions = { more: ['--cap-drop=ALL', '--user=1000:1000', ...(engine.ready ? engine.readOnly : [])] };

let folder: Folder;
let simulator: Simulator;
let tenant: Tenant;
let states: unknown[];

async function open(sizes: Record<string, number>, exportBatchSize: number): Promise<void> {
  simulator = await startSimulator({ tenants: [{ seed: 21, sizes }], switches: { exportBatchSize } });
  [tenant] = simulator.tenants;
}

const destinationConfig = (): unknown => ({
  tenant_key: 'acme',
  time_zone: 'America/Chicago',
  delivery: { kind: 'files', directory: `${folder.path}/legacy`, file_type: 'csv' },
  limits: { max_reject_rate: 0.5, max_reject_rows: 100_000, min_rows_vs_previous: 0.5, allow_empty_snapshot: false },
});

async function sync(options: RunOptions = {}): Promise<PipelineOutcome> {
  const outcome = await syncOnce(
    folder,
    { sourceConfig: sourceConfig(simulator, tenant), destinationConfig: destinationConfig(), catalog, state: states },
    () => undefined,
    {
      source: containerProgram(ready, 'source-servicetitan', folder, options),
      destination: containerProgram(ready, 'destination-legacy-ingest', folder, options),
    },
  );
  states = stateFile(outcome.destination.messages, states);
  return outcome;
}

const batches = () => completeBatches(`${folder.path}/legacy`, 'acme');
const idsOf = (report: string, column: string): string[] =>
  batches().flatMap((batch) => rowsOf(`${folder.path}/legacy`, 'acme', batch, report).map((row) => row[column]!));
const codes = ({ source, destination }: PipelineOutcome): unknown => [
  ...[source.code, destination.code],
  [...errorsOf(source.messages), ...errorsOf(destination.messages)].map(({ message }) => message),
  `${source.stderr}${destination.stderr}`,
];
const well = [0, 0, [], ''];

(engine.ready || process.env.CI === 'true' ? describe : describe.skip)('images', () => {
  beforeAll(() => {
    if (!engine.ready) throw new Error(engine.why);
    buildImages(engine);
  }, 240_000);

  beforeEach(() => {
    folder = temporaryFolder();
    chmodSync(folder.path, 0o777);
    states = [];
  });

  afterEach(async () => {
    await simulator.close();
    folder.remove();
  });

  test('check says SUCCEEDED, and in words what is wrong with a secret; discover lists the streams', async () => {
    await open({ customers: 10 }, 50);
    const program = containerProgram(ready, 'source-servicetitan', folder, locked);
    const config = (more = {}) => folder.file('source.json', sourceConfig(simulator, tenant, more));
    const status = async (more?: Record<string, unknown>) => {
      const { code, messages } = await run(program, ['check', '--config', config(more)]);
      return [code, messages.find(({ type }) => type === 'CONNECTION_STATUS')?.connectionStatus];
    };
    expect(await status()).toEqual([0, expect.objectContaining({ status: 'SUCCEEDED' })]);
    const refused = { status: 'FAILED', message: expect.stringMatching(/secret/i) as unknown };
    expect(await status({ client_secret: 'cs1.wrong' })).toEqual([0, refused]);
    const discovered = await run(program, ['discover', '--config', config()]);
    expect(discovered.code).toBe(0);
    const names = discovered.messages.flatMap(({ catalog: found }) => found?.streams.map(({ name }) => name) ?? []);
    expect(names).toEqual(expect.arrayContaining(reportStreams));
  });

  test('the destination checks its mounted folder', async () => {
    await open({ customers: 10 }, 50);
    const program = containerProgram(ready, 'destination-legacy-ingest', folder, locked);
    const { code, messages } = await run(program, ['check', '--config', folder.file('d.json', destinationConfig())]);
    expect([code, messages.find(({ connectionStatus }) => connectionStatus)?.connectionStatus?.status]).toEqual([
      0,
      'SUCCEEDED',
    ]);
  });

  test('read piped into write publishes a batch, and the next run only what changed', async () => {
    await open({ customers: 120, invoices: 300 }, 50);
    expect(codes(await sync(locked))).toEqual(well);
    const first = batches();
    expect(first.map(({ reports }) => reports.map(({ report }) => report).sort())).toEqual([['customers', 'invoices']]);
    simulator.clock.advance(minute);
    const settled = tenant
      .rows('invoices')
      .find((row) => row.active === true && row.syncStatus === 'Posted' && (row.invoiceDate ?? null) !== null)!;
    const change = {
      action: 'edit',
      stream: 'invoices',
      id: Number(settled.id),
      fields: { summary: 'Second' },
    } as const;
    tenant.mutate(change);
    simulator.clock.advance(30 * minute);
    expect(codes(await sync(locked))).toEqual(well);
    const second = batches().at(-1)!;
    expect(batches()).toHaveLength(2);
    const ids = rowsOf(`${folder.path}/legacy`, 'acme', second, 'invoices').map((row) => row['Invoice ID']);
    expect(ids).toEqual([String(settled.id)]);
  });

  test('a revoked secret ends the read with 1, the write with 1, and publishes nothing', async () => {
    await open({ customers: 10 }, 50);
    const revoked = { ...tenant, clientSecret: 'cs1.revoked' };
    tenant = revoked;
    const { source, destination } = await sync();
    expect([source.code, destination.code, batches()]).toEqual([1, 1, []]);
    expect(errorsOf(source.messages)[0]!.message).toMatch(/secret/i);
  });

  test('100,000 invoices go through with 512 MB for each side', async () => {
    await open({ customers: 2000, invoices: 100_000 }, 5000);
    expect(codes(await sync({ ...locked, memory: 512 }))).toEqual(well);
    const [{ reports }] = batches() as [ReturnType<typeof batches>[number]];
    const invoices = reports.find(({ report }) => report === 'invoices')!.counts;
    expect(invoices.read).toBe(100_000);
    expect(new Set(idsOf('invoices', 'Invoice ID')).size).toBe(invoices.written);
  }, 240_000);

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s to process 1 ends a read at once', async (signal) => {
    await open({ customers: 2000 }, 10);
    const name = `servicetitan-read-${process.pid}-${signal}`;
    const program = containerProgram(ready, 'source-servicetitan', folder, { more: ['--name', name] });
    const config = folder.file('source.json', sourceConfig(simulator, tenant));
    const child = start(program, ['read', '--config', config, '--catalog', folder.file('catalog.json', catalog)]);
    const end = finish(child);
    await once(child.stdout!, 'data');
    const asked = Date.now();
    expect(ask(ready, 'kill', '--signal', signal, name).status).toBe(0);
    const { code } = await end;
    expect(code).toBe({ SIGTERM: 143, SIGINT: 130, SIGHUP: 129 }[signal]);
    expect(Date.now() - asked).toBeLessThan(8000);
  });

  test('SIGTERM to process 1 during a write publishes nothing by halves, and the next run makes up for it', async () => {
    await open({ customers: 120, invoices: 300 }, 50);
    const lines = (
      await run(containerProgram(ready, 'source-servicetitan', folder), [
        ...['read', '--config', folder.file('source.json', sourceConfig(simulator, tenant))],
        ...['--catalog', folder.file('catalog.json', catalog)],
      ])
    ).stdout.split('\n');
    const name = `servicetitan-write-${process.pid}`;
    const program = containerProgram(ready, 'destination-legacy-ingest', folder, { more: ['--name', name] });
    const config = folder.file('destination.json', destinationConfig());
    const child = start(program, ['write', '--config', config, '--catalog', `${folder.path}/catalog.json`]);
    const end = finish(child);
    child.stdin!.on('error', () => undefined);
    child.stdin!.write(`${lines.slice(0, lines.length / 2).join('\n')}\n`);
    while (spawnSync('find', [folder.path, '-name', '.workspace']).stdout.length === 0) await delay(100);
    await delay(1000);
    const asked = Date.now();
    expect(ask(ready, 'kill', '--signal', 'SIGTERM', name).status).toBe(0);
    expect((await end).code).toBe(143);
    expect(Date.now() - asked).toBeLessThan(8000);
    expect(batches()).toEqual([]);
    expect(codes(await sync())).toEqual(well);
    expect(idsOf('invoices', 'Invoice ID').length).toBeGreaterThan(0);
  });
});
