import { streams, type StreamSpec } from 'servicetitan-specs';

import type { CollectionName, ServedRow, Tenant } from '../simulator';
import { collections, type Collection } from '../simulator/collections/collections';
import { operations } from '../simulator/collections/operations';
import { decode } from '../simulator/exact-json';

import type { ApiClient } from './simulator-api';

/** A tree whose numbers keep every digit, as `decode` makes them. */
export type Exact = Record<string, unknown>;

/** Everything a read printed, stream by stream and in order, with all digits. */
export interface StreamOutput {
  records: Exact[];
  /** `after`: records of the stream that came before it. */
  states: { state: Record<string, unknown>; line: unknown; after: number }[];
}

interface Line {
  type: string;
  record?: { stream: string };
  state?: { stream: { stream_descriptor: { name: string }; stream_state: Record<string, unknown> } };
}

/** Sorts the lines of a read by stream. */
export function outputsOf(stdout: string): Map<string, StreamOutput> {
  const outputs = new Map<string, StreamOutput>();
  const of = (name: string): StreamOutput => {
    const output = outputs.get(name) ?? { records: [], states: [] };
    outputs.set(name, output);
    return output;
  };
  for (const line of stdout.split('\n')) {
    if (line === '') continue;
    const { type, record, state } = JSON.parse(line) as Line;
    if (type === 'RECORD' && record !== undefined)
      of(record.stream).records.push((decode(line) as { record: { data: Exact } }).record.data);
    if (type === 'STATE' && state !== undefined) {
      const output = of(state.stream.stream_descriptor.name);
      output.states.push({
        state: state.stream.stream_state,
        line: { type: 'STREAM', stream: state.stream },
        after: output.records.length,
      });
    }
  }
  return outputs;
}

export function specOf(name: string): StreamSpec {
  const spec = streams.find((stream) => stream.name === name);
  if (spec === undefined) throw new RangeError(`no stream ${name} in the catalog`);
  return spec;
}

/** The collection of the simulator that a stream reads; undefined for the Reporting API and POSTs. */
export function collectionOf({ path, method }: StreamSpec): Collection | undefined {
  if (method !== undefined) return undefined;
  const operation = operations.find((candidate) => candidate.path === path && candidate.endpoint.method === 'GET');
  return operation && collections.get(operation.collection);
}

/** Streams that read a part of an endpoint's rows, and the query that names the part. */
const parts: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  adgroup_performance: { performanceSegmentationType: 'AdGroup' },
  campaign_performance: { performanceSegmentationType: 'Campaign' },
  keyword_performance: { performanceSegmentationType: 'Keyword' },
};

/** A row of the simulator as the records that a stream makes of it. */
export interface Expected {
  row: ServedRow;
  records: Exact[];
}

function recordsOf(spec: StreamSpec, row: Exact): Exact[] {
  if (spec.rows !== undefined && spec.rows !== '' && row[spec.rows] !== undefined) return row[spec.rows] as Exact[];
  const { explode } = spec;
  if (explode === undefined) return [row];
  const kept = Object.fromEntries(explode.keep.map((name) => [name, row[name]]));
  return (row[explode.field] as Exact[]).map((entry) => ({ ...entry, ...kept }));
}

/** What the simulator has for a stream, before the source adds its own members. */
export function expectedOf(tenant: Tenant, spec: StreamSpec): Expected[] {
  return tenant
    .served(spec.path, parts[spec.name])
    .map((row) => ({ row, records: recordsOf(spec, decode(row.text) as Exact) }));
}

/** Members that the source adds where the API's row lacks them. */
export function addedMembers({ parent, window }: StreamSpec): string[] {
  const keys = parent?.keys.map(({ as }) => as) ?? [];
  return ['tenantId', ...keys, ...[parent?.cursorAs, window?.as].filter((name) => name !== undefined)];
}

const sorted = (value: unknown): unknown =>
  value === null || typeof value !== 'object'
    ? value
    : Array.isArray(value)
      ? value.map(sorted)
      : Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, member]) => [name, sorted(member)]),
        );

/** The text of a record without what the source adds, the same for equal records. */
export function bare(spec: StreamSpec, record: Exact): string {
  const added = new Set(addedMembers(spec));
  return JSON.stringify(sorted(Object.fromEntries(Object.entries(record).filter(([name]) => !added.has(name)))));
}

/** The value at a dotted path, as text. */
export function valueAt(record: Exact, path: string): string | undefined {
  const value = path
    .split('.')
    .reduce<unknown>((inner, name) => (inner as Exact | null | undefined)?.[name] ?? undefined, record);
  return typeof value === 'string'
    ? value.replace('\u0001', '')
    : value === undefined
      ? undefined
      : JSON.stringify(value);
}

/** Ids of the rows of each collection that were changed. */
export interface Changes {
  changed: Map<string, Set<string>>;
  added: Map<string, Set<string>>;
}

/** The collections that streams read, owners before what belongs to them. */
function collectionsOf(specs: readonly StreamSpec[]): Collection[] {
  const found = new Map<string, Collection>();
  const add = (collection: Collection | undefined): void => {
    if (collection === undefined || found.has(collection.name)) return;
    if (collection.owner !== null) add(collections.get(collection.owner));
    found.set(collection.name, collection);
  };
  for (const spec of specs) add(collectionOf(spec));
  return [...found.values()];
}

