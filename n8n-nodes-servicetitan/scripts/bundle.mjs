// Builds dist/ as n8n loads it: one readable file for each node and credential, with what they share with the other
// packages inside, and beside them icons, codex files and output previews. Nothing is minified: reviewers read it.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { buildSync } from 'esbuild';

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(home);
const dist = join(home, 'dist');

/** Taken from their sources instead of what is built of them, so that a file holds only what it uses. */
const shared = ['checked-yaml', 'legacy-format', 'servicetitan-client'];

/** Every file below a folder, by its path inside the package. */
function filesBelow(folder) {
  const at = join(home, folder);
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(home, join(entry.parentPath, entry.name)));
}

const sources = [...filesBelow('nodes'), ...filesBelow('credentials')];
const entries = sources.filter((file) => /\.(node|credentials)\.ts$/.test(file));
const copied = [
  ...filesBelow('icons').filter((file) => file.endsWith('.svg')),
  ...sources.filter((file) => file.endsWith('.node.json') || /(^|[\\/])__schema__[\\/].*\.json$/.test(file)),
];

/** Written beside its place and renamed, and only when it differs: a running n8n or test may be reading. */
function write(file, content) {
  const target = join(dist, file);
  if (existsSync(target) && readFileSync(target).equals(content)) return;
  mkdirSync(dirname(target), { recursive: true });
  const part = `${target}.${process.pid}.part`;
  writeFileSync(part, content);
  renameSync(part, target);
}

const bundled = buildSync({
  absWorkingDir: home,
  entryPoints: entries,
  outbase: '.',
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['n8n-workflow'],
  conditions: ['bundler'],
  alias: {
    ...Object.fromEntries(shared.map((name) => [name, join(root, name, 'src', 'index.ts')])),
    // its build for browsers: the one for Node asks process and buffer, which nodes of n8n may not
    yaml: createRequire(join(root, 'checked-yaml', 'package.json'))
      .resolve('yaml')
      .replace(/dist[\\/]index\.js$/, 'browser/index.js'),
  },
  // n8n's log is the only place that a node may write to
  drop: ['console'],
  legalComments: 'inline',
  logLevel: 'warning',
  write: false,
});

for (const { path, contents } of bundled.outputFiles) write(relative(dist, path), Buffer.from(contents));
for (const file of copied) write(file, readFileSync(join(home, file)));

const wanted = new Set([...bundled.outputFiles.map(({ path }) => relative(dist, path)), ...copied]);
for (const file of filesBelow('dist').map((path) => relative('dist', path)))
  if (!wanted.has(file) && !file.endsWith('.part')) rmSync(join(dist, file));
