import { join } from 'node:path';

import { finish, start, type Folder, type Outcome } from './connector';

export const repository = join(__dirname, '..', '..');
export const manifestFile = join(repository, 'source-servicetitan', 'manifest', 'manifest.yaml');

/** Airbyte's own runner of declarative manifests, as its images start it. */
export interface ManifestRunner {
  check(config: unknown): Promise<Outcome>;
  discover(config: unknown): Promise<Outcome>;
  read(config: unknown, catalog: unknown, state?: unknown): Promise<Outcome>;
}

/** A read of the suites takes seconds; one that hangs must not keep the test runner from ending. */
const patienceMs = 150_000;

async function runPatiently(program: string, args: readonly string[]): Promise<Outcome> {
  const child = start(program, args);
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  child.stdin?.end();
  const outcome = await finish(child);
  clearTimeout(timer);
  return outcome;
}

export function manifestRunner(program: string, folder: Folder): ManifestRunner {
  let files = 0;
  const given = (option: string, content: unknown) => [
    `--${option}`,
    folder.file(`manifest-${option}-${(files += 1)}.json`, content),
  ];
  const launch = (command: string, options: string[]) =>
    runPatiently(program, [command, ...options, '--manifest-path', manifestFile]);
  return {
    check: (config) => launch('check', given('config', config)),
    discover: (config) => launch('discover', given('config', config)),
    read: (config, catalog, state = []) =>
      launch('read', [...given('config', config), ...given('catalog', catalog), ...given('state', state)]),
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

/**
 * Records as comparable text, whatever their order. Members that are null are left out because Airbyte's CDK does not
 * write them, and numbers are compared as doubles because it reads them so.
 */
export const comparable = (records: readonly Record<string, unknown>[]): string[] =>
  records
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null)))
    .map((record) => JSON.stringify(sorted(record)))
    .sort();
