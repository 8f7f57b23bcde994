// Which packages a bundle holds, from what esbuild says it read.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The package that a file belongs to: the nearest package.json that names one. */
function packageOf(file) {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const { name, version, license } = JSON.parse(readFileSync(manifest, 'utf8'));
      if (name !== undefined && version !== undefined) return { name, version, license, folder };
    }
    if (folder === dirname(folder)) throw new Error(`${file} belongs to no package`);
  }
}

const id = ({ name, version }) => `${name}@${version}`;

/** @returns {{ name: string, version: string, license: string, folder: string }[]} each once, sorted by name */
export function bundledPackages(files) {
  const found = new Map(files.map(packageOf).map((each) => [id(each), each]));
  return [...found.values()].sort((a, b) => (id(a) < id(b) ? -1 : 1));
}
