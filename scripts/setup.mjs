// Makes a clone ready to run: installs from the lock file and builds, each only when something it depends on changed.
// Uses nothing but Node itself, because it runs before anything is installed.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installedMark = join(root, 'node_modules', '.installed-from');

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Node ${process.versions.node} is too old: this project needs Node 20.19 or later.`);
  process.exit(1);
}

function digest(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(existsSync(file) ? readFileSync(file) : '');
  return hash.digest('hex');
}

/** Runs a program with its output on ours; a failure ends the process with the program's exit code. */
export function run(program, args, options = {}) {
  try {
    execFileSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  } catch (error) {
    process.exit(typeof error.status === 'number' ? error.status : 1);
  }
}

function install() {
  const manifests = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).workspaces.map((workspace) =>
    join(root, workspace, 'package.json'),
  );
  const wanted = `${digest([join(root, 'package-lock.json'), join(root, 'package.json'), ...manifests])} ${process.versions.modules}`;
  if (existsSync(installedMark) && readFileSync(installedMark, 'utf8') === wanted) return;
  console.error('Installing from package-lock.json ...');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  writeFileSync(installedMark, wanted);
}

/** Builds what changed: the specs' data modules and what n8n's nodes take from them, then the packages in the order of their references. */
export function build() {
  mkdirSync(join(root, '.cache'), { recursive: true });
  run(process.execPath, [join(root, 'scripts', 'specs', 'build-specs.mjs')]);
  run(process.execPath, [join(root, 'n8n-nodes-servicetitan', 'scripts', 'generate', 'main.mjs')]);
  run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-b']);
  run(process.execPath, [join(root, 'n8n-nodes-servicetitan', 'scripts', 'bundle.mjs')]);
}

export function setup() {
  requireNode();
  install();
  build();
}
