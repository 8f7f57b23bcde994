// One stream of the catalog in the declarative language.
import { added, dayCursor, pageNumber, pages, recordCursor, sliceStart } from './components.mjs';
import { ref } from './ref.mjs';

const schemaRef = (name) => ({ $ref: `#/schemas/${name}` });
const tenant = "{{ config['tenant_id'] | trim }}";

/** Names of the parents of a stream, nearest first. */
function ancestors(stream, streams) {
  if (stream.parent === undefined) return [];
  const parent = streams.find(({ name }) => name === stream.parent.stream);
  return [parent, ...ancestors(parent, streams)];
}

/** Jinja for a parent's key in a request or record: the first key is the partition, the others go along with it. */
function parentKey(parent, key) {
  const value = key === parent.keys[0] ? `stream_partition['${key.as}']` : `stream_slice.extra_fields['${key.field}']`;
  return parent.batch === undefined ? value : `${value} | join(',')`;
}

function pathOf({ path, parent }) {
  const filled = path.replace('{tenant}', tenant);
  return (parent?.keys ?? []).reduce(
    (text, key) => text.replace(`{${key.parameter}}`, `{{ ${parentKey(parent, key)} }}`),
    filled,
  );
}

function windowEnds({ window, cursor }) {
  if (cursor === null)
    return [
      "{{ format_datetime(now_utc(), '%Y-%m-%dT00:00:00Z') }}",
      `{{ day_delta(${Math.min(window.days, 1 + (window.daysAhead ?? 0))}, '%Y-%m-%dT00:00:00Z') }}`,
    ];
  const start = "stream_interval['start_time']";
  return [
    `{{ ${start} }}`,
    `{{ (str_to_datetime(${start}) + duration('P${window.days}D')).strftime('%Y-%m-%dT%H:%M:%SZ') }}`,
  ];
}

function parametersOf(stream) {
  const { feed, parent, window } = stream;
  const parameters = { ...stream.parameters, ...(stream.sort === undefined ? {} : { sort: stream.sort }) };
  if (feed === 'export') {
    parameters.from = `{{ next_page_token['next_page_token'] if next_page_token else ${sliceStart} }}`;
    parameters.includeRecentChanges = "{{ 'true' if config.get('include_recent_changes') else '' }}";
  }
  if (feed === 'list') parameters.page = pageNumber(stream.firstPage);
  const filter = stream.modifiedFilter ?? stream.createdFilter;
  if (filter !== undefined) parameters[filter] = `{{ ${sliceStart} }}`;
  if (window !== undefined && stream.body === undefined)
    [parameters[window.from], parameters[window.to]] = windowEnds(stream);
  for (const key of parent?.keys ?? [])
    if (!stream.path.includes(`{${key.parameter}}`)) parameters[key.parameter] = `{{ ${parentKey(parent, key)} }}`;
  return parameters;
}

function bodyOf(stream) {
  const [from, to] = windowEnds(stream);
  const value = Object.entries(stream.body).map(([name, text]) => [
    name,
    text === '{from}' ? from : text === '{to}' ? to : text,
  ]);
  return { http_method: 'POST', request_body: { type: 'RequestBodyJsonObject', value: Object.fromEntries(value) } };
}

function requesterOf(stream) {
  const parameters = parametersOf(stream);
  return {
    ...ref('requester'),
    path: pathOf(stream),
    ...(Object.keys(parameters).length === 0 ? {} : { request_parameters: parameters }),
    ...(stream.method === 'POST' ? bodyOf(stream) : {}),
    error_handler: ref('errors', stream.parent === undefined ? stream.feed : `${stream.feed}_of_parent`),
  };
}

function extractorOf({ rows = 'data', explode }) {
  return {
    type: 'DpathExtractor',
    field_path: rows === '' ? [] : [rows],
    ...(explode === undefined
      ? {}
      : {
          record_expander: {
            type: 'RecordExpander',
            expand_records_from_field: [explode.field],
            parent_fields: explode.keep.map((member) => ({
              type: 'ParentFieldPath',
              parent_path: [member],
              record_path: [member],
            })),
          },
        }),
  };
}

/** The parent as a component: with its cursor where only changed parents are visited, else without, to get them all. */
function parentStream({ parent }, { name, cursor }) {
  const of = (...path) => ref('streams', name, ...path);
  if (parent.follow === 'changed' || cursor === null) return of();
  return {
    type: 'DeclarativeStream',
    name,
    retriever: of('retriever'),
    transformations: of('transformations'),
    schema_loader: of('schema_loader'),
  };
}

