import { rowFilters, rowParser, valuesAt } from '../filters';
import { createQueryReader } from '../query';
import type { HostedTenant } from '../tenant';
import type { CollectionName, ServedRow } from '../types';

import { routeOf } from './answer';
import { collections } from './collections';
import { operations } from './operations';

/**
 * The rows that an endpoint can give, as it sends them: what a client has read when it missed nothing. Deleted rows are in
 * export feeds only; inactive ones wherever they can be asked for.
 */
export function servedRows(
  tenant: HostedTenant,
  path: string,
  query: Readonly<Record<string, string>> = {},
): ServedRow[] {
  const operation = operations.find((candidate) => candidate.path === path && candidate.endpoint.method === 'GET');
  if (operation === undefined) throw new RangeError(`there is no endpoint ${path}`);
  const route = routeOf(operation);
  const filters = rowFilters(route.filters, createQueryReader(Object.entries(query)));
  const parse = rowParser(tenant.exactNumbers);
  const store = tenant.store(route.stream);

  const keysOf = (row: unknown): Record<string, string> | undefined => {
    const keys: Record<string, string> = {};
    let [tree, collection] = [row, operation.collection];
    for (const level of [...operation.levels].reverse()) {
      const [id] = valuesAt(tree, [collections.get(collection)?.parents.get(level.collection) ?? 'id']);
      const parents = tenant.store(level.collection as CollectionName);
      const parent = id === undefined ? undefined : parents.rowOf(id);
      if (id === undefined || parent === undefined) return undefined;
      keys[level.parameter] = id;
      [tree, collection] = [parse(parents.text(parent)), level.collection];
    }
    return keys;
  };
  return Array.from({ length: store.count() }, (_, row) => row).flatMap((row) => {
    if (operation.answer?.envelope !== 'export' && store.deleted(row)) return [];
    if (operation.answer?.envelope !== 'export' && route.active === 'none' && !store.active(row)) return [];
    const tree = parse(store.text(row));
    const keys = keysOf(tree);
    if (keys === undefined || !filters.every((filter) => filter(tree))) return [];
    return [{ id: store.idText(row), keys, text: route.send?.(store.text(row)) ?? store.text(row) }];
  });
}
