import type { Answer } from './answer';
import { rowFilters, rowParser, type RowFilter } from './filters';
import { createOrders, type ListOrder } from './list-order';
import type { Problems } from './problem';
import type { QueryReader } from './query';
import type { ListRoute } from './routes';
import type { Store } from './store/store';
import type { Switches } from './switches';
import { ticksPerMs, type Ticks } from './ticks';

/** From the OpenAPI files. */
const defaultPageSize = 50;
/** Readings of lists whose next page is found without counting from the start. */
const rememberedReadings = 64;

type RowTest = (row: number) => boolean;

function activeMode(route: ListRoute, query: QueryReader): 'active' | 'inactive' | 'all' {
  switch (route.active) {
    case 'none':
      return 'active';
    case 'all':
      return 'all';
    case 'activeOnly':
      return (query.boolean('activeOnly') ?? true) ? 'active' : 'all';
    case 'includeInactive':
      return query.boolean('includeInactive') ? 'all' : 'active';
    case 'active': {
      const given = query.oneOf('active', ['True', 'Any', 'False'] as const) ?? 'True';
      return given === 'True' ? 'active' : given === 'False' ? 'inactive' : 'all';
    }
    case 'activeState': {
      const given = query.oneOf('activeState', ['ActiveOnly', 'InactiveOnly', 'All'] as const) ?? 'ActiveOnly';
      return given === 'ActiveOnly' ? 'active' : given === 'InactiveOnly' ? 'inactive' : 'all';
    }
  }
}

/** The tests that need no look into the row; lists have no deleted rows. */
function columnTests(route: ListRoute, store: Store, query: QueryReader, { filterResolution }: Switches): RowTest {
  const mode = activeMode(route, query);
  const unit = filterResolution === 'ms' ? ticksPerMs : 1;
  const rounded = (ticks: Ticks) => Math.floor(ticks / unit);
  const bound = (name: string) => {
    const ticks = query.moment(name);
    return ticks === undefined ? undefined : rounded(ticks);
  };
  const modifiedFrom = bound('modifiedOnOrAfter') ?? -Infinity;
  const modifiedTo = bound('modifiedBefore') ?? Infinity;
  const createdFrom = bound('createdOnOrAfter') ?? -Infinity;
  const createdTo = bound('createdBefore') ?? Infinity;
  const anyCreated = createdFrom === -Infinity && createdTo === Infinity;
  if (route.needsModifiedBound && modifiedFrom === -Infinity && modifiedTo === Infinity)
    query.fail('modifiedOnOrAfter', 'One of modifiedBefore and modifiedOnOrAfter is required.');
  return (row) => {
    if (store.deleted(row) || (mode !== 'all' && store.active(row) !== (mode === 'active'))) return false;
    const modified = rounded(store.modified(row));
    if (modified < modifiedFrom || modified >= modifiedTo) return false;
    if (anyCreated) return true;
    const created = rounded(store.created(row));
    return created >= createdFrom && created < createdTo;
  };
}

function orderOf(route: ListRoute, query: QueryReader, { defaultOrder, badSort }: Switches): ListOrder {
  const unsaid: ListOrder =
    defaultOrder === 'unsorted' ? { field: null, descending: false } : { field: 'Id', descending: true };
  const given = route.sortFields.length === 0 ? undefined : query.text('sort');
  if (given === undefined) return unsaid;
  const [, sign, field = ''] = /^([+-])(\w+)$/.exec(given) ?? [];
  if (route.sortFields.includes(field)) return { field, descending: sign === '-' };
  if (badSort === 'reject') query.fail('sort', `The value '${given}' is not valid.`);
  return unsaid;
}

/** What a list is asked for. */
export interface ListRequest {
  route: ListRoute;
  store: Store;
  query: QueryReader;
  pairs: readonly (readonly [string, string])[];
  exactNumbers: boolean;
  /** What narrows the list besides its parameters. */
  more?: readonly RowFilter[];
}

/** Says which rows the list gives; notes wrong parameters in the query. */
export function selection({ route, store, query, exactNumbers, more = [] }: ListRequest, switches: Switches): RowTest {
  const passes = columnTests(route, store, query, switches);
  const filters = [...rowFilters(route.filters, query), ...more];
  const ids = route.takesIds ? query.ids('ids') : undefined;
  const wanted = ids && new Set(ids.map((id) => store.rowOf(id)));
  const parse = rowParser(exactNumbers);
  return (row) => {
    if (wanted !== undefined && !wanted.has(row)) return false;
    if (!passes(row)) return false;
    if (filters.length === 0) return true;
    const parsed = parse(store.text(row));
    return filters.every((filter) => filter(parsed));
  };
}

export type ListHandler = (request: ListRequest) => Answer;

export function createListHandler(switches: Switches, problems: Problems): ListHandler {
  const orders = createOrders();
  const allReadings = new WeakMap<Store, Map<string, { version: number; page: number; place: number }>>();

  return (request) => {
    const { route, store, query, pairs } = request;
    const { firstPage, maxPageSize } = route;
    const page = query.integer('page', firstPage) ?? firstPage;
    const wantedSize = query.integer('pageSize', 1) ?? defaultPageSize;
    if (wantedSize > maxPageSize && switches.overMaxPageSize === 'reject')
      query.fail('pageSize', `The field PageSize must be between 1 and ${String(maxPageSize)}.`);
    const pageSize = route.paged ? Math.min(wantedSize, maxPageSize, switches.maxPageSize) : store.count();
    const includeTotal = query.boolean('includeTotal') ?? false;
    const order = orderOf(route, query, switches);
    const matches = selection(request, switches);
    if (Object.keys(query.errors).length > 0) return problems(400, undefined, query.errors);

    const walk = orders.walk(store, order);
    const count = store.count();
    const next = (place: number) => {
      let found = place;
      while (found < count && !matches(walk(found))) found += 1;
      return found;
    };
    const readings = allReadings.get(store) ?? new Map<string, { version: number; page: number; place: number }>();
    allReadings.set(store, readings);
    const asked = pairs.filter(([name]) => name !== 'page');
    const reading = JSON.stringify([route.path, pageSize, order, asked]);
    const before = readings.get(reading);
    const resumes = before?.version === store.version() && before.page === page;
    let place = next(resumes ? before.place : 0);
    for (let skipped = resumes ? Infinity : 0; skipped < (page - firstPage) * pageSize && place < count; skipped += 1)
      place = next(place + 1);

    const rows: string[] = [];
    while (rows.length < pageSize && place < count) {
      const text = store.text(walk(place));
      rows.push(route.send?.(text) ?? text);
      place = next(place + 1);
    }
    if (readings.size >= rememberedReadings) readings.clear();
    readings.set(reading, { version: store.version(), page: page + 1, place });
    let totalCount: number | null = null;
    if (includeTotal) {
      totalCount = 0;
      for (let row = 0; row < count; row += 1) if (matches(row)) totalCount += 1;
    }
    return {
      status: 200,
      headers: {},
      body: { kind: 'list', page, pageSize, hasMore: place < count, totalCount, rows },
    };
  };
}