function parentRouter(stream, streams) {
  const { parent } = stream;
  const declared = streams.find(({ name }) => name === parent.stream);
  const extra = [
    ...parent.keys.slice(1).map(({ field }) => field.split('.')),
    ...(parent.cursorAs === undefined ? [] : [[declared.cursor]]),
  ];
  const router = {
    type: 'SubstreamPartitionRouter',
    parent_stream_configs: [
      {
        type: 'ParentStreamConfig',
        stream: parentStream(stream, declared),
        parent_key: parent.keys[0].field.replaceAll('.', '/'),
        partition_field: parent.keys[0].as,
        ...(extra.length === 0 ? {} : { extra_fields: extra }),
        ...(parent.follow === 'changed' ? { incremental_dependency: true } : {}),
      },
    ],
  };
  if (parent.batch === undefined) return router;
  return { type: 'GroupingPartitionRouter', group_size: parent.batch, underlying_partition_router: router };
}

function routerOf(stream, streams) {
  if (stream.parent !== undefined) return parentRouter(stream, streams);
  if (stream.each === undefined) return undefined;
  const { parameter, values } = stream.each;
  return {
    type: 'ListPartitionRouter',
    cursor_field: parameter,
    values,
    request_option: { type: 'RequestOption', inject_into: 'request_parameter', field_name: parameter },
  };
}

function retrieverOf(stream, streams) {
  const router = routerOf(stream, streams);
  return {
    type: 'SimpleRetriever',
    requester: requesterOf(stream),
    record_selector: { type: 'RecordSelector', extractor: extractorOf(stream) },
    ...(stream.feed === 'export' ? { paginator: ref('batches') } : {}),
    ...(stream.feed === 'list' ? { paginator: pages(stream.pageSize) } : {}),
    ...(router === undefined ? {} : { partition_router: router }),
  };
}

function cursorOf(stream) {
  if (stream.cursor === null) return {};
  const partitioned = stream.parent !== undefined || stream.each !== undefined;
  if (stream.window !== undefined)
    return { incremental_sync: dayCursor(stream.cursor, stream.window, { partitioned }) };
  return { incremental_sync: recordCursor(stream.cursor, { partitioned }) };
}

/** Type of a member as AddFields names it, so that a key made of digits stays the text it is. */
function valueType(schema, member) {
  const types = [schema.properties[member]?.type ?? 'string'].flat();
  return types.find((type) => ['string', 'integer', 'number', 'boolean'].includes(type)) ?? 'string';
}

function additionsOf(stream, schema, streams) {
  const { parent, window } = stream;
  const members = [];
  if (parent !== undefined && parent.batch === undefined)
    for (const key of parent.keys) members.push([key.as, `{{ ${parentKey(parent, key)} }}`]);
  if (parent?.cursorAs !== undefined) {
    const cursor = `stream_slice.extra_fields['${streams.find(({ name }) => name === parent.stream).cursor}']`;
    const [{ as }] = parent.keys;
    // of a group of parents, the one that the record belongs to
    const position = parent.batch === undefined ? '' : `[stream_partition['${as}'].index(record['${as}'])]`;
    members.push([parent.cursorAs, `{{ ${cursor}${position} }}`]);
  }
  if (window?.as !== undefined) members.push([window.as, "{{ stream_interval['start_time'] }}"]);
  return added(
    ...members.map(([member, value]) => ({
      type: 'AddedFieldDefinition',
      path: [member],
      value,
      value_type: valueType(schema, member),
    })),
  );
}

/** The language knows keys of the record's own members only. */
function keyOf({ primaryKey }) {
  if (primaryKey.length === 0 || primaryKey.some((key) => key.includes('.'))) return {};
  return { primary_key: primaryKey.length === 1 ? primaryKey[0] : primaryKey };
}

/** The stream as a component; `streams` is the catalog, for its parents. */
export function declareStream(stream, schema, streams) {
  const scopes = [...new Set([stream, ...ancestors(stream, streams)].map(({ scope }) => scope))];
  return {
    type: 'DeclarativeStream',
    name: stream.name,
    $parameters: { needed_scopes: `the scope ${scopes.join(' and ')}` },
    ...keyOf(stream),
    ...cursorOf(stream),
    retriever: retrieverOf(stream, streams),
    transformations: [additionsOf(stream, schema, streams)],
    schema_loader: { type: 'InlineSchemaLoader', schema: schemaRef(stream.name) },
  };
}
