// Makes from specs/ what the nodes know of the API: generated/ (data and descriptions, bundled) and the output previews.
// Nothing of it is committed.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { streams } from 'servicetitan-specs';
import { apiFacts } from 'servicetitan-specs/api';
import { names } from 'servicetitan-specs/names';

import { endpointFinder } from '../../../scripts/specs/catalog.mjs';
import { recordSchemasOf } from '../../../scripts/specs/records.mjs';

import { menuOf } from './menu.mjs';
import { previewsOf } from './previews.mjs';
import { fieldsOf } from './properties.mjs';
import { resourceOf } from './resources.mjs';

const home = fileURLToPath(new URL('../../', import.meta.url));
const specs = join(home, '..', 'specs');
const readJson = (...path) => JSON.parse(readFileSync(join(specs, ...path), 'utf8'));

const endpointOf = endpointFinder(apiFacts);
const { endpoints: leftOut } = readJson('catalog', 'left-out.json');
const overrides = Object.fromEntries(
  readdirSync(join(specs, 'records')).map((file) => [basename(file, '.json'), readJson('records', file)]),
);
const schemasOf = (read) =>
  recordSchemasOf(
    read.map((stream) => ({ ...stream, primaryKey: [] })),
    endpointOf,
    overrides,
  );

/** The schemas of what each operation gives: a list, a row and a feed need not agree in every field. */
function worldOf() {
  const changes = schemasOf(streams);
  const world = { names, leftOut, endpointOf, schemas: { many: changes, changes } };
  const first = streams.map((stream) => resourceOf(stream, world));
  const listed = schemasOf(streams.map((stream, place) => ({ ...stream, ...first[place].data.list })));
  const byId = (stream, { get }) => (get === undefined ? stream : { name: stream.name, path: get.path, rows: '' });
  const got = schemasOf(streams.map((stream, place) => byId(stream, first[place].data)));
  for (const [place, { name }] of streams.entries()) {
    const { inside } = first[place].data.get ?? {};
    if (inside !== undefined) got[name] = got[name].properties[inside];
  }
  return { ...world, schemas: { many: listed, changes, getAll: listed, getChanges: changes, get: got } };
}

/**
 * Object literals, so that n8n's linter reads the descriptions like ones written by hand. It takes every capital and
 * hyphen in a sentence for a slip; sentences with a name or a compound are templates, which it leaves alone.
 */
const literal = (value) =>
  JSON.stringify(value, null, 1)
    .replaceAll(/^(\s*)"([A-Za-z_]\w*)":/gm, '$1$2:')
    .replaceAll(/^(\s*action: )"(\w+ .*(?:[a-z]-[a-z]|Intacct).*)"/gm, '$1`$2`');

const written = new Set();

/** Only what differs is written, so that nothing is built again for nothing. */
function write(file, text) {
  const target = join(home, file);
  written.add(target);
  if (existsSync(target) && readFileSync(target, 'utf8') === text) return;
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
}

function removeOthers(folder) {
  for (const entry of readdirSync(join(home, folder), { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !written.has(file)) rmSync(file);
  }
}

const world = worldOf();
const resources = streams.map((stream) => resourceOf(stream, world));
const menu = menuOf(resources, names.groups);
const { keys, records, filters } = fieldsOf(resources, names);
const choices = Object.keys(names.streams).filter((stream) => names.streams[stream].choices);

write(
  'generated/resources.ts',
  `import type { ResourceData } from '../nodes/ServiceTitan/resources/resource-data';

export const choices: readonly string[] = ${literal(choices)};

export const resources: Readonly<Record<string, ResourceData>> = ${literal(
    Object.fromEntries(resources.map(({ stream, data }) => [stream, data])),
  )};
`,
);
write(
  'generated/properties.ts',
  `import type { INodeProperties } from 'n8n-workflow';

${Object.entries({ menu, keys, records, filters })
  .map(([name, properties]) => `export const ${name}: INodeProperties[] = ${literal(properties)};\n`)
  .join('\n')}`,
);
const previews = 'nodes/ServiceTitan/__schema__';
for (const [file, schema] of Object.entries(previewsOf(resources, world.schemas)))
  write(`${previews}/${file}`, `${JSON.stringify(schema, null, 2)}\n`);
for (const folder of [previews, 'generated']) removeOthers(folder);
