// What changed since the last release, from the commits: their subjects say why, so they are the changelog.
import { execFileSync, spawnSync } from 'node:child_process';

import { root } from '../setup.mjs';

const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 }).trim();

/** The tag of the last release before a commit, such as v0.1.0; undefined before the first. */
export function lastRelease(commit) {
  const args = ['describe', '--tags', '--abbrev=0', '--match', 'v[0-9]*', commit];
  const found = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}

/** Where a reader looks first; a commit that touches several stands under the first of them that it touches. */
const sections = [
  ['source-servicetitan', 'Source'],
  ['destination-legacy-ingest', 'Destination'],
  ['legacy-format-cli', 'legacy-format'],
  ['legacy-format', 'Legacy formats'],
  ['n8n-nodes-servicetitan', 'n8n'],
  ['fleet', 'Fleet'],
  ['servicetitan-client', 'ServiceTitan client'],
  ['specs', 'Streams and formats'],
];

function sectionOf(files) {
  const folders = new Set(files.map((file) => file.split('/', 1)[0]));
  return sections.find(([folder]) => folders.has(folder))?.[1];
}

/** @returns {{ section: string, subject: string }[]} newest first; what only concerns developers is left out */
export function changesSince(tag) {
  const range = tag === undefined ? ['HEAD'] : [`${tag}..HEAD`];
  const log = git('log', ...range, '--no-merges', '--name-only', '--format=%x1e%s');
  return log
    .split('\x1e')
    .filter((commit) => commit !== '')
    .map((commit) => {
      const [subject = '', ...files] = commit.split('\n').filter((line) => line !== '');
      return { subject, section: sectionOf(files) };
    })
    .filter(
      ({ section, subject }, at, all) =>
        section !== undefined && all.findIndex((other) => other.subject === subject) === at,
    );
}

/** The changelog's part for a version, in Markdown. */
export function changelogPart(version, day, changes) {
  const parts = sections
    .map(([, title]) => [
      title,
      changes.filter(({ section }) => section === title).map(({ subject }) => `- ${subject}`),
    ])
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `### ${title}\n\n${lines.join('\n')}`);
  return [`## ${version} (${day})`, ...parts].join('\n\n');
}

/** The changelog with a new part; what people wrote under "Unreleased" opens it. */
export function withPart(changelog, part) {
  const [head, ...older] = changelog.split('\n## ');
  const [unreleased = ''] = older.filter((old) => old.startsWith('Unreleased'));
  const words = unreleased.split('\n').slice(1).join('\n').trim();
  const [title, ...body] = part.slice(3).split('\n');
  const opened = [title, '', ...(words === '' ? [] : [words, '']), body.join('\n').trim(), ''].join('\n');
  return [head.trimEnd(), opened, ...older.filter((old) => old !== unreleased)].join('\n\n## ');
}
