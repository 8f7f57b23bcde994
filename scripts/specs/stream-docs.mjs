// npm run docs:streams: writes docs/streams.md from the catalog. With --print it goes to standard output instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { streams } from 'servicetitan-specs';

const file = fileURLToPath(new URL('../../docs/streams.md', import.meta.url));
const leftOut = JSON.parse(
  readFileSync(fileURLToPath(new URL('../../specs/catalog/left-out.json', import.meta.url)), 'utf8'),
);

const cell = (text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const code = (text) => `\`${text}\``;
const codes = (texts) => texts.map(code).join(', ');
const row = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
const count = (test) => streams.filter(test).length;
const days = (number) => (number === 1 ? 'day' : `${number} days`);

function feed({ feed: kind, each, parent, window }) {
  const words = {
    export: 'export',
    list: 'list',
    whole: 'one answer',
  };
  return [
    words[kind],
    ...(parent ? [`per ${parent.batch ? `${parent.batch} ` : ''}${code(parent.stream)}`] : []),
    ...(each ? [`per ${code(each.parameter)}`] : []),
    ...(window ? [`per ${days(window.days)}`] : []),
  ].join(' ');
}

/** How an incremental read knows what is new. */
function newRows({ feed: kind, cursor, modifiedFilter, createdFilter, parent }) {
  if (cursor === null) return '';
  if (kind === 'export') return 'token';
  if (modifiedFilter !== undefined) return modifiedFilter === 'modifiedOnOrAfter' ? 'modified' : code(modifiedFilter);
  if (createdFilter !== undefined) return 'created';
  return parent?.follow === 'changed' ? 'changed parents' : 'days';
}

function streamRow(stream) {
  const { name, module, primaryKey, cursor, scope, suggested, note = '' } = stream;
  const modes = cursor === null ? 'full refresh' : `full refresh, incremental (${newRows(stream)})`;
  return [
    code(name) + (suggested ? ' \\*' : ''),
    module,
    feed(stream),
    codes(primaryKey),
    cursor === null ? '' : code(cursor),
    modes,
    code(scope),
    cell(note),
  ];
}

const leftOutRows = leftOut.endpoints.map(({ method, path, reason, stream, note }) => [
  code(`${method === undefined ? '' : `${method} `}${path.replace('/tenant/{tenant}', '')}`),
  reason,
  stream === undefined ? '' : code(stream),
  cell(note ?? ''),
]);

const text = `# Streams

Written by \`npm run docs:streams\` from [specs/catalog](../specs/catalog); a change by hand is lost.

${streams.length} streams, in the order in which they are read: references, what they describe, what happens, and at the
end the streams that are read for each record of another one. ${count(({ cursor }) => cursor !== null)} can be read incrementally, the others whole.
A star marks the ${count(({ suggested }) => suggested)} that the default report files are made from; the source offers all. Every record has
\`tenantId\` too. Saved reports come on top, as \`report_<name>\`, from the configuration.

- Feed: _export_ is ServiceTitan's change feed, _list_ a paged list; inactive rows are asked for in both. _per_ says what
  one request is made for.
- Incremental: by the feed's _token_; by the time a row was _modified_ or _created_; by the _changed parents_, whose rows
  are all read again; or by _days_, of which the last ones are read again.
- No key means that no member identifies a row for sure. Such a stream can be appended or replaced; deduplicate it only by
  a key that you know to be sound in your data.

${table(['stream', 'module', 'feed', 'key', 'cursor', 'sync modes', 'scope', 'note'], streams.map(streamRow))}

## What is not a stream

${table(
  ['reason', 'means'],
  Object.entries(leftOut.reasons).map(([reason, meaning]) => [reason, meaning]),
)}

${table(['endpoint', 'reason', 'stream', 'note'], leftOutRows)}
`;

if (process.argv.includes('--print')) process.stdout.write(text);
else writeFileSync(file, text);
