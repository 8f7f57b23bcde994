// Generates specs/lib from specs/**: data inlined into one module, types from the JSON Schemas, validators compiled
// ahead so that nothing makes code from text at run time. Does nothing when no input changed.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('./', import.meta.url));
const root = join(here, '..', '..');
const specs = join(root, 'specs');
const lib = join(specs, 'lib');

const inputs = [
  ...readdirSync(here).map((name) => join(here, name)),
  join(root, 'package-lock.json'),
  ...['api', 'catalog', 'records', 'legacy-formats'].flatMap((folder) =>
    readdirSync(join(specs, folder)).map((name) => join(specs, folder, name)),
  ),
].sort();

function digest() {
  const hash = createHash('sha256');
  for (const file of inputs) hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const wanted = digest();
const mark = join(lib, '.built-from');
if (!existsSync(mark) || readFileSync(mark, 'utf8') !== wanted) {
  const { generate } = await import('./generate.mjs');
  // A build that dies half-way leaves no mark, so that the next one starts over.
  const fresh = `${lib}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { recursive: true });
  try {
    for (const [name, text] of Object.entries(await generate(specs))) writeFileSync(join(fresh, name), text);
    writeFileSync(join(fresh, '.built-from'), wanted);
    rmSync(lib, { recursive: true, force: true });
    renameSync(fresh, lib);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
