import type { StreamSpec } from 'servicetitan-specs';

import { memberOf, type AddedMembers, type Member } from '../item-members';
import type { Item } from '../json-items';
import { textsAt } from '../json-path';

/** One request for children: what it asks with, and what their records get from the parent. */
export interface Unit {
  /** by parameter */
  readonly keys: Readonly<Record<string, string>>;
  readonly added: AddedMembers;
}

type Parent = NonNullable<StreamSpec['parent']>;

/** One combination of a parent's keys, as JSON texts in the order of `parent.keys`. */
interface Keys {
  readonly id: string;
  readonly texts: readonly string[];
  /** the parent's cursor, as JSON text */
  readonly cursor: string;
}

/** A JSON scalar as a request names it; null for what cannot be a key. */
function plain(text: string): string | null {
  if (text.startsWith('"')) return (JSON.parse(text) as string) || null;
  return /^[-\dtf]/.test(text) ? text : null;
}

/** Every combination of the values that a parent's key fields have; none when one of them has no value. */
function combinations(fields: readonly (readonly string[])[]): string[][] {
  return fields.reduce<string[][]>(
    (all, values) => all.flatMap((before) => values.map((value) => [...before, value])),
    [[]],
  );
}

function keysOf(item: Item, { keys }: Parent, cursorField: string | null): Keys[] {
  const fields = keys.map(({ field }) => textsAt(item.raw, field).filter((text) => plain(text) !== null));
  const cursor = (cursorField === null ? undefined : textsAt(item.raw, cursorField)[0]) ?? 'null';
  return combinations(fields).map((texts) => ({ id: texts.join(' '), texts, cursor }));
}

function cursorMember({ cursorAs }: Parent, cursor: string): Member[] {
  return cursorAs === undefined ? [] : [memberOf(cursorAs, cursor)];
}

function singleUnit(parent: Parent, { texts, cursor }: Keys, always: readonly Member[]): Unit {
  const named = parent.keys.map((key, index) => ({ ...key, text: texts[index] ?? 'null' }));
  const members = [...named.map(({ as, text }) => memberOf(as, text)), ...cursorMember(parent, cursor), ...always];
  return {
    keys: Object.fromEntries(named.map(({ parameter, text }) => [parameter, plain(text) ?? ''])),
    added: { names: members.map(({ name }) => name), of: () => members },
  };
}

/** A batch's records tell by their own members which parent they are of; only its cursor has to be added. */
function batchUnit(parent: Parent, batch: readonly Keys[], always: readonly Member[]): Unit {
  const cursors = new Map(batch.map(({ id, cursor }) => [id, cursorMember(parent, cursor)]));
  const unknown = cursorMember(parent, 'null');
  const idOf = (item: Item): string => parent.keys.map(({ as }) => textsAt(item.raw, as)[0] ?? '').join(' ');
  return {
    keys: Object.fromEntries(
      parent.keys.map(({ parameter }, index) => [
        parameter,
        batch.map(({ texts }) => plain(texts[index] ?? '') ?? '').join(','),
      ]),
    ),
    added: {
      names: [
        ...parent.keys.map(({ as }) => as),
        ...unknown.map(({ name }) => name),
        ...always.map(({ name }) => name),
      ],
      of: (item) => [...(cursors.get(idOf(item)) ?? unknown), ...always],
    },
  };
}

/**
 * The requests for the children of a page of parents, each parent's keys once.
 * @param cursorField the parents' cursor
 * @param always members that every record gets
 * @param asked ids that were asked for before and are not again; those of this page are put in
 */
export function unitsOf(
  items: readonly Item[],
  parent: Parent,
  cursorField: string | null,
  always: readonly Member[],
  asked: Set<string>,
): Unit[] {
  const fresh = items
    .flatMap((item) => keysOf(item, parent, cursorField))
    .filter(({ id }) => !asked.has(id) && asked.add(id));
  const { batch } = parent;
  if (batch === undefined) return fresh.map((keys) => singleUnit(parent, keys, always));
  const units: Unit[] = [];
  for (let at = 0; at < fresh.length; at += batch) units.push(batchUnit(parent, fresh.slice(at, at + batch), always));
  return units;
}
