// Writes which streams the reports of each ready-made format are made from, and how far they can be read in part, for the Terraform module: it cannot read a format.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { root, run } from './setup.mjs';

const require = createRequire(import.meta.url);
const { compileFormat } = require('legacy-format');
const { legacyFormats, streams: catalog } = require('servicetitan-specs');
const tenant = { tenantKey: 'any', timeZone: 'UTC', trade: 'any', importId: 1 };
const incremental = new Set(catalog.filter(({ cursor }) => cursor !== null).map(({ name }) => name));
const modeOf = (stream) => (incremental.has(stream) ? 'incremental_deduped_history' : 'full_refresh_overwrite');
const streams = Object.fromEntries(
  Object.entries(legacyFormats).map(([name, format]) => [
    name,
    Object.fromEntries(compileFormat(format, tenant).streams.map(({ stream }) => [stream, modeOf(stream)])),
  ]),
);
const path = join(root, 'fleet', 'terraform', 'streams.json');
if (process.argv.includes('--check')) {
  if (isDeepStrictEqual(JSON.parse(readFileSync(path, 'utf8')), streams)) process.exit(0);
  console.error('fleet/terraform/streams.json is not what the formats say: run npm run fleet:streams.');
  process.exit(1);
}
writeFileSync(path, `${JSON.stringify(streams, null, 2)}\n`);
run('npx', ['prettier', '--write', '--log-level', 'warn', path]);
