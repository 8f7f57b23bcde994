import { isJsonObject, type JsonObject, type JsonValue } from '../json';

import { chooseVariant, objectAt } from './narrow';

function allowsNull(schema: JsonObject): boolean {
  return (
    schema.type === 'null' || (Array.isArray(schema.type) && (schema.type as readonly JsonValue[]).includes('null'))
  );
}

/**
 * The value with the schema's defaults for members that are absent; of a oneOf only the chosen variant's. Terraform
 * and the API send null for a field that was left empty, so null counts as absent.
 */
export function fillDefaults(schema: JsonObject, value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isJsonObject(items) ? value.map((each: JsonValue) => fillDefaults(items, each)) : value;
  }
  if (!isJsonObject(value)) return value;
  const properties = Object.entries(objectAt(chooseVariant(schema, value), 'properties'));
  const byName = new Map(
    properties.flatMap(([name, property]) => (isJsonObject(property) ? [[name, property] as const] : [])),
  );
  const given = Object.entries(value).filter(([name, member]) => {
    const property = byName.get(name);
    return member !== undefined && !(member === null && property !== undefined && !allowsNull(property));
  });
  const filled = new Map(given);
  for (const [name, property] of byName) {
    const member = filled.has(name) ? filled.get(name) : property.default;
    if (member !== undefined) filled.set(name, fillDefaults(property, member));
  }
  return Object.fromEntries(filled);
}

/** The paths of members that a narrowed schema does not know, such as "delivery.direcotry". */
export function unknownFields(schema: JsonObject, value: JsonValue | undefined, path = ''): string[] {
  const { items } = schema;
  if (Array.isArray(value) && Array.isArray(items))
    return value.flatMap((each: JsonValue, index) => {
      const item = (items as readonly JsonValue[])[index];
      return isJsonObject(item) ? unknownFields(item, each, `${path}${index}.`) : [];
    });
  if (!isJsonObject(value) || isJsonObject(schema.additionalProperties) || schema.undecided === true) return [];
  const properties = objectAt(schema, 'properties');
  // a schema that names no members takes any
  if (Object.keys(properties).length === 0) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) return [`${path}${name}`];
    return isJsonObject(property) ? unknownFields(property, member, `${path}${name}.`) : [];
  });
}
