/** What the connectors' images are made of, and that they say about themselves what Airbyte asks for. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { streams } from 'servicetitan-specs';
import { parse } from 'yaml';

import { destinationProgram, run, sourceProgram, temporaryFolder, type Folder } from '../support/connector';
import { baseImage } from '../support/containers/base-image';
import { findEngine, type Engine } from '../support/containers/engine';
import * as images from '../support/containers/images';

const megabyte = 1_000_000;
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
  readonly Config: {
    readonly User: string;
    readonly Entrypoint: readonly string[];
    readonly Env: readonly string[];
    readonly Labels: Readonly<Record<string, string>>;
  };
}

interface Bill {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly { readonly 'bom-ref': string; readonly name: string; readonly version: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

const textOf = (...path: string[]): string => readFileSync(join(images.repository, ...path), 'utf8');
const billOf = (connector: images.Connector): Bill =>
  JSON.parse(readFileSync(join(images.artefacts(connector), 'bundle.cdx.json'), 'utf8')) as Bill;

test('without an engine the bundles are made, and one sentence says what is missing', () => {
  const folder = temporaryFolder();
  const where = execFileSync('sh', ['-c', 'command -v node npm git'], { encoding: 'utf8' }).trim().split('\n');
  for (const path of where) symlinkSync(path, join(folder.path, path.split('/').at(-1)!));
  const args = [join(images.repository, 'scripts', 'image', 'main.mjs')];
  const made = spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, PATH: folder.path } });
  folder.remove();
  expect(made.stderr).toContain('No image was built: neither Docker nor Podman answers on this machine.');
  expect(made.status).toBe(1);
  for (const connector of images.connectors)
    expect(existsSync(join(images.artefacts(connector), 'bundle', 'airbyte', 'lib', 'main.js'))).toBe(true);
}, 240_000);

(engine.ready || process.env.CI === 'true' ? describe : describe.skip).each([...images.connectors])(
  '%s',
  (connector) => {
    const ready = engine as Engine;
    let folder: Folder;

    const inspect = (image: string): Inspection => {
      const [found] = JSON.parse(images.ask(ready, 'image', 'inspect', image).stdout) as [Inspection];
      return found;
    };
    const inside = (...args: string[]): string =>
      images.ask(ready, 'run', '--rm', '--pull=never', '--network=none', ...args).stdout;

    beforeAll(() => {
      if (!engine.ready) throw new Error(engine.why);
      folder = temporaryFolder();
      images.buildImages(engine);
    }, 240_000);

    afterAll(() => {
      folder.remove();
    });

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

    test.each([
      [128, 64],
      [256, 128],
      [512, 256],
      [2048, undefined],
    ])('with %i MB of memory the heap may take %s MB, and its own setting where nothing is said', (memory, heap) => {
      const print = `sed -i 's#^connector=.*#connector=/tmp/show#' /tmp/start`;
      const line = `cp /airbyte/entrypoint.sh /tmp/start; ${print}; printf '#!/bin/sh\\necho $CONNECTOR_HEAP_MB' >/tmp/show; chmod +x /tmp/show; exec /tmp/start`;
      const said = inside(`--memory=${memory}m`, '--entrypoint', '/bin/sh', images.imageOf(connector), '-c', line);
      expect(said.trim()).toBe(heap === undefined ? '' : String(heap));
    });

    test('is the same image, byte for byte, when it is built again from nothing', () => {
      const before = inspect(images.imageOf(connector)).Id;
      images.buildImages(ready, ['--no-cache']);
      expect(inspect(images.imageOf(connector)).Id).toBe(before);
    }, 240_000);

    test('comes with a bill of materials of what is in it, and the licence of every part', () => {
      const { bomFormat, metadata, components, dependencies } = billOf(connector);
      expect(bomFormat).toBe('CycloneDX');
      expect(metadata.component).toMatchObject({ name: connector, version: images.versionOf(connector) });
      const names = components.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(['airbyte-runtime', 'ajv', 'faros-airbyte-cdk']));
      expect(names).not.toEqual(expect.arrayContaining(['jest']));
      expect(names.includes(binding.replace('node_modules/', ''))).toBe(connector === 'destination-legacy-ingest');
      const refs = new Set([
        ...components.map((each) => each['bom-ref']),
        `${connector}@${images.versionOf(connector)}`,
      ]);
      expect(dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]).filter((ref) => !refs.has(ref))).toEqual(
        [],
      );
      const lock = JSON.parse(textOf('package-lock.json')) as {
        packages: Record<string, { link?: boolean; version?: string }>;
      };
      const notice = inside('--entrypoint', 'cat', images.imageOf(connector), '/airbyte/NOTICE');
      const others = components.filter(({ name }) => lock.packages[`node_modules/${name}`]?.link !== true);
      expect(others.filter(({ name, version }) => !notice.includes(`\n${name} ${version} (`))).toEqual([]);
    });
  },
);

test.each([...images.connectors])("%s has what Airbyte's catalog shows: metadata, an icon, a page", (connector) => {
  const { data } = parse(textOf(connector, 'metadata.yaml')) as { data: Record<string, unknown> };
  expect(data).toMatchObject({ connectorType: connector.split('-')[0], dockerImageTag: images.versionOf(connector) });
  expect(String(data.definitionId)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const icon = textOf(connector, String(data.icon));
  expect(icon).toMatch(/^<svg /);
  expect(icon).not.toMatch(/<script|href|<image/);
  const page = textOf('docs', 'connectors', `${connector}.md`);
  for (const heading of ['Prerequisites', 'Setup guide', 'Supported sync modes', 'Limitations', 'Changelog'])
    expect(page).toMatch(new RegExp(`^##+ ${heading}`, 'm'));
  expect(page).toContain(`| ${images.versionOf(connector)} `);
});

test("the source's metadata names the hosts that it asks and the streams of the ready-made reports", () => {
  const { data } = parse(textOf('source-servicetitan', 'metadata.yaml')) as {
    data: { allowedHosts: { hosts: string[] }; suggestedStreams: { streams: string[] } };
  };
  const hosts = [...textOf('servicetitan-client', 'src', 'hosts.ts').matchAll(/https:\/\/([a-z.-]+)/g)];
  expect([...data.allowedHosts.hosts].sort()).toEqual(hosts.map(([, host]) => host).sort());
  expect(data.suggestedStreams.streams).toEqual(streams.filter(({ suggested }) => suggested).map(({ name }) => name));
});
