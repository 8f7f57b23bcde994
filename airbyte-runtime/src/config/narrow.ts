import { isJsonObject, type JsonObject, type JsonValue } from '../json';

/** A schema's object-valued keyword, such as `properties`, or nothing. */
export function objectAt(schema: JsonObject, keyword: string): JsonObject {
  const value = schema[keyword];
  return isJsonObject(value) ? value : {};
}

function without(schema: JsonObject, keyword: string): JsonObject {
  return Object.fromEntries(Object.entries(schema).filter(([name]) => name !== keyword));
}

function constsOf(variant: JsonObject): JsonObject {
  const consts = Object.entries(objectAt(variant, 'properties')).flatMap(([name, property]) =>
    isJsonObject(property) && property.const !== undefined ? [[name, property.const] as const] : [],
  );
  return Object.fromEntries(consts);
}

function withChoices(schema: JsonObject, discriminator: string, variants: readonly JsonObject[]): JsonObject {
  const choices = variants.flatMap((variant) => constsOf(variant)[discriminator] ?? []);
  const rest = without(schema, 'oneOf');
  const described = variants.map((variant) => objectAt(objectAt(variant, 'properties'), discriminator));
  const title = described.find((property) => typeof property.title === 'string')?.title;
  const property: JsonObject = { enum: choices, ...(title === undefined ? {} : { title }) };
  return {
    ...rest,
    type: 'object',
    required: [discriminator],
    properties: { ...objectAt(schema, 'properties'), [discriminator]: property },
    // no variant was chosen, so no member of one can be called unknown
    undecided: true,
  };
}

/**
 * Replaces a oneOf by the variant whose `const` the value carries. Airbyte's forms are built like this: all variants
 * have one property with a const in common. A value that matches none keeps the choices as an enum, to be told so.
 */
export function chooseVariant(schema: JsonObject, value: JsonObject): JsonObject {
  const variants = Array.isArray(schema.oneOf) ? (schema.oneOf as readonly JsonValue[]).filter(isJsonObject) : [];
  const [first] = variants;
  if (first === undefined) return schema;
  const discriminator = Object.keys(constsOf(first)).find((name) =>
    variants.every((each) => constsOf(each)[name] !== undefined),
  );
  if (discriminator === undefined) return schema;
  const chosen = variants.find((each) => constsOf(each)[discriminator] === value[discriminator]);
  if (chosen === undefined) return withChoices(schema, discriminator, variants);
  const rest = without(schema, 'oneOf');
  const required = [rest.required, chosen.required].flatMap((list) =>
    Array.isArray(list) ? (list as readonly JsonValue[]) : [],
  );
  return {
    ...rest,
    ...chosen,
    // the choice has its own title ("SFTP"); errors name the field that is chosen for ("Delivery")
    title: schema.title ?? chosen.title,
    required,
    properties: { ...objectAt(rest, 'properties'), ...objectAt(chosen, 'properties') },
  };
}

/**
 * The schema that holds for this very value: each oneOf replaced by the chosen variant, `items` repeated for each
 * element, unknown members allowed. Messages, defaults and warnings then need to know nothing of variants.
 */
export function narrowSchema(schema: JsonObject, value: JsonValue | undefined): JsonObject {
  if (Array.isArray(value)) {
    const { items } = schema;
    // an empty list of schemas is no schema
    return isJsonObject(items) && value.length > 0
      ? { ...schema, items: value.map((each: JsonValue) => narrowSchema(items, each)) }
      : schema;
  }
  if (!isJsonObject(value)) return schema;
  const { additionalProperties, ...narrowed } = chooseVariant(schema, value);
  const properties = Object.entries(objectAt(narrowed, 'properties')).map(([name, property]) => [
    name,
    isJsonObject(property) && Object.hasOwn(value, name) ? narrowSchema(property, value[name]) : property,
  ]);
  return {
    ...narrowed,
    ...(additionalProperties === undefined || additionalProperties === false ? {} : { additionalProperties }),
    properties: Object.fromEntries(properties) as JsonObject,
  };
}
