// What the node can do with each stream: from the catalog, the endpoints that are no streams, and the facts of the API.

import { filtersOf, inactiveOf } from './filters.mjs';
import { labelFields, simplifiedFields } from './simplified.mjs';

const pathKeys = (path) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).filter((name) => name !== 'tenant');
/** Few enough for a first look, many enough for a big read. */
const twinPageSize = 1000;

/** A key's name among the node's parameters: what the records call it, unless that is just "id". */
function keyName({ parameter, as = parameter }, parent) {
  if (as !== 'id') return as;
  if (parameter !== 'id') return parameter;
  return `${parent.replace(/s$/, '').replaceAll(/_(\w)/g, (_, letter) => letter.toUpperCase())}Id`;
}

/** Members of the source's records that the API's do not have. */
export const addedBySource = ({ parent }) => ['tenantId', ...(parent?.cursorAs ? [parent.cursorAs] : [])];

/** The list that shows the rows of an export feed, where it has pages and asks for no key. */
function twinOf(stream, { leftOut, endpointOf }) {
  return leftOut
    .filter(({ reason, stream: of }) => (reason === 'export twin' || reason === 'same rows') && of === stream.name)
    .map(({ parameters, ...entry }) => ({ parameters, endpoint: endpointOf(entry).endpoint }))
    .find(({ endpoint }) => endpoint.answer?.envelope === 'page' && !isNeedy(endpoint));
}

const isNeedy = ({ path, parameters }) =>
  pathKeys(path).length > 0 ||
  parameters.some(({ name, required, in: place }) => required && place === 'query' && name !== 'activeOnly');

function listOf(twin) {
  if (twin === undefined) return undefined;
  const { endpoint, parameters } = twin;
  const of = (name) => endpoint.parameters.find((parameter) => parameter.name === name);
  const sortField = of('sort')?.sortFields?.find((field) => /^id$/i.test(field));
  const modifiedFilter = ['modifiedOnOrAfter', 'modifiedAfter'].find((name) => of(name) !== undefined);
  return {
    path: endpoint.path,
    feed: 'list',
    scope: endpoint.scope,
    pageSize: Math.min(of('pageSize')?.maximum ?? twinPageSize, twinPageSize),
    ...(sortField && { sort: `+${sortField}` }),
    ...(modifiedFilter && { modifiedFilter }),
    ...(parameters && { parameters }),
  };
}

/** One row by its id; of several ways the one that needs the fewest keys. */
function getOf(stream, { leftOut, endpointOf }) {
  if (isOneRow(stream)) return { path: stream.path, scope: stream.scope };
  const paths = leftOut.filter(({ reason, stream: of }) => reason === 'by id' && of === stream.name);
  const [entry] = paths.sort((a, b) => pathKeys(a.path).length - pathKeys(b.path).length);
  if (entry === undefined) return undefined;
  const { endpoint, module } = endpointOf(entry);
  const { $ref, properties = module.schemas[$ref]?.properties } = endpoint.answer?.item ?? {};
  const wrapped = Object.keys(properties ?? {}).join() === 'data';
  return { path: entry.path, scope: endpoint.scope, ...(wrapped && { inside: 'data' }) };
}

/** The path names one row: there is nothing to list. */
const isOneRow = ({ feed, rows, path }) =>
  feed === 'whole' && rows === '' && path.endsWith('}') && pathKeys(path).length > 1;

/** The filter that finds records by what people type, and whether the list takes ids. */
function searchOf({ parameters }) {
  const texts = ['name', 'number', 'searchText', 'searchTerm', 'title'];
  const parameter = texts.find((text) => parameters.some(({ name, type }) => name === text && type === 'string'));
  return { ...(parameter && { parameter }), ids: parameters.some(({ name }) => name === 'ids') };
}

function sortsOf(endpoint) {
  const { sortFields = [] } = endpoint.parameters.find(({ name }) => name === 'sort') ?? {};
  return [...new Set(sortFields)];
}

/**
 * @param world {names, leftOut, endpointOf, schemas: {many, one, changes}} with item schemas by stream
 * @returns {name, group, one, many, data: what the node reads at run time, filters, sorts, keys} for the descriptions
 */
export function resourceOf(stream, world) {
  const { names, endpointOf, schemas } = world;
  const { one, many, page, simplified } = names.streams[stream.name];
  const group = names.groups.find(({ modules }) => modules.includes(stream.module)).value;
  const twin = twinOf(stream, world);
  const list = stream.feed === 'export' ? listOf(twin) : undefined;
  const read = { ...stream, ...list };
  const endpoint = list ? twin.endpoint : endpointOf(stream).endpoint;
  const parentKeys = stream.parent?.keys ?? [];
  const keys = (list ? [] : parentKeys).map((key) => ({
    parameter: key.parameter,
    name: stream.parent.batch ? `${key.as}s` : keyName(key, stream.parent.stream),
    ...(stream.parent.batch ? { batch: stream.parent.batch } : { as: key.as }),
  }));
  const inactive = inactiveOf(endpoint);
  const changedSince = read.feed === 'export' || /^modified/.test(read.modifiedFilter ?? '');
  const { window } = stream;
  const bounded = changedSince ? [read.modifiedFilter] : [];
  const taken = [...keys.map(({ parameter }) => parameter), window?.from, window?.to, ...bounded];
  const filters = filtersOf(endpoint, { one, names, taken, changedSince, hasInactive: inactive !== undefined });
  const get = getOf(stream, world);
  const shown = {
    ...schemas.many[stream.name].properties,
    ...(stream.feed === 'export' && schemas.changes[stream.name].properties),
  };
  for (const added of addedBySource(stream)) delete shown[added];
  const fields = Object.keys(shown);
  const getKeys =
    get &&
    pathKeys(get.path).map((parameter, place, all) => ({
      parameter,
      name:
        place === all.length - 1
          ? 'recordId'
          : keyName(
              parentKeys.find((key) => key.parameter === parameter) ?? { parameter },
              stream.parent?.stream ?? '',
            ),
    }));
  return {
    stream: stream.name,
    group,
    one,
    many,
    page,
    filters: filters.properties,
    sorts: sortsOf(endpoint),
    parent: stream.parent?.stream,
    numericId: [shown.id?.type].flat().includes('integer'),
    sort: read.sort,
    feed: read.feed,
    added: addedBySource(stream),
    data: {
      one,
      many,
      operations: [
        ...(isOneRow(stream) ? [] : ['getAll']),
        ...(get ? ['get'] : []),
        ...(stream.feed === 'export' ? ['getChanges'] : []),
      ],
      ...(list && { list }),
      keys,
      ...(inactive && { inactive }),
      filters: filters.encodings,
      ...(get && { get: { ...get, keys: getKeys } }),
      fields,
      simplified: fields.length <= 10 ? fields : simplifiedFields(shown, simplified),
      label: labelFields(shown),
      search: searchOf(endpoint),
    },
  };
}
