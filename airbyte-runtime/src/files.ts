import { readFileSync } from 'node:fs';

import { operatorError } from './errors';

/** What a file of the command line is for, in the operator's words. */
export type FileRole = 'configuration' | 'configured catalog' | 'state';

function unreadable(role: FileRole, path: string, why: string): Error {
  return operatorError({ failureType: 'config', message: `The ${role} file ${path} ${why}.` });
}

function read(role: FileRole, path: string): Buffer | undefined {
  try {
    // fd 0, because /dev/stdin cannot be opened when the caller's pipe is a socket
    return readFileSync(path === '/dev/stdin' ? 0 : path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT') return undefined;
    // without its cause: the words of the system add nothing, and the path is there
    throw unreadable(role, path, `cannot be read (${code})`);
  }
}

function parse(role: FileRole, path: string, bytes: Buffer): unknown {
  let text: string;
  try {
    // also drops a byte order mark
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(role, path, 'is not UTF-8 text');
  }
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // JSON.parse quotes what it stumbles over, which may be a secret
    throw unreadable(role, path, 'is not valid JSON');
  }
}

/**
 * A file of JSON, whatever its suffix: PyAirbyte writes catalogs as `.txt`.
 * @throws a config error that names the file and none of its content
 */
export function readJsonFile(role: FileRole, path: string): unknown {
  const bytes = read(role, path);
  if (bytes === undefined) throw unreadable(role, path, 'does not exist');
  const value = parse(role, path, bytes);
  if (value === undefined) throw unreadable(role, path, 'is empty');
  return value;
}

/** As readJsonFile, but a file that is empty or not there is undefined: the platform writes none before the first sync. */
export function readStateFile(path: string | undefined): unknown {
  if (path === undefined) return undefined;
  const bytes = read('state', path);
  return bytes === undefined ? undefined : parse('state', path, bytes);
}
