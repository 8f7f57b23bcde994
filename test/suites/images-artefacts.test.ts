/** What stands beside the images: bills of materials, licences, and what a catalog of connectors shows of them. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { streams } from 'servicetitan-specs';
import { parse } from 'yaml';

import { temporaryFolder, type Folder } from '../support/connector';
import { bundleWithout, connectors, repository, versionOf, type Connector } from '../support/containers/images';

interface Bill {
  readonly bomFormat: string;
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly { readonly 'bom-ref': string; readonly name: string; readonly version: string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Artefacts {
  readonly bill: Bill;
  readonly notice: string;
}

const textOf = (...path: string[]): string => readFileSync(join(repository, ...path), 'utf8');

describe('without an engine', () => {
  let folder: Folder;
  let outcome: { readonly status: number | null; readonly stderr: string };
  const artefacts = new Map<Connector, Artefacts>();

  beforeAll(() => {
    folder = temporaryFolder();
    outcome = bundleWithout(folder, ['node', 'npm', 'git', 'tar'], (done, folderOf) => {
      for (const connector of connectors) {
        const read = (name: string): string => readFileSync(join(folderOf(connector), name), 'utf8');
        const bill = JSON.parse(read('bundle.cdx.json')) as Bill;
        artefacts.set(connector, { bill, notice: read('bundle/airbyte/NOTICE') });
      }
      return done;
    });
  }, 240_000);

  afterAll(() => {
    folder.remove();
  });

  test('the bundles are made, and one sentence says what is missing', () => {
    expect(outcome.stderr).toContain('No image was built: neither Docker nor Podman answers on this machine.');
    expect(outcome.status).toBe(1);
    expect([...artefacts.keys()]).toEqual([...connectors]);
  });

  test.each([...connectors])('%s comes with a bill of materials of what is in it, and every licence', (connector) => {
    const { bill, notice } = artefacts.get(connector)!;
    expect(bill.bomFormat).toBe('CycloneDX');
    expect(bill.metadata.component).toMatchObject({ name: connector, version: versionOf(connector) });
    const names = bill.components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['airbyte-runtime', 'ajv', 'faros-airbyte-cdk']));
    expect(names.filter((name) => ['jest', 'typescript', 'esbuild', 'cpu-features'].includes(name))).toEqual([]);
    expect(names.some((name) => name.startsWith('@libsql/linux-'))).toBe(connector === 'destination-legacy-ingest');
    const refs = new Set([...bill.components.map((each) => each['bom-ref']), `${connector}@${versionOf(connector)}`]);
    const used = bill.dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
    expect(used.filter((ref) => !refs.has(ref))).toEqual([]);
    const lock = JSON.parse(textOf('package-lock.json')) as { packages: Record<string, { link?: boolean }> };
    const others = bill.components.filter(({ name }) => lock.packages[`node_modules/${name}`]?.link !== true);
    expect(others.length).toBeGreaterThan(40);
    expect(others.filter(({ name, version }) => !notice.includes(`\n${name} ${version} (`))).toEqual([]);
  });
});

test.each([...connectors])("%s has what Airbyte's catalog shows: metadata, an icon, a page", (connector) => {
  const { data } = parse(textOf(connector, 'metadata.yaml')) as { data: Record<string, unknown> };
  expect(data).toMatchObject({ connectorType: connector.split('-')[0], dockerImageTag: versionOf(connector) });
  expect(String(data.definitionId)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  const icon = textOf(connector, String(data.icon));
  expect(icon).toMatch(/^<svg /);
  expect(icon).not.toMatch(/<script|href|<image/);
  const page = textOf('docs', 'connectors', `${connector}.md`);
  for (const heading of ['Prerequisites', 'Setup guide', 'Supported sync modes', 'Limitations', 'Changelog'])
    expect(page).toMatch(new RegExp(`^##+ ${heading}`, 'm'));
});

test.each([...connectors])('a new version of %s reaches its labels and its metadata', (connector) => {
  const folder = temporaryFolder();
  for (const name of ['Dockerfile', 'metadata.yaml']) folder.file(name, textOf(connector, name));
  folder.file('package.json', { version: '7.8.9' });
  execFileSync(process.execPath, [join(repository, 'scripts', 'image', 'stamp.mjs')], { cwd: folder.path });
  const stamped = (name: string): string => readFileSync(join(folder.path, name), 'utf8');
  expect(stamped('Dockerfile').match(/"7\.8\.9"/g)).toHaveLength(2);
  expect(stamped('metadata.yaml')).toBe(textOf(connector, 'metadata.yaml').replace(versionOf(connector), '7.8.9'));
  folder.remove();
});

test("the source's metadata names the hosts that it asks and the streams of the ready-made reports", () => {
  const { data } = parse(textOf('source-servicetitan', 'metadata.yaml')) as {
    data: { allowedHosts: { hosts: string[] }; suggestedStreams: { streams: string[] } };
  };
  const hosts = [...textOf('servicetitan-client', 'src', 'hosts.ts').matchAll(/https:\/\/([a-z.-]+)/g)];
  expect([...data.allowedHosts.hosts].sort()).toEqual(hosts.map(([, host]) => host).sort());
  expect(data.suggestedStreams.streams).toEqual(streams.filter(({ suggested }) => suggested).map(({ name }) => name));
});
