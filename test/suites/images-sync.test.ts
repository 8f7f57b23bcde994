/** The images at work, as a user runs them: check, discover, and read piped into write, week after week. */
import { streams } from 'servicetitan-specs';

import { run } from '../support/connector';
import { findEngine, type Engine } from '../support/containers/engine';
import { buildImages, containerProgram, type RunOptions } from '../support/containers/images';
import { openScene, type Scene } from '../support/containers/scene';
import type { PipelineOutcome } from '../support/pipeline';
import { errorsOf } from '../support/protocol';
import { catalogOf } from '../support/source';

/** Starting a container takes a second; on a machine that is busy with other suites it takes many. */
jest.setTimeout(180_000);

const engine = findEngine();
const ready = engine as Engine;
const reportStreams = streams.filter((stream) => stream.suggested).map(({ name }) => name);
const catalog = catalogOf('incremental', ...reportStreams);
const minute = 60_000;
/** As strict as a cluster may be. */
const locked: RunOptions = { more: ['--cap-drop=ALL', '--user=1000:1000', ...(engine.ready ? engine.readOnly : [])] };

/** Exit codes, errors, and what else was printed. */
const ends = ({ source, destination }: PipelineOutcome): unknown => [
  ...[source.code, destination.code],
  ...[...errorsOf(source.messages), ...errorsOf(destination.messages)].map(({ message }) => message),
  `${source.stderr}${destination.stderr}`,
];
const well = [0, 0, ''];

(engine.ready || process.env.CI === 'true' ? describe : describe.skip)('the images', () => {
  let scene: Scene;

  beforeAll(() => {
    if (!engine.ready) throw new Error(engine.why);
    buildImages(engine);
  }, 240_000);

  afterEach(async () => {
    await scene.close();
  });

  async function sourceStatus(more?: Record<string, unknown>): Promise<unknown> {
    const program = containerProgram(ready, 'source-servicetitan', scene.folder, locked);
    const { code, messages } = await run(program, ['check', '--config', scene.sourceFile(more)]);
    return [code, messages.find(({ connectionStatus }) => connectionStatus)?.connectionStatus];
  }

  test('check says SUCCEEDED, or in words what is wrong with a secret; discover lists the streams', async () => {
    scene = await openScene(ready, { customers: 10 });
    expect(await sourceStatus()).toEqual([0, expect.objectContaining({ status: 'SUCCEEDED' })]);
    const refused = { status: 'FAILED', message: expect.stringMatching(/does not accept.*secret/i) as unknown };
    expect(await sourceStatus({ client_secret: 'cs1.wrong' })).toEqual([0, refused]);
    const program = containerProgram(ready, 'source-servicetitan', scene.folder, locked);
    const { code, messages } = await run(program, ['discover', '--config', scene.sourceFile()]);
    const names = messages.flatMap(({ catalog: found }) => found?.streams.map(({ name }) => name) ?? []);
    expect([code, names]).toEqual([0, expect.arrayContaining(reportStreams)]);
  });

  test('the destination checks its mounted folder', async () => {
    scene = await openScene(ready, { customers: 10 });
    const program = containerProgram(ready, 'destination-legacy-ingest', scene.folder, locked);
    const { code, messages } = await run(program, ['check', '--config', scene.destinationFile()]);
    const status = messages.find(({ connectionStatus }) => connectionStatus)?.connectionStatus?.status;
    expect([code, status]).toEqual([0, 'SUCCEEDED']);
  });

  test('read piped into write publishes a batch, and the next run only what changed', async () => {
    scene = await openScene(ready, { customers: 120, invoices: 300 });
    expect(ends(await scene.sync(catalog, locked))).toEqual(well);
    expect(scene.batches().map(({ reports }) => reports.map(({ report }) => report).sort())).toEqual([
      ['customers', 'invoices'],
    ]);
    scene.simulator.clock.advance(minute);
    const settled = scene.tenant
      .rows('invoices')
      .find((row) => row.active === true && row.syncStatus === 'Posted' && (row.invoiceDate ?? null) !== null);
    const id = Number(settled?.id);
    scene.tenant.mutate({ action: 'edit', stream: 'invoices', id, fields: { summary: 'Second visit' } });
    scene.simulator.clock.advance(30 * minute);
    expect(ends(await scene.sync(catalog, locked))).toEqual(well);
    const [, second, ...others] = scene.batches();
    expect(others).toEqual([]);
    expect(scene.column('invoices', 'Invoice ID', [second!])).toEqual([String(id)]);
  });

  test('a revoked secret ends read and write with 1 and publishes nothing', async () => {
    scene = await openScene(ready, { customers: 10 });
    const { source, destination } = await scene.sync(catalog, {}, { client_secret: 'cs1.revoked' });
    expect([source.code, destination.code, scene.batches()]).toEqual([1, 1, []]);
    expect(errorsOf(source.messages)[0]?.message).toMatch(/does not accept.*secret/i);
  });

  test('100,000 invoices go through with 512 MB for each side', async () => {
    scene = await openScene(ready, { customers: 2000, invoices: 100_000 }, 5000);
    expect(ends(await scene.sync(catalog, { ...locked, memory: 512 }))).toEqual(well);
    const batches = scene.batches();
    const { counts } = batches[0]!.reports.find(({ report }) => report === 'invoices')!;
    expect([batches.length, counts.read]).toEqual([1, 100_000]);
    expect(new Set(scene.column('invoices', 'Invoice ID', batches)).size).toBe(counts.written);
  }, 240_000);
});
