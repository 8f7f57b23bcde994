/** The connectors' images, built and run as a user does: `npm run image`, then `docker run --rm -i IMAGE ...`. */
import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

import type { Folder } from '../connector';
import { alone } from '../lock';

import type { Engine } from './engine';

export const repository = join(__dirname, '..', '..', '..');
export const connectors = ['source-servicetitan', 'destination-legacy-ingest'] as const;
export type Connector = (typeof connectors)[number];

export const versionOf = (connector: Connector): string =>
  (JSON.parse(readFileSync(join(repository, connector, 'package.json'), 'utf8')) as { version: string }).version;
export const imageOf = (connector: Connector): string => `${connector}:${versionOf(connector)}`;

/** What `npm run image` leaves on disk for a connector. */
export const artefacts = (connector: Connector): string => join(repository, '.cache', 'image', connector);

/** `npm run image`, one at a time: it has one folder to work in. */
export function buildImages(engine: Engine, more: readonly string[] = []): void {
  mkdirSync(join(homedir(), '.cache', 'servicetitan-sync'), { recursive: true });
  alone(join(homedir(), '.cache', 'servicetitan-sync', 'image-build.lock'), () =>
    execFileSync('npm', ['run', '--silent', 'image', '--', '--', ...engine.buildArguments, ...more], {
      cwd: repository,
      env: engine.environment,
      stdio: 'pipe',
    }),
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
