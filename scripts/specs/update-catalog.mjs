// npm run catalog:update -- <folder of OpenAPI files>: writes specs/api/<module>.json and says what changed.
// A second folder stands for specs, so that an update can be tried on a copy.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { factsText, moduleFacts } from './api-facts.mjs';
import { changesText } from './changes.mjs';

const [folder, specs = fileURLToPath(new URL('../../specs/', import.meta.url))] = process.argv.slice(2);
const api = join(specs, 'api');
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const jsonIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .sort()
        .map((name) => readJson(join(folder, name)))
    : [];

const documents = folder === undefined ? [] : jsonIn(folder).filter(({ openapi }) => openapi !== undefined);
if (documents.length === 0) {
  console.error('Usage: npm run catalog:update -- <folder of OpenAPI files, one JSON file per module>');
  process.exit(2);
}
const before = jsonIn(api);
const after = documents.map(moduleFacts);
const twice = after.find(({ module }, place) => after.findIndex((facts) => facts.module === module) < place);
if (twice !== undefined)
  throw new Error(`Two of the OpenAPI files describe the module ${twice.module}: keep the newer one.`);
const [catalog, leftOut] = ['streams.json', 'left-out.json'].map((name) => readJson(join(specs, 'catalog', name)));

rmSync(api, { recursive: true, force: true });
mkdirSync(api, { recursive: true });
for (const facts of after) writeFileSync(join(api, `${facts.module}.json`), factsText(facts));
console.log(changesText(catalog, leftOut, before, after));
