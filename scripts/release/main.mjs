// npm run release -- [--bump patch|minor|major] [--dry-run | --packages]
// Sets the next version everywhere with lerna, writes the changelog from the commits, commits and tags. Pushing the tag
// starts the workflow that publishes. With --dry-run nothing is changed: it builds what would be published and says what
// that is. --packages is the workflow's part: it builds the version that is checked out, and its notes, under .cache/release.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import semver from 'semver';

import { root, run } from '../setup.mjs';

import { changelogPart, changesSince, lastRelease, withPart } from './changelog.mjs';
import { describePackages, packages, releaseFolder } from './packages.mjs';

const usage = 'npm run release -- [--bump patch|minor|major] [--dry-run | --packages]';
const bumps = ['patch', 'minor', 'major'];

function fail(message) {
  console.error(message);
  process.exit(1);
}

function options() {
  const flag = { type: 'boolean', default: false };
  try {
    const { values } = parseArgs({
      options: { bump: { type: 'string', default: 'minor' }, 'dry-run': flag, packages: flag },
    });
    if (bumps.includes(values.bump) && !(values['dry-run'] && values.packages)) return values;
    return fail(usage);
  } catch (error) {
    return fail(`${error.message}\n${usage}`);
  }
}

/** Versions, lock file and changelog as one commit with the tag on it. */
function commitRelease(version, current, part) {
  const dirty = execFileSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  if (dirty !== '') fail('The tree has changes that are not committed: a release is what is committed.');
  const quiet = ['--exact', '--yes', '--no-git-tag-version', '--no-push', '--force-publish'];
  if (version !== current) run('npx', ['lerna', 'version', version, ...quiet]);
  run('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund']);
  const path = join(root, 'CHANGELOG.md');
  writeFileSync(path, withPart(readFileSync(path, 'utf8'), part));
  run('npx', ['prettier', '--write', '--log-level', 'warn', path]);
  run('git', ['commit', '--quiet', '--all', '--message', `Release ${version}`]);
  run('git', ['tag', '--annotate', `v${version}`, '--message', `Release ${version}`]);
  console.log(`\nTagged v${version}. Publish it with: git push --follow-tags`);
}

const { bump, 'dry-run': dryRun, packages: onlyPackages } = options();
const { version: current } = JSON.parse(readFileSync(join(root, 'lerna.json'), 'utf8'));
const last = lastRelease(onlyPackages ? 'HEAD^' : 'HEAD');
// The version in the tree is the one to come until it was released once.
const version = last === undefined || onlyPackages ? current : semver.inc(current, bump);
const changes = changesSince(last);
if (changes.length === 0) fail(`Nothing to release: no commit since ${last} concerns what is published.`);
const part = changelogPart(version, new Date().toISOString().slice(0, 10), changes);
if (!onlyPackages) {
  console.log(`Version ${version}${last === undefined ? ', the first release' : `, after ${last}`}\n`);
  for (const line of part.split('\n')) console.log(`  ${line}`.trimEnd());
}
const made = await packages(version);
console.log(`\n${describePackages(made, version)}`);
if (onlyPackages) writeFileSync(join(releaseFolder, 'notes.md'), `${part}\n`);
else if (dryRun) console.log('\nDry run: nothing was changed, committed, tagged or published.');
else commitRelease(version, current, part);
