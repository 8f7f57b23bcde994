import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { ApiModule, ApiSchema } from 'servicetitan-specs/api';

/** Formats that are checked; the others of the API are texts of any kind. */
const checked = new Set(['date-time', 'date', 'email']);

/** The JSON Schema of what an API schema describes; references point to the module's definitions. */
function jsonSchemaOf(schema: ApiSchema): Record<string, unknown> {
  const { $ref, type, format, nullable, properties, required, items, additionalProperties, anyOf } = schema;
  if ($ref !== undefined) {
    const reference = { $ref: `module#/definitions/${$ref}` };
    return nullable ? { anyOf: [reference, { type: 'null' }] } : reference;
  }
  const members = Object.entries(properties ?? {}).map(([name, part]) => [name, jsonSchemaOf(part)]);
  return {
    ...(type === undefined ? {} : { type: nullable ? [type, 'null'] : type }),
    ...(format !== undefined && checked.has(format) ? { format } : {}),
    ...(schema.enum === undefined ? {} : { enum: nullable ? [...schema.enum, null] : schema.enum }),
    ...(properties === undefined ? {} : { properties: Object.fromEntries(members) as unknown }),
    ...(required === undefined ? {} : { required }),
    ...(items === undefined ? {} : { items: jsonSchemaOf(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: jsonSchemaOf(additionalProperties) }),
    ...(anyOf === undefined ? {} : { anyOf: anyOf.map(jsonSchemaOf) }),
  };
}

/** Says where values are not what a module's schemas describe. */
export type Check = (schema: ApiSchema, value: unknown) => readonly ErrorObject[];

export function createCheck(module: ApiModule): Check {
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  const definitions = Object.entries(module.schemas).map(([name, part]) => [name, jsonSchemaOf(part)]);
  ajv.addSchema({ $id: 'module', definitions: Object.fromEntries(definitions) as unknown });
  const compiled = new Map<ApiSchema, ValidateFunction>();
  return (schema, value) => {
    const holds = compiled.get(schema) ?? ajv.compile(jsonSchemaOf(schema));
    compiled.set(schema, holds);
    return holds(value) ? [] : (holds.errors ?? []);
  };
}
