// An OpenAPI document as the facts that specs/api keeps: names, types and numbers, no texts. Sentences are only looked
// through for the three facts that the documents state nowhere else: page limits, ids limits and sort fields.

import { kept, pruned, resolved } from './openapi-schema.mjs';

/** POSTs that only read. */
const READING_POSTS = [/\/tenant\/\{tenant\}\/capacity$/, /\/reports\/\{reportId\}\/data$/];
/** Members of every paged or export answer; others are kept as the answer's extra members. */
const ENVELOPE = ['page', 'pageSize', 'hasMore', 'totalCount', 'continueFrom', 'data'];

/** The ways in which the documents list what a list can be sorted by, the surest first. */
const SORT_LISTS = [
  /fields are:? ([^.]*)/i,
  /options: ([^.]*)/i,
  /possible values:? ([^.]*)/i,
  /sort by \(([^)]*)/i,
  /specified field: ([\w, ]*)/i,
];

/** "Available fields are: Id, Date (Year + Month)." -> ["Id", "Date"] */
function sortFields({ name, description = '' }) {
  if (name !== 'sort' && name !== 'orderBy') return undefined;
  const text = description.replaceAll(/[\\\s"]+/g, ' ');
  const list = SORT_LISTS.map((pattern) => pattern.exec(text)?.[1]).find((found) => found !== undefined);
  const words = list?.replaceAll(/\([^)]*\)/g, '').match(/[A-Za-z]+/g);
  return words?.filter((word) => word !== 'and' && word !== 'or');
}

function parameterFacts(parameter, document) {
  const own = resolved(parameter.schema, document);
  const array = own.type === 'array';
  const { type, format, enum: values, minimum, maximum } = array ? resolved(parameter.schema.items, document) : own;
  const said = Number(/maximum (?:value is )?(\d+)/i.exec(parameter.description ?? '')?.[1]);
  return {
    name: parameter.name,
    in: parameter.in,
    type: type ?? 'string',
    ...kept('format', format),
    ...(array ? { array: true } : {}),
    ...kept('enum', values),
    ...(parameter.required ? { required: true } : {}),
    ...kept('minimum', minimum),
    ...kept('maximum', maximum ?? (said > 0 && type === 'integer' ? said : undefined)),
    ...(said > 0 && parameter.name === 'ids' ? { maxItems: said } : {}),
    ...kept('sortFields', sortFields(parameter)),
  };
}

/** What comes back, or null: a file, or an answer that the document does not describe. */
function answerFacts(operation, document) {
  const schema = operation.responses['200']?.content?.['application/json']?.schema;
  if (!schema) return null;
  const top = resolved(schema, document);
  if (top.type === 'array') return { envelope: 'array', item: top.items };
  const data = top.properties?.data;
  const list = data && resolved(data, document);
  if (list?.type !== 'array') return { envelope: 'object', item: pruned(schema) };
  const extra = Object.entries(top.properties).filter(([name]) => !ENVELOPE.includes(name));
  return {
    envelope: top.properties.continueFrom ? 'export' : top.properties.hasMore ? 'page' : 'data',
    item: list.items ?? {},
    ...(extra.length > 0 ? { members: Object.fromEntries(extra) } : {}),
  };
}

function endpointFacts(method, path, item, document) {
  const operation = item[method.toLowerCase()];
  const body = operation.requestBody?.content?.['application/json']?.schema;
  const scope = (operation.security ?? []).flatMap(({ oauth = [] }) => oauth)[0];
  return {
    method,
    path,
    scope: scope ?? null,
    parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])]
      .filter(({ name, in: place }) => place === 'query' || (place === 'path' && name !== 'tenant'))
      .map((parameter) => parameterFacts(parameter, document)),
    answer: answerFacts(operation, document),
    ...(body ? { body: pruned(body) } : {}),
  };
}

/** Adds the schemas that "schema" mentions, and the ones that those mention. */
function collect(schema, document, into) {
  if (schema.$ref !== undefined && !into.has(schema.$ref)) {
    const target = pruned(document.components.schemas[schema.$ref]);
    into.set(schema.$ref, target);
    collect(target, document, into);
  }
  for (const part of [
    ...Object.values(schema.properties ?? {}),
    ...(schema.anyOf ?? []),
    ...[schema.items, schema.additionalProperties].filter((value) => value !== undefined),
  ])
    collect(part, document, into);
}

/** The endpoints of a document that read, and the schemas they need, as {module, version, endpoints, schemas}. */
export function moduleFacts(document) {
  const base = new URL(document.servers[0].url).pathname.replace(/\/$/, '');
  const endpoints = Object.entries(document.paths).flatMap(([path, item]) => [
    ...(item.get ? [endpointFacts('GET', base + path, item, document)] : []),
    ...(item.post && READING_POSTS.some((known) => known.test(path))
      ? [endpointFacts('POST', base + path, item, document)]
      : []),
  ]);
  const schemas = new Map();
  for (const { answer, body } of endpoints)
    for (const schema of [answer?.item, ...Object.values(answer?.members ?? {}), body])
      if (schema) collect(schema, document, schemas);
  return {
    module: base.split('/')[1],
    version: document.info.version,
    endpoints: endpoints.sort((a, b) => (a.path + a.method < b.path + b.method ? -1 : 1)),
    schemas: Object.fromEntries([...schemas].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** One line per endpoint and per schema: small, and a change of one is a change of one line. */
export function factsText({ module, version, endpoints, schemas }) {
  const lines = (values) => values.map((value) => `\n    ${value}`).join(',');
  return `{
  "module": ${JSON.stringify(module)},
  "version": ${JSON.stringify(version)},
  "endpoints": [${lines(endpoints.map((endpoint) => JSON.stringify(endpoint)))}
  ],
  "schemas": {${lines(Object.entries(schemas).map(([name, schema]) => `${JSON.stringify(name)}: ${JSON.stringify(schema)}`))}
  }
}
`;
}
