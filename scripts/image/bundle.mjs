// node scripts/image/bundle.mjs CONNECTOR FOLDER [x64|arm64]: all that an image holds of a connector, as FOLDER/airbyte,
// and its bill of materials beside it as FOLDER.cdx.json. The same sources give the same bytes and times anywhere.
import { chmodSync, cpSync, lutimesSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { build } from 'esbuild';

import { root } from '../setup.mjs';

import { placeBinding } from './binding.mjs';
import { cdkVersion } from './cdk-version.mjs';
import { notice } from './notice.mjs';
import { bundledPackages } from './packages.mjs';
import { billOfMaterials } from './sbom.mjs';
import { keepSources } from './source-map.mjs';
import { entryOf, ownThreads } from './threads.mjs';

/** Native parts and extras that their packages do without: whether they are installed must not change the bundle. */
const leftOut = ['*.node', 'cpu-features', 'pg-native', 'supports-color', 'pino-pretty'];

/** What people wrote here, unlike packages and the data modules that are made from specs/. */
const isOurs = (source) => /^(\.\.\/)+[\w-]+\/src\//.test(source);

async function bundleCode(connector, folder) {
  const { metafile, outputFiles } = await build({
    absWorkingDir: root,
    stdin: entryOf(connector),
    // where it is in the image: paths in the map are relative to this
    outfile: join(root, 'airbyte', 'lib', 'main.js'),
    bundle: true,
    platform: 'node',
    target: 'node22',
    external: leftOut,
    // names stay: they are what a stack trace is read by
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: 'none',
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    write: false,
    logLevel: 'warning',
    plugins: [cdkVersion, ownThreads],
  });
  mkdirSync(join(folder, 'lib'), { recursive: true });
  for (const { path, text } of outputFiles)
    writeFileSync(join(folder, 'lib', basename(path)), path.endsWith('.map') ? keepSources(text, isOurs) : text);
  return Object.keys(metafile.inputs)
    .filter((path) => !path.startsWith('(') && !path.startsWith('<') && path !== 'main.js')
    .map((path) => resolve(root, path));
}

/** One time for all, and rights that do not depend on the umask. */
function settle(path, epoch) {
  const entries = readdirSync(path, { withFileTypes: true });
  for (const entry of entries) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) settle(child, epoch);
    else {
      chmodSync(child, /(^main|\.sh)$/.test(entry.name) ? 0o755 : 0o644);
      lutimesSync(child, epoch, epoch);
    }
  }
  chmodSync(path, 0o755);
  lutimesSync(path, epoch, epoch);
}

/**
 * @param {string} connector its folder's name
 * @param {{ arch: 'x64' | 'arm64', epoch: number }} options epoch: seconds, the time of every file
 */
export async function bundleConnector(connector, folder, { arch, epoch }) {
  rmSync(folder, { recursive: true, force: true });
  const airbyte = join(folder, 'airbyte');
  const files = await bundleCode(connector, airbyte);
  mkdirSync(join(airbyte, 'bin'));
  cpSync(join(root, connector, 'bin', 'main'), join(airbyte, 'bin', 'main'));
  cpSync(join(root, 'scripts', 'image', 'entrypoint.sh'), join(airbyte, 'entrypoint.sh'));
  const inside = bundledPackages(files);
  const native = inside.some(({ name }) => name === 'libsql') ? [placeBinding(airbyte, arch)] : [];
  const packages = bundledPackages([...files, ...native.map((from) => join(from, 'index.node'))]);
  const others = packages.filter(({ folder: from }) => /[\\/]node_modules[\\/]|[\\/]bindings[\\/]/.test(from));
  writeFileSync(join(airbyte, 'NOTICE'), notice(connector, others));
  writeFileSync(`${folder}.cdx.json`, `${JSON.stringify(billOfMaterials(connector, packages, epoch), null, 2)}\n`);
  settle(folder, epoch);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [connector, folder, arch = process.arch] = process.argv.slice(2);
  await bundleConnector(connector, resolve(folder), { arch, epoch: Number(process.env.SOURCE_DATE_EPOCH ?? 0) });
}
