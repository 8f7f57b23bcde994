// npm run docs:check [-- PAGE...]: every Markdown file of the repository against what is there. It fails on a broken link, a command, option
// or file that does not exist, a configuration field that the spec does not have (or that the tables leave out), and a
// generated page that is out of date.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';

import { parse } from 'yaml';

import { root } from '../setup.mjs';

const require = createRequire(import.meta.url);
const read = (path) => readFileSync(resolve(root, path), 'utf8');
const chosen = process.argv.slice(2);
const notOurs = new Set(['node_modules', 'dist', 'lib', 'out', 'coverage']);

/** Every page of the repository; what is installed, built or hidden holds none of ours. */
function pagesBelow(folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return notOurs.has(entry.name) || entry.name.startsWith('.') ? [] : pagesBelow(path);
    return entry.name.endsWith('.md') && path !== 'CHANGELOG.md' ? [path] : [];
  });
}

const pages = chosen.length > 0 ? chosen : pagesBelow('.');
const problems = [];
const complain = (page, text) => problems.push(`${page}: ${text}`);

/** A page without its code, and its code: blocks and spans. */
function parts(text) {
  const code = [];
  const prose = text
    .replace(/^(```|~~~)[^\n]*\n([\s\S]*?)^\1\s*$/gm, (_, _fence, block) => (code.push(...block.split('\n')), ''))
    .replace(/^(?: {4,}|\t)(?![-*|\d ]).*$/gm, (line) => (code.push(line.trim()), ''))
    .replace(/`([^`\n]+)`/g, (_, span) => (code.push(span), '``'));
  return { prose, code };
}

const anchorOf = (heading) =>
  heading
    .toLowerCase()
    .replace(/[`*_]/g, '')
    .replace(/[^\p{L}\p{N}\s-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
const anchors = (text) => new Set([...text.matchAll(/^#+\s+(.+)$/gm)].map(([, heading]) => anchorOf(heading)));

function checkLinks(page, prose) {
  for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/i.test(target)) continue;
    const [path, anchor] = target.split('#');
    const file = path === '' ? page : relative(root, resolve(root, dirname(page), path));
    if (!existsSync(join(root, file))) complain(page, `links to ${target}, which is not there`);
    else if (anchor !== undefined && file.endsWith('.md') && !anchors(read(file)).has(anchor))
      complain(page, `links to ${target}, where no heading is called so`);
  }
}

const { scripts } = JSON.parse(read('package.json'));
const builtIn = ['ci', 'install', 'i', 'pack', 'publish', 'rebuild', 'view', 'exec', 'help', 'version', 'audit'];

/** What a command-line tool of ours takes, from its own help. */
const tools = new Map(
  [
    ['legacy-format', 'legacy-format-cli/bin/legacy-format'],
    ['servicetitan-fleet', 'fleet/bin/servicetitan-fleet'],
  ].map(([name, bin]) => {
    const help = (...args) =>
      spawnSync(process.execPath, [join(root, bin), ...args, '--help'], { encoding: 'utf8' }).stdout;
    const commands = [...help().matchAll(/^ {2}([a-z-]+)(?: |$)/gm)]
      .map(([, command]) => command)
      .filter((word) => word !== 'help');
    const options = (text) => new Set([...text.matchAll(/--[a-z-]+/g)].map(([option]) => option));
    return [name, new Map(commands.map((command) => [command, options(help(command))]))];
  }),
);

function checkCommands(page, code) {
  for (const line of code) {
    for (const [, script] of line.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g))
      if (!(script in scripts)) complain(page, `names npm run ${script}, which package.json does not have`);
    for (const [, word] of line.matchAll(/\bnpm (?!run\b)([a-z]+)\b/g))
      if (!builtIn.includes(word) && !(word in scripts)) complain(page, `names npm ${word}, which does not exist`);
    for (const [, tool, command, rest] of line.matchAll(
      /\b(?:npx )?(legacy-format|servicetitan-fleet) ([a-z][a-z-]*)\b([^|#;]*)/g,
    )) {
      if (!line.includes(`npx ${tool}`)) continue;
      const options = tools.get(tool).get(command);
      if (options === undefined) complain(page, `names npx ${tool} ${command}, which does not exist`);
      else
        for (const [option] of rest.matchAll(/--[a-z-]+/g))
          if (!options.has(option)) complain(page, `gives npx ${tool} ${command} ${option}, which it does not take`);
    }
  }
}

/** Files of the repository that a page names in code: from its root, from the page or from the page's `src`. */
function checkFiles(page, code) {
  for (const span of code) {
    if (
      !/^[\w.-]+(\/[\w.-]+)+\.(ts|mjs|cjs|json|ya?ml|md|tf|sh|py)$/.test(span) ||
      /^(lib|dist|out|incoming)\//.test(span)
    )
      continue;
    const folders = ['.', dirname(page), join(dirname(page), 'src'), 'test', join('test', 'simulator')];
    if (!folders.some((folder) => existsSync(resolve(root, folder, span))))
      complain(page, `names the file ${span}, which is not there`);
  }
}

const specs = Object.fromEntries(
  [
    ['source', 'source-servicetitan'],
    ['destination', 'destination-legacy-ingest'],
  ].map(([kind, folder]) => [
    kind,
    JSON.parse(read(`${folder}/resources/spec.json`)).connectionSpecification.properties,
  ]),
);

/** Tables whose first column is "source field" or "destination field", with the form's title beside it. */
function checkFields(page, text) {
  for (const [, kind, body] of text.matchAll(
    /^ *\| *(source|destination) field[^\n]*\n *\|[ |:-]+\n((?: *\|[^\n]*\n?)+)/gm,
  )) {
    const rows = body
      .trim()
      .split('\n')
      .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')));
    for (const [, name, title] of rows) {
      const field = specs[kind][name];
      if (field === undefined) complain(page, `describes the ${kind}'s field ${name}, which its spec does not have`);
      else if (field.title !== title)
        complain(page, `calls the ${kind}'s field ${name} "${title}"; its form says "${field.title}"`);
    }
    const named = rows.map(([, name]) => name);
    for (const name of Object.keys(specs[kind]))
      if (!named.includes(name)) complain(page, `leaves out the ${kind}'s field ${name}`);
  }
}

const { scheduleMistake } = require('servicetitan-fleet/lib/schedule/mistake');

/** Schedules that a page shows as `tenants.yaml` has them. */
function checkSchedules(page, code) {
  for (const span of code)
    if (/^\{ (every|cron|manual):/.test(span)) {
      const mistake = scheduleMistake(parse(span));
      if (mistake !== null) complain(page, `shows the schedule ${span}: ${mistake}`);
    }
}

for (const page of pages) {
  const text = read(page);
  const { prose, code } = parts(text);
  checkLinks(page, prose);
  checkCommands(page, code);
  checkFiles(page, code);
  checkFields(page, text);
  checkSchedules(page, code);
}
for (const generator of chosen.length > 0 ? [] : ['scopes', 'troubleshooting']) {
  const run = spawnSync(process.execPath, [join(root, 'scripts', 'docs', `${generator}.mjs`), '--check'], {
    encoding: 'utf8',
  });
  if (run.status !== 0) problems.push(run.stderr.trim());
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
console.log(`${pages.length} pages: links, commands, files and fields are there.`);
