// npm run docs:scopes [-- --check]: docs/scopes.md from the catalog: which scopes an app must ask for, by what it reads.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { root } from '../setup.mjs';

const { streams } = createRequire(import.meta.url)('servicetitan-specs');
const { catalog, lineageOf, reportScope } = createRequire(import.meta.url)('servicetitan-client');

const target = join(root, 'docs', 'scopes.md');
const code = (text) => `\`${text}\``;
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Scopes of some streams, those of their parents included, with the streams that need them. */
function scopesOf(chosen) {
  const found = new Map();
  for (const stream of chosen)
    for (const scope of new Set(lineageOf(stream, catalog).map((each) => each.scope)))
      found.set(scope, [...(found.get(scope) ?? []), stream.name]);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

const { endpoints } = JSON.parse(readFileSync(join(root, 'specs', 'api', 'reporting.json'), 'utf8'));
const listScopes = [...new Set(endpoints.map(({ scope }) => scope))].filter((scope) => scope !== reportScope).sort();
const rows = (scopes) => scopes.map(([scope, names]) => [code(scope), names.map(code).join(', ')]);
const suggested = scopesOf(streams.filter((stream) => stream.suggested));
const modules = [...new Set(streams.map(({ module }) => module))].sort();
const page = `# Scopes

Written by \`npm run docs:scopes\` from [specs/catalog](../specs/catalog); a change by hand is lost. Where they are entered:
[servicetitan-app.md](servicetitan-app.md). A stream that is read for each row of another one needs that one's scope, too. The source's
test names what is missing; a stream whose scope is missing fails by itself and says which it is.

## For the default reports

${table(['scope', 'streams'], rows(suggested))}

## For saved reports

${code(reportScope)} describes and runs them; ${listScopes.map(code).join(' and ')} list what there is to choose from.

## For everything

${modules
  .map(
    (module) =>
      `### ${module}\n\n${table(['scope', 'streams'], rows(scopesOf(streams.filter((stream) => stream.module === module))))}`,
  )
  .join('\n\n')}
`;
if (!process.argv.includes('--check')) writeFileSync(target, page);
else if (readFileSync(target, 'utf8') !== page) {
  console.error('docs/scopes.md is not what the catalog says: run npm run docs:scopes.');
  process.exit(1);
}