/**
 * Edits a row, deactivates another and adds one, in every collection that the streams read. What belongs to other rows is
 * added below a row that changed, too: a stream that follows its parents would not see it elsewhere.
 */
export function changeEverything(tenant: Tenant, specs: readonly StreamSpec[]): Changes {
  const [changed, added] = [new Map<string, Set<string>>(), new Map<string, Set<string>>()];
  const fresh = new Map<string, string>();
  const followed = new Set(
    specs.flatMap((spec) => (spec.parent === undefined ? [] : (collectionOf(spec)?.name ?? []))),
  );
  const note = (notes: Map<string, Set<string>>, { name }: Collection, ids: readonly string[]) => {
    notes.set(name, new Set([...(notes.get(name) ?? []), ...ids]));
  };
  for (const collection of collectionsOf(specs)) {
    const stream = collection.name as CollectionName;
    const add = (ownerId?: string) => {
      const owner = ownerId === undefined ? {} : { ownerId };
      const { ids } = tenant.mutate({ action: 'add', stream, ...owner });
      note(added, collection, ids);
      note(changed, collection, ids);
      fresh.set(stream, ids[0] ?? '');
    };
    if (followed.has(stream)) {
      if (!collection.once && collection.owner !== null) add(fresh.get(collection.owner));
      continue;
    }
    const [edited = '', left = ''] = firstIds(tenant, collection);
    note(changed, collection, tenant.mutate({ action: 'edit', stream, id: edited }).ids);
    if (!collection.once) note(changed, collection, tenant.mutate({ action: 'deactivate', stream, id: left }).ids);
    // an added invoice would bring its items and its job along
    if (!collection.once && stream !== 'accounting/invoices') add();
    fresh.set(stream, edited);
  }
  return { changed, added };
}

function firstIds(tenant: Tenant, { operations: [...served] }: Collection): string[] {
  const list = served.find(({ key, levels, answer }) => key === null && levels.length === 0 && answer !== null);
  return tenant.served(list?.path ?? '').map(({ id }) => id);
}

/** Does the row belong to a row, however far up, that changed? */
function parentChanged(tenant: Tenant, spec: StreamSpec, row: ServedRow, { changed }: Changes): boolean {
  const [key] = spec.parent?.keys ?? [];
  if (spec.parent === undefined || key === undefined) return false;
  const id = row.keys[key.parameter] ?? valueAt(decode(row.text) as Exact, key.as) ?? '';
  const parent = specOf(spec.parent.stream);
  if (parent.parent === undefined) return changed.get(collectionOf(parent)?.name ?? '')?.has(id) ?? false;
  const above = tenant.served(parent.path).find((candidate) => candidate.id === id);
  return above !== undefined && parentChanged(tenant, parent, above, { changed, added: new Map() });
}

/** Is this row one that an incremental read after the changes has to bring? */
export function comesAgain(tenant: Tenant, spec: StreamSpec, row: ServedRow, changes: Changes): boolean {
  const name = collectionOf(spec)?.name ?? '';
  if (spec.window !== undefined) return true;
  if (spec.parent?.follow === 'changed') return parentChanged(tenant, spec, row, changes);
  // created and submitted only once
  const onlyNew =
    spec.createdFilter !== undefined || (spec.modifiedFilter ?? 'modifiedOnOrAfter') !== 'modifiedOnOrAfter';
  return (onlyNew ? changes.added : changes.changed).get(name)?.has(row.id) ?? false;
}

const category = '/reporting/v2/tenant/{tenant}/report-category';

/** What a client that goes through the Reporting API by hand finds, by stream. */
export async function reportsThere(client: ApiClient): Promise<Record<string, Exact[]>> {
  const get = async (path: string) => decode((await client.get(path, { pageSize: 100 })).text) as Exact;
  const rows = async (path: string) => (await get(path)).data as Exact[];
  const categories = await rows('/reporting/v2/tenant/{tenant}/report-categories');
  const reports: Exact[] = [];
  const descriptions: Exact[] = [];
  for (const slug of categories.map((row) => valueAt(row, 'id') ?? ''))
    for (const report of await rows(`${category}/${slug}/reports`)) {
      reports.push(report);
      descriptions.push(await get(`${category}/${slug}/reports/${valueAt(report, 'id') ?? ''}`));
    }
  const asked = descriptions.flatMap(({ parameters }) => parameters as Exact[]);
  const sets = new Set(asked.flatMap((parameter) => valueAt(parameter, 'acceptValues.dynamicSetId') ?? []));
  const values: Exact[] = [];
  for (const set of sets) {
    const { fields, data } = await get(`/reporting/v2/tenant/{tenant}/dynamic-value-sets/${set}`);
    const names = (fields as Exact[]).map(({ name }) => String(name));
    for (const cells of data as unknown[][])
      values.push(Object.fromEntries(cells.map((cell, at) => [names[at] ?? '', cell])));
  }
  return {
    reporting_categories: categories,
    reports,
    reporting_descriptions: descriptions,
    dynamic_value_sets: values,
  };
}
