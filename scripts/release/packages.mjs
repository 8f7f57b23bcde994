// Everything that a release publishes: npm packages and images, built as they are published.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { bundleConnector } from '../image/bundle.mjs';
import { root } from '../setup.mjs';

import { commandPackage } from './command-package.mjs';

export const commands = ['legacy-format-cli', 'fleet'];
export const connectors = ['source-servicetitan', 'destination-legacy-ingest'];
/** Not in git. */
export const releaseFolder = join(root, '.cache', 'release');
const folderOf = (name) => join(releaseFolder, name);

/** What npm would put into the package of a folder. */
function packed(folder) {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [{ name, size, unpackedSize, files }] = JSON.parse(
    execFileSync('npm', args, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 28,
    }),
  );
  return { name, size, unpackedSize, files: files.length, folder };
}

/** Builds all of it under .cache/release. */
export async function packages(version) {
  const npm = [];
  for (const name of commands) {
    await commandPackage(name, folderOf(name), version);
    npm.push(packed(folderOf(name)));
  }
  npm.push(packed(join(root, 'n8n-nodes-servicetitan')));
  const images = [];
  for (const name of connectors) {
    await bundleConnector(name, folderOf(name), { arch: process.arch, epoch: 0 });
    const { components } = JSON.parse(readFileSync(`${folderOf(name)}.cdx.json`, 'utf8'));
    images.push({ name, components: components.length });
  }
  return { npm, images };
}

const kilobytes = (bytes) => `${Math.ceil(bytes / 1000)} kB`;

/** The same for a person. */
export function describePackages({ npm, images }, version) {
  return [
    'npm packages',
    ...npm.map(
      ({ name, size, unpackedSize, files }) =>
        `  ${name}@${version}  ${files} files, ${kilobytes(size)} packed, ${kilobytes(unpackedSize)} unpacked`,
    ),
    'Images, for amd64 and arm64',
    ...images.map(({ name, components }) => `  ${name}:${version}  with a bill of materials of ${components} packages`),
  ].join('\n');
}
