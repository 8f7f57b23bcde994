// npm run docs:troubleshooting [-- --check]: docs/troubleshooting.md from the messages in the source. Most say cause and cure
// themselves; for the others docs/troubleshooting.json has them. A message without a cure is a mistake.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from '../setup.mjs';

import { allMessages, helpers } from './messages.mjs';

const target = join(root, 'docs', 'troubleshooting.md');
const cures = JSON.parse(readFileSync(join(root, 'docs', 'troubleshooting.json'), 'utf8'));

/** Where a reader meets a message, by where it is made; the first that fits. */
const places = [
  [/^servicetitan-client\/src\/reports|^source-servicetitan\/src\/reports/, 'Saved reports'],
  [/^servicetitan-client|^source-servicetitan/, 'ServiceTitan and the source'],
  [/^airbyte-runtime/, 'Either connector'],
  [/delivery\/http/, 'Destination: HTTP delivery'],
  [/delivery\/sftp/, 'Destination: SFTP delivery'],
  [/delivery\/(tables|postgres|mysql)/, 'Destination: database deliveries'],
  [/destination-legacy-ingest\/src\/intake/, 'Destination: what the connection selects'],
  [/^destination-legacy-ingest/, 'Destination: publishing, workspace and disk'],
  [/^legacy-format\//, 'Legacy formats'],
  [/^legacy-format-cli/, 'npx legacy-format'],
  [/^fleet/, 'npx servicetitan-fleet'],
  [/^n8n/, 'n8n'],
];

/** Names of the code for what stands there, where they would not be understood. */
const names = {
  tenantOf: 'tenant',
  streamOf: 'stream of tenant',
  tenantKey: 'tenant',
  tenantId: 'tenant',
  tokenTenant: 'other tenant',
  howToGrant: 'how to grant it',
  reportSubject: 'report',
  shown: 'address',
  said: "the server's words",
  value: '…',
  them: 'it',
  these: 'them',
};

const shown = (text) => text.replace(/\{(\w+)\}/g, (_, name) => `{${names[name] ?? name}}`.replace('{…}', '…'));

/** What happened, and what that message says of cause and cure. */
function split(text) {
  const found = /^(.+?[.?])\s+(?=[A-Z"{(])(.+)$/s.exec(text);
  return found === null ? [text, ''] : [found[1], found[2].replace(/^\(tenant \{\w+\}\) /, '')];
}

const escaped = (text) => text.replace(/([<>*_|[\]])/g, '\\$1');

function entry({ text, who }) {
  const [what, rest] = split(shown(text));
  const more = cures[shown(text)] ?? '';
  const said = [rest, more].filter((part) => part !== '').join(' ');
  if (said === '') return { missing: shown(text) };
  const helper = helpers[who];
  return { lines: [`**${escaped(what)}**`, `${escaped(said)}${helper === undefined ? '' : ` _Helps: ${helper}._`}`] };
}

const messages = allMessages();
const known = new Set(messages.map(({ text }) => shown(text)));
const stale = Object.keys(cures).filter((text) => !known.has(text));
const entries = messages
  .filter(({ text }) => cures[shown(text)] !== null)
  .map((message) => ({
    place: places.find(([path]) => path.test(message.file))?.[1] ?? 'Elsewhere',
    ...entry(message),
  }));
const missing = entries.flatMap((each) => each.missing ?? []);
if (stale.length > 0 || missing.length > 0) {
  for (const text of stale) console.error(`docs/troubleshooting.json has a cure for a message that is gone: ${text}`);
  for (const text of missing) console.error(`docs/troubleshooting.json lacks the cause and cure of: ${text}`);
  process.exit(1);
}
const sections = [...new Set(places.map(([, title]) => title))]
  .map((title) => [title, entries.filter(({ place }) => place === title)])
  .filter(([, own]) => own.length > 0)
  .map(([title, own]) => [`## ${title}`, ...own.map(({ lines }) => lines.join('  \n'))].join('\n\n'));
const page = `# Troubleshooting by message

Written by \`npm run docs:troubleshooting\` from the messages in the source; a change by hand is lost. Search it for the words that
you see: names in braces stand for what differs. A message says what happened, to which tenant and stream, and what to do;
what it does not say itself stands behind it here. "Helps" is who can do something about it, which Airbyte shows as the failure type:
configuration error (no retry), transient error (retried by itself), system error.

${sections.join('\n\n')}
`;
if (!process.argv.includes('--check')) writeFileSync(target, page);
else if (readFileSync(target, 'utf8') !== page) {
  console.error('docs/troubleshooting.md is not what the source says: run npm run docs:troubleshooting.');
  process.exit(1);
}
