/** docker stop, Ctrl-C and a terminal that is closed: signals to process 1 of a container. */
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { streams } from 'servicetitan-specs';

import { finish, run, start } from '../support/connector';
import { findEngine, type Engine } from '../support/containers/engine';
import { ask, buildImages, containerProgram } from '../support/containers/images';
import { openScene, type Scene } from '../support/containers/scene';
import { catalogOf } from '../support/source';

/** Starting a container takes a second; on a machine that is busy with other suites it takes many. */
jest.setTimeout(180_000);

const engine = findEngine();
const ready = engine as Engine;
const catalog = catalogOf('incremental', ...streams.filter(({ suggested }) => suggested).map(({ name }) => name));
/** Engines wait ten seconds before they kill; on a busy machine a container takes a second or two to go. */
const atOnceMs = 8000;

(engine.ready || process.env.CI === 'true' ? describe : describe.skip)('process 1', () => {
  let scene: Scene;
  const names = new Set<string>();
  function nameOf(what: string): string {
    const name = `servicetitan-${what}-${process.pid}`;
    names.add(name);
    return name;
  }

  /** Until the source has asked for rows and then asks for nothing any more. */
  async function untilQuiet(): Promise<void> {
    const asked = (): number => scene.simulator.requests.filter(({ path }) => path.includes('/export/')).length;
    for (let before = 0; asked() === 0 || asked() !== before; await delay(3000)) before = asked();
  }

  beforeAll(() => {
    if (!engine.ready) throw new Error(engine.why);
    buildImages(engine);
  }, 240_000);

  afterEach(async () => {
    // one that a failed test left behind
    for (const name of names) ask(ready, 'rm', '--force', name);
    await scene.close();
  });

  test.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGHUP', 129],
  ])('%s ends a read at once, with %i', async (signal, expected) => {
    scene = await openScene(ready, { customers: 2000 }, 10);
    const more = ['--name', nameOf(signal)];
    const program = containerProgram(ready, 'source-servicetitan', scene.folder, { more });
    const files = ['--config', scene.sourceFile(), '--catalog', scene.folder.file('catalog.json', catalog)];
    const child = start(program, ['read', ...files]);
    const end = finish(child);
    await once(child.stdout!, 'data');
    const asked = Date.now();
    expect(ask(ready, 'kill', '--signal', signal, nameOf(signal)).status).toBe(0);
    expect((await end).code).toBe(expected);
    expect(Date.now() - asked).toBeLessThan(atOnceMs);
  });

  test('SIGTERM ends a read that is blocked by a full pipe', async () => {
    scene = await openScene(ready, { customers: 2000 }, 500);
    const more = ['--name', nameOf('blocked'), '--entrypoint', '/bin/sh'];
    const program = containerProgram(ready, 'source-servicetitan', scene.folder, { more });
    const files = ['--config', scene.sourceFile(), '--catalog', scene.folder.file('catalog.json', catalog)];
    // a pipe that is open for reading, but that nobody reads
    const script = 'mkfifo /tmp/pipe && exec 4<>/tmp/pipe && exec "$0" "$@" >/tmp/pipe';
    const child = start(program, ['-c', script, '/airbyte/entrypoint.sh', 'read', ...files]);
    const end = finish(child);
    await untilQuiet();
    const asked = Date.now();
    expect(ask(ready, 'kill', '--signal', 'SIGTERM', nameOf('blocked')).status).toBe(0);
    expect((await end).code).toBe(143);
    expect(Date.now() - asked).toBeLessThan(atOnceMs);
  });

  test('SIGTERM during a write publishes nothing by halves, and the next run makes up for it', async () => {
    scene = await openScene(ready, { customers: 120, invoices: 300 });
    const source = containerProgram(ready, 'source-servicetitan', scene.folder);
    const catalogFile = scene.folder.file('catalog.json', catalog);
    const lines = (await run(source, ['read', '--config', scene.sourceFile(), '--catalog', catalogFile])).stdout.split(
      '\n',
    );
    const more = ['--name', nameOf('write')];
    const program = containerProgram(ready, 'destination-legacy-ingest', scene.folder, { more });
    const child = start(program, ['write', '--config', scene.destinationFile(), '--catalog', catalogFile]);
    const end = finish(child);
    child.stdin?.on('error', () => undefined);
    child.stdin?.write(`${lines.slice(0, lines.length / 2).join('\n')}\n`);
    while (!existsSync(join(scene.folder.path, 'legacy', 'acme', '.workspace'))) await delay(100);
    await delay(1000);
    const asked = Date.now();
    expect(ask(ready, 'kill', '--signal', 'SIGTERM', nameOf('write')).status).toBe(0);
    expect((await end).code).toBe(143);
    expect(Date.now() - asked).toBeLessThan(atOnceMs);
    expect(scene.batches()).toEqual([]);
    const again = await scene.sync(catalog);
    expect([again.source.code, again.destination.code]).toEqual([0, 0]);
    expect(scene.column('invoices', 'Invoice ID', scene.batches()).length).toBeGreaterThan(0);
  });
});
