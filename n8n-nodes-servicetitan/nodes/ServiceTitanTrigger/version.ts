import { createHash } from 'crypto';

import type { IDataObject } from 'n8n-workflow';
import type { Item } from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

import type { Version } from './memory';

/** Long enough that two records of one tenant never meet. */
const digestLength = 16;

const digest = (text: string): string => createHash('sha256').update(text).digest('base64').slice(0, digestLength);

const at = (record: IDataObject, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((value, step) => (value as Readonly<Record<string, unknown>> | null | undefined)?.[step], record);

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;

/** What a record is known by, and what tells this version of it from others. */
export function versionOf(record: IDataObject, item: Item, { primaryKey, cursor }: StreamSpec): Version {
  const parts = primaryKey.map((path) => textOf(at(record, path)) ?? '');
  const changed = textOf(record.modifiedOn) ?? (cursor === null ? null : textOf(at(record, cursor)));
  return {
    key: parts.length === 0 ? digest(item.raw) : parts.join(' '),
    changed,
    version: changed ?? digest(item.raw),
  };
}
