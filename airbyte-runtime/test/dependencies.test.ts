import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/* The CDK forgets to declare what it needs. What counts is whether this package works with what *it* declares. */

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const root = join(__dirname, '..');

function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

/** Where Node finds a package when it is required from the given folder. */
function installed(name: string, from: string): string | undefined {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return undefined;
}

/**
 * Installs the declared dependencies of a package, theirs beside them, and nothing else. What lies in a package's own
 * node_modules comes along with it.
 */
function install(from: string, into: string, done: Set<string>): void {
  for (const name of Object.keys(manifestOf(from).dependencies ?? {})) {
    const source = installed(name, from);
    if (source === undefined || done.has(source)) continue;
    done.add(source);
    const target = join(into, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    if (!existsSync(target)) symlinkSync(source, target);
    install(source, into, done);
  }
}

test('the CDK and this package load with nothing but the declared dependencies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'declared-'));
  try {
    install(root, folder, new Set());
    cpSync(join(root, 'lib'), join(folder, 'lib'), { recursive: true });
    const script = "require('faros-airbyte-cdk'); console.log(typeof require('./lib').sourceMain)";
    const options = { cwd: folder, encoding: 'utf8' as const };
    expect(execFileSync(process.execPath, ['--preserve-symlinks', '-e', script], options).trim()).toBe('function');
    rmSync(join(folder, 'node_modules', 'faros-js-client'));
    expect(() =>
      execFileSync(process.execPath, ['--preserve-symlinks', '-e', script], { ...options, stdio: 'pipe' }),
    ).toThrow(/faros-js-client/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the CDK is the last version under a free licence', () => {
  const cdk = installed('faros-airbyte-cdk', root);
  const { version, license } = manifestOf(cdk ?? '') as Manifest & { license: string };
  expect([version, license]).toEqual(['0.11.26', 'Apache-2.0']);
});
