import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { CommandError, fileProblem } from 'command-line';

import type { SecretReference } from './schema';

/** Where references are looked up. */
export interface SecretPlaces {
  readonly environment: NodeJS.ProcessEnv;
  /** folder that relative paths start from: that of `tenants.yaml` */
  readonly folder: string;
  /** every secret that was looked up, so that none is shown */
  readonly known: Set<string>;
}

/** A text of somebody else's without any of the secrets: an answer may repeat what it was sent. */
export function withoutSecrets(text: string, known: ReadonlySet<string>): string {
  return [...known].reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** `{ env: NAME }` or `{ file: path }` and nothing else. */
export function isReference(value: unknown): value is SecretReference {
  if (!isObject(value)) return false;
  const [name, ...more] = Object.keys(value);
  return more.length === 0 && (name === 'env' || name === 'file') && typeof value[name] === 'string';
}

/**
 * The text that a reference stands for, without the line end that editors leave in files.
 * @throws CommandError that names the variable or file, never what is in it
 */
export function resolveSecret(reference: SecretReference, what: string, places: SecretPlaces): string {
  if (reference.env !== undefined) {
    const text = places.environment[reference.env]?.trim() ?? '';
    if (text === '') throw new CommandError(`${what}: the environment variable ${reference.env} is not set or empty.`);
    places.known.add(text);
    return text;
  }
  const path = resolve(places.folder, reference.file ?? '');
  try {
    const text = readFileSync(path, 'utf8').trim();
    if (text !== '') {
      places.known.add(text);
      return text;
    }
  } catch (error) {
    throw fileProblem(`${what}: ${path}`, error);
  }
  throw new CommandError(`${what}: the file ${path} is empty.`);
}

export const textOf = (value: string | SecretReference, what: string, places: SecretPlaces): string =>
  typeof value === 'string' ? value.trim() : resolveSecret(value, what, places);

/** A configuration with every reference in it replaced by what it stands for. */
export function resolveAll(value: unknown, what: string, places: SecretPlaces): unknown {
  if (isReference(value)) return resolveSecret(value, what, places);
  if (Array.isArray(value)) return value.map((item, at) => resolveAll(item, `${what}[${at}]`, places));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, resolveAll(member, `${what}.${name}`, places)]),
  );
}
