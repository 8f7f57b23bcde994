// The record schema of a stream: what the API's facts say of its items, the members that the source adds, and at last
// the override of specs/records. Everything but the tenant and the key may be null, unknown members are allowed
// everywhere and enums are open, because the API sends nulls, members and values that its own description does not admit.

const timestamp = { format: 'date-time', airbyte_type: 'timestamp_with_timezone' };
const textFormats = { 'date-time': timestamp, date: { format: 'date' } };

/** Facts without their references: {} where a schema would contain itself. */
function resolve(schema, module, seen) {
  if (schema.$ref === undefined) return { schema, seen };
  if (seen.includes(schema.$ref)) return { schema: {}, seen };
  return resolve(module.schemas[schema.$ref] ?? {}, module, [...seen, schema.$ref]);
}

function tolerant(source, module, path = []) {
  const { schema, seen } = resolve(source, module, path);
  const { type } = schema;
  if (type === 'object') {
    const members = Object.entries(schema.properties ?? {}).map(([name, field]) => [
      name,
      tolerant(field, module, seen),
    ]);
    return { type: ['object', 'null'], properties: Object.fromEntries(members), additionalProperties: true };
  }
  if (type === 'array')
    return { type: ['array', 'null'], items: schema.items ? tolerant(schema.items, module, seen) : {} };
  if (type === undefined) return {};
  return { type: [type, 'null'], ...(type === 'string' ? textFormats[schema.format] : undefined) };
}

/** The schema at a dotted path; "[]" goes into an array. */
function at(schema, path) {
  return path.split('.').reduce((found, part) => {
    const field = found?.properties?.[part.replace('[]', '')];
    return part.endsWith('[]') ? field?.items : field;
  }, schema);
}

/** What one item of the answer looks like. */
function itemSchema(stream, { endpoint, module }) {
  const { answer } = endpoint;
  if (answer === null || stream.columns !== undefined) return tolerant({ type: 'object' }, module);
  const item = tolerant(answer.item, module);
  const inner = answer.envelope === 'object' && stream.rows ? item.properties[stream.rows]?.items : item;
  return stream.explode ? exploded(inner, stream.explode) : inner;
}

function exploded(item, { field, keep }) {
  const kept = keep.map((name) => [name, item.properties[name]]);
  const record = at(item, `${field}[]`);
  return { ...record, properties: { ...Object.fromEntries(kept), ...record.properties } };
}

/** Members that the source adds where the item lacks them. */
function addedMembers({ parent, window }, recordSchemas) {
  const parentSchema = parent && recordSchemas[parent.stream];
  return {
    ...(parent && Object.fromEntries(parent.keys.map(({ field, as }) => [as, nullable(at(parentSchema, field))]))),
    ...(parent?.cursorAs && { [parent.cursorAs]: { type: ['string', 'null'], ...timestamp } }),
    ...(window?.as && { [window.as]: { type: ['string', 'null'], ...timestamp } }),
  };
}

const nullable = (schema = {}) =>
  schema.type === undefined ? {} : { ...schema, type: [...new Set([schema.type, 'null'].flat())] };

/** Says that the member at "path" is always there and never null. */
function always(schema, [name, ...rest]) {
  const field = schema.properties[name];
  if (field?.type === undefined) throw new Error(`the key member ${name} is not in the record schema`);
  const [type] = [field.type].flat();
  const sound = rest.length === 0 ? { ...field, type } : always({ ...field, type }, rest);
  return {
    ...schema,
    properties: { ...schema.properties, [name]: sound },
    required: [...new Set([...(schema.required ?? []), name])],
  };
}

/** JSON merge patch (RFC 7396). */
function patched(value, patch) {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const merged = typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
  for (const [name, change] of Object.entries(patch))
    if (change === null) delete merged[name];
    else merged[name] = patched(merged[name], change);
  return merged;
}

/**
 * Draft-07 schemas by stream.
 * @param streams in reading order, so that a parent comes before its children
 * @param endpointOf stream -> {endpoint, module} of the facts
 * @param overrides merge patches by stream
 */
export function recordSchemasOf(streams, endpointOf, overrides) {
  const schemas = {};
  for (const stream of streams) {
    const item = itemSchema(stream, endpointOf(stream));
    const open = {
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: { ...addedMembers(stream, schemas), ...item.properties, tenantId: { type: 'integer' } },
      additionalProperties: true,
    };
    const real = patched(open, overrides[stream.name] ?? {});
    schemas[stream.name] = stream.primaryKey.reduce((schema, key) => always(schema, key.split('.')), {
      ...real,
      required: [],
    });
  }
  return schemas;
}
