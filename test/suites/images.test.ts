/** What the connectors' images are made of, and that they say about themselves what Airbyte asks for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';

import { destinationProgram, run, sourceProgram, temporaryFolder, type Folder } from '../support/connector';
import { baseImage } from '../support/containers/base-image';
import { findEngine, type Engine } from '../support/containers/engine';
import * as images from '../support/containers/images';

const megabyte = 1_000_000;
/** Starting a container takes a second; on a machine that is busy with other suites it takes many. */
jest.setTimeout(180_000);

const engine = findEngine();
const programs = { 'source-servicetitan': sourceProgram, 'destination-legacy-ingest': destinationProgram };
const binding = `node_modules/@libsql/linux-${process.arch}-gnu`;
const files = {
  'source-servicetitan': ['NOTICE', 'bin/main', 'entrypoint.sh', 'lib/main.js', 'lib/main.js.map'],
  'destination-legacy-ingest': [
    ...['NOTICE', 'bin/main', 'entrypoint.sh', 'lib/main.js', 'lib/main.js.map'],
    ...[`${binding}/index.node`, `${binding}/package.json`],
  ],
};

interface Inspection {
  readonly Id: string;
  readonly Size: number;
  readonly RootFS: { readonly Layers: readonly string[] };
  readonly Config: {
    readonly User: string;
    readonly Entrypoint: readonly string[];
    readonly Env: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
}

const textOf = (...path: string[]): string => readFileSync(join(images.repository, ...path), 'utf8');

const ready = engine as Engine;
let folder: Folder;

const inspect = (image: string): Inspection => {
  const [found] = JSON.parse(images.ask(ready, 'image', 'inspect', image).stdout) as [Inspection];
  return found;
};
const inside = (...args: string[]): string =>
  images.ask(ready, 'run', '--rm', '--pull=never', '--network=none', ...args).stdout;

(engine.ready || process.env.CI === 'true' ? describe : describe.skip)('image', () => {
  beforeAll(() => {
    if (!engine.ready) throw new Error(engine.why);
    folder = temporaryFolder();
    images.buildImages(engine);
  }, 240_000);

  afterAll(() => {
    folder.remove();
  });

  describe.each([...images.connectors])('%s', (connector) => {
    test('says its name and version, whom it runs as, and one absolute entry point', () => {
      const { Config } = inspect(images.imageOf(connector));
      const metadata = parse(textOf(connector, 'metadata.yaml')) as { data: Record<string, string> };
      expect(Config.Labels).toMatchObject({
        'io.airbyte.name': metadata.data.dockerRepository,
        'io.airbyte.version': metadata.data.dockerImageTag,
        'org.opencontainers.image.version': images.versionOf(connector),
        'org.opencontainers.image.licenses': 'MIT',
      });
      expect(metadata.data.dockerImageTag).toBe(images.versionOf(connector));
      expect(Config.Entrypoint).toEqual(['/airbyte/entrypoint.sh']);
      expect(Config.Env).toContain(`AIRBYTE_ENTRYPOINT=${Config.Entrypoint[0]}`);
      expect(Config.User).toBe('1000:1000');
    });

    test('adds one small layer to the base: a bundled program, its map, licences, and nothing else', () => {
      const [ours, base] = [inspect(images.imageOf(connector)).Size, inspect(baseImage).Size];
      expect(ours - base).toBeLessThan(15 * megabyte);
      expect(ours).toBeLessThan(250 * megabyte);
      const found = inside('--entrypoint', 'find', images.imageOf(connector), '/airbyte', '!', '-type', 'd');
      expect(found.trim().split('\n').sort()).toEqual(files[connector].map((name) => `/airbyte/${name}`).sort());
      expect(inside('--entrypoint', 'find', images.imageOf(connector), '/airbyte', '-perm', '/022')).toBe('');
      expect(inside('--entrypoint', 'find', images.imageOf(connector), '/build', '/tmp', '-type', 'f')).toBe('');
    });

    test('gives the same specification as the program, without network, rights or a place to write', async () => {
      const options = { network: 'none', more: [...ready.readOnly, '--cap-drop=ALL', '--user=1000'] } as const;
      const spec = await run(images.containerProgram(ready, connector, folder, options), ['spec']);
      expect([spec.code, spec.stderr]).toEqual([0, '']);
      expect(spec.messages).toEqual((await run(programs[connector], ['spec'])).messages);
    });

    test("starts as Airbyte's pods start it, from a shell that evaluates AIRBYTE_ENTRYPOINT", () => {
      const line = 'eval "$AIRBYTE_ENTRYPOINT spec" >/tmp/out; echo "$?"; grep -c SPEC /tmp/out';
      expect(inside('--entrypoint', '/bin/sh', images.imageOf(connector), '-c', line)).toBe('0\n1\n');
    });

    test('refuses what it does not know with exit code 1 and words', async () => {
      const outcome = await run(images.containerProgram(ready, connector, folder, { network: 'none' }), ['frobnicate']);
      expect([outcome.code, `${outcome.stdout}${outcome.stderr}`]).toEqual([1, expect.stringContaining('frobnicate')]);
    });
  });

  test.each([
    [128, '64'],
    [512, '256'],
    [2048, ''],
  ])('with %i MB of memory the heap may take "%s" MB; nothing means its own setting', (memory, heap) => {
    const script = [
      "sed 's#^connector=.*#connector=/tmp/show#' /airbyte/entrypoint.sh >/tmp/start",
      'printf \'#!/bin/sh\\necho "$CONNECTOR_HEAP_MB"\' >/tmp/show',
      'chmod +x /tmp/show /tmp/start',
      'exec /tmp/start',
    ].join(' && ');
    const image = images.imageOf('source-servicetitan');
    expect(inside(`--memory=${memory}m`, '--entrypoint', '/bin/sh', image, '-c', script)).toBe(`${heap}\n`);
  });

  test('is the same, byte for byte, when it is built again from nothing', () => {
    // an old Docker stamps the image itself with the time of the build
    const identity = ({ Id, RootFS }: Inspection) => (ready.command === 'podman' ? Id : RootFS.Layers);
    const ids = () => images.connectors.map((connector) => identity(inspect(images.imageOf(connector))));
    const before = ids();
    images.buildImages(ready);
    expect(ids()).toEqual(before);
  });
});
