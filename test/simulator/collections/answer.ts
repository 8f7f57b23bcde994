import { jsonText, type Answer } from '../answer';
import type { ExportHandler } from '../export';
import { valuesAt, type RowFilter } from '../filters';
import { selection, type ListHandler, type ListRequest } from '../list';
import type { Problems } from '../problem';
import { createQueryReader } from '../query';
import type { ListRoute } from '../routes';
import type { Store } from '../store/store';
import type { Switches } from '../switches';
import type { HostedTenant } from '../tenant';
import { parseTicks, ticksPerDay } from '../ticks';

import { collections } from './collections';
import { maxCapacityDays, narrowDefaults, unfilteredExports, widening } from './exceptions';
import type { MatchedOperation, Operation } from './operations';
import { undeclaredNames, validate } from './parameters';
import { listRouteOf } from './route';

export interface OperationRequest extends MatchedOperation {
  tenant: HostedTenant;
  query: readonly (readonly [string, string])[];
  body: string;
}

export type OperationHandler = (request: OperationRequest) => Answer;

const routes = new Map<Operation, ListRoute>();

export function routeOf(operation: Operation): ListRoute {
  const route = routes.get(operation) ?? listRouteOf(operation);
  routes.set(operation, route);
  return route;
}

/** Rows whose member says that they belong to this row. */
export function belongsTo(collection: string, parent: string, id: string): RowFilter {
  const member = collections.get(collection)?.parents.get(parent) ?? 'id';
  return (row) => valuesAt(row, [member]).includes(id);
}

/** Rows that stay away unless a parameter asks for them. */
function widened(collection: string, pairs: OperationRequest['query']): RowFilter[] {
  const rule = widening[collection];
  if (
    rule === undefined ||
    pairs.some(([name, value]) => name === rule.parameter && value.toLowerCase() === rule.value)
  )
    return [];
  return [(row) => valuesAt(row, [rule.member]).every((value) => value === 'false')];
}

/** What a list of the operation gives: its parents' rows, and what its parameters leave. */
export function listRequest({ operation, tenant, query: given, keys }: OperationRequest): ListRequest {
  const undeclared = new Set(undeclaredNames(operation.endpoint, given));
  const declared = given.filter(([name]) => !undeclared.has(name));
  const unsaid = Object.entries(narrowDefaults[operation.collection] ?? {}).filter(
    ([name]) =>
      operation.endpoint.parameters.some((parameter) => parameter.name === name) &&
      !declared.some(([said]) => said === name),
  );
  const pairs = [...declared, ...unsaid];
  const level = operation.levels.at(-1);
  return {
    route: routeOf(operation),
    store: tenant.store(routeOf(operation).stream),
    query: createQueryReader(pairs),
    pairs: [...pairs, ...Object.entries(keys)],
    exactNumbers: tenant.exactNumbers,
    more: [
      ...widened(operation.collection, declared),
      ...(level === undefined ? [] : [belongsTo(operation.collection, level.collection, keys[level.parameter] ?? '')]),
    ],
  };
}

/** Every row on the way exists and belongs to the one before it. */
function wayExists({ operation, tenant, keys }: OperationRequest): boolean {
  return operation.levels.every(({ collection, parameter }, index) => {
    const store = tenant.store(collection as ListRoute['stream']);
    const row = store.rowOf(keys[parameter] ?? '');
    if (row === undefined || store.deleted(row)) return false;
    const before = operation.levels[index - 1];
    return (
      before === undefined || belongsTo(collection, before.collection, keys[before.parameter] ?? '')(store.tree(row))
    );
  });
}

function allRows(store: Store, matches: (row: number) => boolean): number[] {
  return Array.from({ length: store.count() }, (_, row) => row).filter(matches);
}

/** The row of a capacity answer is the day its window begins with. Undefined: the window is missing or too long. */
function capacityRow(body: string): number | undefined {
  try {
    const { startsOnOrAfter, endsOnOrBefore } = JSON.parse(body) as Record<string, string>;
    const [from, to] = [parseTicks(startsOnOrAfter ?? ''), parseTicks(endsOnOrBefore ?? '')];
    if (from === undefined || to === undefined || to - from > maxCapacityDays * ticksPerDay) return undefined;
    return Math.floor(from / ticksPerDay);
  } catch {
    return undefined;
  }
}

/** Answers every operation of the API facts from a tenant's collections. */
export function createOperationHandler(
  { listRows, exportRows }: { listRows: ListHandler; exportRows: ExportHandler },
  switches: Switches,
  problems: Problems,
): OperationHandler {
  const objectOf = (request: OperationRequest, list: ListRequest): Answer => {
    const { operation, keys, body } = request;
    const { store, route } = list;
    const matches = selection(list, switches);
    const key = operation.key === null ? null : store.rowOf(keys[operation.key] ?? '');
    const row =
      operation.endpoint.method === 'POST' ? capacityRow(body) : key === null ? allRows(store, matches)[0] : key;
    if (row === undefined && operation.endpoint.method === 'POST')
      return problems(400, undefined, { startsOnOrAfter: ['The window is not valid.'] });
    if (row === undefined || (key !== null && (store.deleted(row) || !matches(row)))) return problems(404);
    return jsonText(route.send?.(store.text(row)) ?? store.text(row));
  };

  return (request) => {
    const { operation, tenant } = request;
    const { endpoint, answer } = operation;
    if (answer === null)
      return {
        status: 200,
        headers: {},
        body: { kind: 'text', contentType: 'application/octet-stream', text: 'file' },
      };
    const list = listRequest(request);
    validate(endpoint, list.query);
    if (Object.keys(list.query.errors).length > 0) return problems(400, undefined, list.query.errors);
    if (!wayExists(request)) return problems(404);
    const { route, store } = list;
    if (answer.envelope === 'export') {
      const active = route.active === 'active' && !unfilteredExports.includes(operation.collection) ? 'active' : 'none';
      return exportRows({ ...route, feed: 'export', active }, store, list.pairs, tenant.tenantId);
    }
    if (answer.envelope === 'object') return objectOf(request, list);
    const childless = operation.levels.length > 0 && switches.childless === 'not-found';
    if (childless && !allRows(store, selection({ ...list, query: createQueryReader([]) }, switches)).length)
      return problems(404);
    if (answer.envelope === 'page') return listRows(list);
    const rows = allRows(store, selection(list, switches)).map(
      (row) => route.send?.(store.text(row)) ?? store.text(row),
    );
    return jsonText(answer.envelope === 'array' ? `[${rows.join(',')}]` : `{"data":[${rows.join(',')}]}`);
  };
}
