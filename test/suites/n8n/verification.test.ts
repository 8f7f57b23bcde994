/** What n8n asks of a package before it verifies it, run without npm's and GitHub's copies of a published one. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { engineFolder, startEngine, type N8nEngine } from 'servicetitan-test/n8n-core';
import { setUpWorkbench, type Verdict, type Workbench } from 'servicetitan-test/n8n-verification';

/** Where n8n's tools are not installed yet, npm needs its time; each of the linters starts anew. */
jest.setTimeout(25 * 60_000);

interface Manifest {
  readonly name: string;
  readonly dependencies?: object;
  readonly peerDependencies: object;
  readonly files: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly n8n: { readonly nodes: readonly string[]; readonly credentials: readonly string[] };
}

/** What the linters print, when they found something. */
const found = ({ passed, said }: Verdict): string => (passed ? '' : said);

let workbench: Workbench;
let packed: { folder: string; bytes: number };
let engine: N8nEngine;

const text = (...path: string[]): string => readFileSync(join(packed.folder, ...path), 'utf8');
const manifest = (): Manifest => JSON.parse(text('package.json')) as Manifest;
const filesOf = (): string[] =>
  readdirSync(packed.folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(packed.folder.length + 1));
const scripts = (): string[] => filesOf().filter((file) => file.endsWith('.js'));

beforeAll(async () => {
  workbench = await setUpWorkbench();
  packed = workbench.pack();
  engine = await startEngine();
});

afterAll(async () => {
  await engine.close();
  workbench.remove();
});

describe('nothing is found', () => {
  test("by n8n's linter in the sources, with n8n's own configuration", () => {
    expect(found(workbench.lint())).toBe('');
  });

  test('by the scanner in the sources, where comments cannot switch a rule off', () => {
    expect(found(workbench.scanSource())).toBe('');
  });

  test('by the scanner in what npm publishes', () => {
    expect(found(workbench.scanPackage(packed.folder))).toBe('');
  });
});

test('the linters are awake: what they are there for does not pass them', () => {
  const file = join(packed.folder, 'dist', 'credentials', 'leak.js');
  writeFileSync(file, "'use strict'; const fs = require('fs'); console.log(process.env, fs);\n");
  try {
    const { passed, said } = workbench.scanPackage(packed.folder);
    expect(passed).toBe(false);
    expect(said).toMatch(/no-restricted-imports[\s\S]*no-console|no-console[\s\S]*no-restricted-imports/);
  } finally {
    rmSync(file);
  }
});

