// npm run catalog:update -- <folder of OpenAPI files>: writes specs/api/<module>.json.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { factsText, moduleFacts } from './api-facts.mjs';

const api = fileURLToPath(new URL('../../specs/api/', import.meta.url));
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const jsonFiles = (folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();

const folder = process.argv[2];
if (!folder || !existsSync(folder) || jsonFiles(folder).length === 0) {
  console.error('Usage: npm run catalog:update -- <folder of OpenAPI files, one JSON file per module>');
  process.exit(2);
}
const modules = jsonFiles(folder).map((name) => moduleFacts(readJson(join(folder, name))));
rmSync(api, { recursive: true, force: true });
mkdirSync(api, { recursive: true });
for (const facts of modules) writeFileSync(join(api, `${facts.module}.json`), factsText(facts));
