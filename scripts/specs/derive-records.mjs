// npm run specs:records -- <folder of OpenAPI files>: writes specs/records/<stream>.json for every stream of the catalog.
// Only names, types and nesting are taken over. Every field but the primary key may be null and unknown fields are
// allowed everywhere, because the API sends nulls and new fields that its own description does not admit.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const specs = fileURLToPath(new URL('../../specs/', import.meta.url));
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** The OpenAPI documents of a folder by module path segment ("crm"), read off the server addresses. */
function documentsByModule(folder) {
  const documents = new Map();
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const document = readJson(join(folder, name));
    const module = /^https:\/\/[^/]+\/([^/]+)/.exec(document.servers?.[0]?.url ?? '')?.[1];
    if (module) documents.set(module, document);
  }
  return documents;
}

/** Follows $ref and unwraps oneOf/anyOf/allOf that has one member besides null; {} when it is free-form or cyclic. */
function resolve(schema, document, seen) {
  if (schema.$ref) {
    const name = schema.$ref.split('/').at(-1);
    if (seen.includes(name)) return { schema: {}, seen };
    return resolve(document.components.schemas[name] ?? {}, document, [...seen, name]);
  }
  const members = (schema.oneOf ?? schema.anyOf ?? schema.allOf)?.filter((member) => member.type !== 'null');
  if (!members) return { schema, seen };
  return members.length === 1 ? resolve(members[0], document, seen) : { schema: {}, seen };
}

function scalar(type, format) {
  if (type === 'string' && format === 'date-time')
    return { type: ['string', 'null'], format: 'date-time', airbyte_type: 'timestamp_with_timezone' };
  return { type: [type, 'null'] };
}

function tolerant(source, document, path) {
  const { schema, seen } = resolve(source, document, path);
  const type = (Array.isArray(schema.type) ? schema.type : [schema.type]).find((name) => name && name !== 'null');
  if (schema.properties || type === 'object')
    return { type: ['object', 'null'], properties: properties(schema, document, seen), additionalProperties: true };
  if (type === 'array')
    return { type: ['array', 'null'], items: schema.items ? tolerant(schema.items, document, seen) : {} };
  return type ? scalar(type, schema.format) : {};
}

const properties = (schema, document, seen) =>
  Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, field]) => [name, tolerant(field, document, seen)]),
  );

function itemSchema(stream, document) {
  const path = stream.path.replace(/^\/[^/]+\/v\d+/, '');
  const response = document.paths[path]?.get?.responses?.['200']?.content?.['application/json']?.schema;
  if (!response) throw new Error(`${stream.name}: no GET ${path} with a JSON answer in the OpenAPI files`);
  const envelope = resolve(response, document, []).schema;
  return resolve(envelope.properties.data.items, document, []);
}

function recordSchema(stream, document) {
  const { schema, seen } = itemSchema(stream, document);
  const fields = { ...properties(schema, document, seen), tenantId: { type: 'integer' } };
  for (const key of stream.primaryKey) fields[key] = { ...fields[key], type: fields[key].type[0] };
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: fields,
    required: [...stream.primaryKey],
    additionalProperties: true,
  };
}

const folder = process.argv[2];
if (!folder) {
  console.error('Usage: npm run specs:records -- <folder of OpenAPI files>');
  process.exit(2);
}
const documents = documentsByModule(folder);
mkdirSync(join(specs, 'records'), { recursive: true });
for (const stream of readJson(join(specs, 'catalog', 'streams.json')).streams) {
  const document = documents.get(stream.module);
  if (!document) throw new Error(`${stream.name}: no OpenAPI file of module ${stream.module} in ${folder}`);
  writeFileSync(
    join(specs, 'records', `${stream.name}.json`),
    `${JSON.stringify(recordSchema(stream, document), null, 2)}\n`,
  );
}