describe('the package', () => {
  test('needs nothing but the n8n that it runs in', () => {
    const { dependencies, peerDependencies, files, scripts: npmScripts, name } = manifest();
    expect({ name, dependencies, peerDependencies, files }).toEqual({
      name: 'n8n-nodes-servicetitan',
      dependencies: undefined,
      peerDependencies: { 'n8n-workflow': '*' },
      files: ['dist'],
    });
    expect(Object.keys(npmScripts).filter((script) => /^(pre|post)?(install|pack|prepare)/.test(script))).toEqual([]);
    const loaded = scripts().flatMap((file) =>
      [...text(file).matchAll(/^var \w+ = require\("([^"]+)"\)/gm)].map(([, module]) => module),
    );
    expect([...new Set(loaded)].sort()).toEqual(['crypto', 'n8n-workflow']);
  });

  test('holds the built files, licence and papers, and nothing of the sources, tests or this machine', () => {
    const { n8n } = manifest();
    const allowed =
      /^(package\.json|README\.md|LICENSE\.md|dist\/(nodes|credentials)\/.*\.(js|json)|dist\/icons\/.*\.svg)$/;
    expect(filesOf().filter((file) => !allowed.test(file))).toEqual([]);
    expect(scripts().sort()).toEqual([...n8n.nodes, ...n8n.credentials].sort());
    for (const paper of ['README.md', 'LICENSE.md']) expect(filesOf()).toContain(paper);
    for (const file of scripts()) expect(text(file)).not.toMatch(/\/(work|home|root|tmp)\//);
  });

  test('can be read: lines as somebody writes them, and small enough to be installed in a moment', () => {
    for (const file of scripts()) {
      const code = text(file)
        .split('\n')
        .filter((line) => line.length < 2_000);
      expect(code.length / text(file).split('\n').length).toBeGreaterThan(0.99);
      expect(text(file)).toContain('\nvar import_n8n_workflow');
    }
    // 350 kB were measured for the tarball; a new library in it shall be noticed
    expect(packed.bytes).toBeLessThan(500_000);
  });

  test('asks of n8n-workflow only what both lines of n8n have', async () => {
    const asked = new Set(
      scripts().flatMap((file) =>
        [...text(file).matchAll(/import_n8n_workflow\d*\.(\w+)/g)].map(([, name]) => name ?? ''),
      ),
    );
    expect(asked.size).toBeGreaterThan(2);
    for (const line of ['current', 'compatible'] as const) {
      const load = createRequire(join(await engineFolder(line), 'package.json'));
      const has = load('n8n-workflow') as Record<string, unknown>;
      expect([...asked].filter((name) => has[name] === undefined)).toEqual([]);
    }
  });
});

describe('n8n finds', () => {
  test('two nodes and a credential, each with an icon for light and for dark', async () => {
    const { nodes, credentials } = await engine.describe();
    expect(Object.keys(nodes).sort()).toEqual(['serviceTitan', 'serviceTitanTrigger']);
    expect(Object.keys(credentials)).toEqual(['serviceTitanApi']);
    for (const { iconUrl } of [...Object.values(nodes), ...Object.values(credentials)] as { iconUrl: object }[]) {
      const pictures = Object.entries(iconUrl as Record<string, string>).map(([theme, url]) => ({
        theme,
        svg: text(url.replace('icons/n8n-nodes-servicetitan/', '')),
      }));
      expect(pictures.map(({ theme }) => theme)).toEqual(['light', 'dark']);
      for (const { svg } of pictures) expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 60 60"/);
      expect(new Set(pictures.map(({ svg }) => svg)).size).toBe(2);
    }
  });

  test('where each node belongs in the menu', () => {
    for (const file of manifest().n8n.nodes) {
      const codex = JSON.parse(text(file.replace(/\.js$/, '.json'))) as Record<string, unknown>;
      const name = /(\w+)\.node\.js$/.exec(file)?.[1] ?? '';
      expect(codex).toMatchObject({
        node: `n8n-nodes-servicetitan.${name.charAt(0).toLowerCase()}${name.slice(1)}`,
        nodeVersion: '1.0',
        codexVersion: '1.0',
      });
      expect(codex.categories).toEqual(expect.arrayContaining([expect.stringMatching(/^[A-Z]/)]));
    }
  });

  test('the action node as a tool for agents, and the trigger as one that polls', async () => {
    const { nodes } = await engine.describe();
    expect(nodes.serviceTitan).toMatchObject({ usableAsTool: true, version: 1 });
    expect(nodes.serviceTitanTrigger).toMatchObject({ polling: true, group: ['trigger'], inputs: [] });
  });

  test('a preview of what comes out, for every resource that can be read', async () => {
    const { nodes } = await engine.describe();
    const { properties } = nodes.serviceTitan as {
      properties: {
        name: string;
        options?: { value: string }[];
        displayOptions?: { show?: { resource?: string[] } };
      }[];
    };
    const previews = join(packed.folder, 'dist', 'nodes', 'ServiceTitan', '__schema__', 'v1.0.0');
    const readable = properties
      .filter(({ name }) => name === 'operation')
      .flatMap(({ options = [], displayOptions }) =>
        (displayOptions?.show?.resource ?? []).flatMap((resource) =>
          options
            .filter(({ value }) => value.startsWith('get'))
            .map(({ value }) => [resource, `${value}.json`] as const),
        ),
      )
      .filter(([resource]) => resource !== 'connection');
    expect(readable.length).toBeGreaterThan(150);
    const missing = readable.filter(([resource, file]) => !existsSync(join(previews, resource, file)));
    expect(missing).toEqual([]);
    for (const [resource, file] of readable) {
      const path = join(previews, resource, file);
      expect(statSync(path).size).toBeGreaterThan(20);
      expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ type: 'object', properties: expect.any(Object) });
    }
  });
});
