import type { Item } from 'servicetitan-client';

import { recordOf } from './output';

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';

/** A record as a line of a list: the names that people know it by, else its id. */
export function labelled(item: Item, label: readonly string[]): { name: string; value: string | number } {
  const record = recordOf(item);
  const id = record.id;
  const value = typeof id === 'number' ? id : textOf(id);
  const [first, second] = label.map((field) => textOf(record[field])).filter((text) => text !== '');
  if (first === undefined) return { name: `ID ${value}`, value };
  return { name: second === undefined || second === first ? first : `${first} · ${second.slice(0, 60)}`, value };
}
