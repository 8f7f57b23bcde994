// A command-line tool as an npm package of one file: the packages of this repository that it is made of stay private.
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { build } from 'esbuild';

import { notice } from '../image/notice.mjs';
import { bundledPackages } from '../image/packages.mjs';
import { root } from '../setup.mjs';

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));

/**
 * @param {string} name the workspace's folder
 * @param {string} folder that gets the package, ready for npm publish
 */
export async function commandPackage(name, folder, version) {
  const from = join(root, name);
  const manifest = read(join(from, 'package.json'));
  const [[command]] = Object.entries(manifest.bin);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(name, 'lib', 'main.js')],
    outfile: join(folder, `${command}.cjs`),
    banner: { js: '#!/usr/bin/env node' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  });
  chmodSync(join(folder, `${command}.cjs`), 0o755);
  const packages = bundledPackages(Object.keys(metafile.inputs).map((path) => resolve(root, path)));
  const others = packages.filter(({ folder: where }) => /[\\/]node_modules[\\/]/.test(where));
  writeFileSync(join(folder, 'NOTICE'), notice(manifest.name, others));
  for (const file of ['README.md', 'tenants.example.yaml', 'terraform'])
    if (existsSync(join(from, file))) cpSync(join(from, file), join(folder, file), { recursive: true });
  cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  const { description, license, engines } = manifest;
  // npm holds it against the attestation of where the package was built
  const repository = { ...read(join(root, 'package.json')).repository, directory: name };
  const bin = { [command]: `${command}.cjs` };
  const published = { name: manifest.name, version, description, license, repository, engines, bin };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
}
