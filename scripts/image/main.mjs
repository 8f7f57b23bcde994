// npm run image -- [--registry PREFIX] [--arch x64|arm64] [-- arguments for the engine's build]: both connectors as images.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { root, setup } from '../setup.mjs';

import { findEngine, repeatable } from './engine.mjs';

const connectors = ['source-servicetitan', 'destination-legacy-ingest'];
const platforms = { x64: 'linux/amd64', arm64: 'linux/arm64' };

/** Of the last commit, so that the same commit gives the same image; 0 where there is no history. */
function commitTime() {
  const log = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  return log.status === 0 ? Number(log.stdout.trim()) : 0;
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

function options() {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { registry: { type: 'string', default: '' }, arch: { type: 'string', default: process.arch } },
    });
    if (!(values.arch in platforms)) fail(`--arch is ${values.arch}: images are built for x64 and arm64.`);
    return { ...values, more: positionals };
  } catch (error) {
    return fail(
      `${error.message}\nnpm run image -- [--registry registry.example.com/data] [--arch x64|arm64] [-- build arguments]`,
    );
  }
}

const { registry, arch, more } = options();
setup();
const { bundleConnector } = await import('./bundle.mjs');
const epoch = Number(process.env.SOURCE_DATE_EPOCH ?? commitTime());
const engine = findEngine();
for (const connector of connectors) {
  const { version } = JSON.parse(readFileSync(join(root, connector, 'package.json'), 'utf8'));
  const context = join(root, '.cache', 'image', connector);
  await bundleConnector(connector, join(context, 'bundle'), { arch, epoch });
  console.log(
    `${connector}: bundled for ${platforms[arch]} in ${context}, bill of materials in ${context}/bundle.cdx.json`,
  );
  if (engine === undefined) continue;
  const image = `${registry === '' ? '' : `${registry}/`}${connector}:${version}`;
  const platform = arch === process.arch ? [] : ['--platform', platforms[arch]];
  const args = ['build', '--file', join(root, connector, 'Dockerfile'), '--tag', image, ...repeatable(engine, epoch)];
  execFileSync(engine, [...args, ...platform, ...more, context], { stdio: ['ignore', 2, 2] });
  console.log(`${image}: built by ${engine}`);
}
if (engine === undefined)
  fail(
    'No image was built: neither Docker nor Podman answers on this machine. Start or install one and run this again.',
  );
