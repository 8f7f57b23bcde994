/** The connectors' images, built and run as a user does: `npm run image`, then `docker run --rm -i IMAGE ...`. */
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import type { Folder } from '../connector';
import { alone } from '../lock';

import type { Engine } from './engine';

export const repository = join(__dirname, '..', '..', '..');
export const connectors = ['source-servicetitan', 'destination-legacy-ingest'] as const;
export type Connector = (typeof connectors)[number];

export const versionOf = (connector: Connector): string =>
  (JSON.parse(readFileSync(join(repository, connector, 'package.json'), 'utf8')) as { version: string }).version;
export const imageOf = (connector: Connector): string => `${connector}:${versionOf(connector)}`;

const lock = join(homedir(), '.cache', 'servicetitan-sync', 'images.lock');

/** One at a time: `npm run image` has one folder to work in. */
function aloneInFolder<T>(work: () => T): T {
  mkdirSync(dirname(lock), { recursive: true });
  return alone(lock, work);
}

/** `npm run image` with an engine. */
export function buildImages(engine: Engine): void {
  const args = ['run', '--silent', 'image', '--', '--', ...engine.buildArguments];
  aloneInFolder(() =>
    execFileSync('npm', args, { cwd: repository, env: engine.environment, stdio: ['ignore', 'pipe', 'pipe'] }),
  );
}

/** `npm run image` on a machine whose PATH has only what is named; `look` sees what it left before anyone builds again. */
export function bundleWithout<T>(
  folder: Folder,
  programs: readonly string[],
  look: (outcome: SpawnSyncReturns<string>, artefactsOf: (connector: Connector) => string) => T,
): T {
  const locate = `for name in ${programs.join(' ')}; do command -v $name; done`;
  const found = execFileSync('sh', ['-c', locate], { encoding: 'utf8' }).trim().split('\n');
  for (const path of found) symlinkSync(path, join(folder.path, basename(path)));
  const script = join(repository, 'scripts', 'image', 'main.mjs');
  const environment = { ...process.env, PATH: folder.path };
  return aloneInFolder(() =>
    look(spawnSync(process.execPath, [script], { encoding: 'utf8', env: environment }), (connector) =>
      join(repository, '.cache', 'image', connector),
    ),
  );
}

/** An engine's command to its end. */
export const ask = (engine: Engine, ...args: string[]): SpawnSyncReturns<string> =>
  spawnSync(engine.command, args, { env: engine.environment, encoding: 'utf8', maxBuffer: 2 ** 26 });

export interface RunOptions {
  readonly network?: 'host' | 'none';
  /** MB */
  readonly memory?: number;
  /** more of the engine's arguments */
  readonly more?: readonly string[];
}

const environmentNames = ['CONTAINERS_CONF', 'CONTAINERS_STORAGE_CONF'] as const;
const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
let programs = 0;

/**
 * A program that runs its arguments in a container of the image, for helpers that start connectors by path. The folder is
 * mounted where it is on this machine, for everyone to write in, so that paths mean the same on both sides.
 */
export function containerProgram(
  engine: Engine,
  connector: Connector,
  folder: Folder,
  options: RunOptions = {},
): string {
  chmodSync(folder.path, 0o777);
  const words = [
    ...[engine.command, 'run', '--rm', '--interactive', '--pull=never', `--network=${options.network ?? 'host'}`],
    ...['--volume', `${folder.path}:${folder.path}`],
    ...(options.memory === undefined ? [] : [`--memory=${options.memory}m`, `--memory-swap=${options.memory}m`]),
    ...(options.more ?? []),
    imageOf(connector),
  ];
  const settings = environmentNames.flatMap((name) => {
    const value = engine.environment[name];
    return value === undefined ? [] : [`export ${name}=${quoted(value)}\n`];
  });
  programs += 1;
  const script = `#!/bin/sh\n${settings.join('')}exec ${words.map(quoted).join(' ')} "$@"\n`;
  const path = folder.file(`${connector}-${programs}`, script);
  chmodSync(path, 0o755);
  return path;
}
