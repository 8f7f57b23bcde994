import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The repository: this file is start/lib/files.js. The connectors are run as Airbyte runs them, by their first line. */
export const repository = dirname(dirname(__dirname));
export const sourceProgram = join(repository, 'source-servicetitan', 'bin', 'main');
export const destinationProgram = join(repository, 'destination-legacy-ingest', 'bin', 'main');
export const simulatorProgram = join(repository, 'test', 'lib', 'simulator', 'main.js');

export function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}

export function readJsonIfThere(path: string): unknown {
  return existsSync(path) ? readJson(path) : undefined;
}

/** Replaces a file in one step, readable by its owner only: configurations carry secrets. */
export function writeJson(path: string, value: unknown): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.part`;
  writeFileSync(temporary, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, path);
}
