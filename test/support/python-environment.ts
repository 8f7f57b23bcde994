import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { alone } from './lock';

/** What the suites need of Python; every version is pinned, so that a suite tests the same client on every machine. */
export const requirementsFile = join(__dirname, '..', 'python', 'requirements.txt');

export type PythonEnvironment =
  | { readonly ready: true; /** path of a program of the environment */ bin(name: string): string }
  | { readonly ready: false; readonly why: string };

/** The pinned packages have wheels for these; PyAirbyte takes nothing newer. */
const interpreters = ['python3.11', 'python3.12', 'python3'];
const versions = ['3.11', '3.12'];
/** A first installation takes about a minute and a half here; past this something hangs. */
const installTimeoutMs = 20 * 60_000;

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function findPython(): { program: string; version: string } | undefined {
  for (const program of interpreters) {
    const asked = spawnSync(program, ['-c', 'import sys, venv; print("%d.%d" % sys.version_info[:2])'], {
      encoding: 'utf8',
    });
    const version = asked.status === 0 ? asked.stdout.trim() : '';
    if (versions.includes(version)) return { program, version };
  }
  return undefined;
}

/** Why the last command failed: pip's last words. */
function lastWords(output: string): string {
  return output.trim().split('\n').slice(-2).join(' ');
}

/**
 * Makes the environment in its final place, because a virtual environment does not survive a rename, and marks it as
 * whole at the end: one that a killed installation left behind is made anew.
 */
function make(python: string, requirements: string, folder: string, whole: string): string | undefined {
  rmSync(folder, { recursive: true, force: true });
  say(`Python: installing the packages of ${requirements} into ${folder} (once) ...`);
  const steps: [string, string[]][] = [
    [python, ['-m', 'venv', folder]],
    [
      join(folder, 'bin', 'python'),
      [
        ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input'],
        ...['--only-binary', ':all:', '--requirement', requirements],
      ],
    ],
  ];
  for (const [program, args] of steps) {
    const done = spawnSync(program, args, { encoding: 'utf8', timeout: installTimeoutMs });
    if (done.status !== 0) return `${args.slice(0, 3).join(' ')} failed: ${lastWords(done.stderr)}`;
  }
  writeFileSync(whole, '');
  return undefined;
}

/**
 * The Python environment of the suites, installed outside the repository when it is not there yet and used again as
 * long as the requirements stay the same. Synchronous, because jest wants to know while it collects the tests.
 */
export function pythonEnvironment(
  requirements = requirementsFile,
  cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'),
): PythonEnvironment {
  const missing = (why: string): PythonEnvironment => {
    say(`Python: the suites that need it are skipped: ${why}`);
    return { ready: false, why };
  };
  const python = findPython();
  if (python === undefined) return missing(`no Python ${versions.join(' or ')} with venv on the PATH`);
  const digest = createHash('sha256').update(python.version).update(readFileSync(requirements)).digest('hex');
  const home = join(cache, 'servicetitan-sync');
  const folder = join(home, `python-${python.version}-${digest.slice(0, 16)}`);
  const whole = join(folder, '.whole');
  mkdirSync(home, { recursive: true });
  const failure = existsSync(whole)
    ? undefined
    : alone(`${folder}.lock`, () =>
        existsSync(whole) ? undefined : make(python.program, requirements, folder, whole),
      );
  return failure === undefined ? { ready: true, bin: (name) => join(folder, 'bin', name) } : missing(failure);
}
