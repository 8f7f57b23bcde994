// OpenAPI 3.1 schemas without their texts and without their many ways of saying the same.

const nameOf = (ref) => ref.split('/').at(-1);
const typesOf = ({ type }) => (Array.isArray(type) ? type : [type]).filter((name) => name !== undefined);

/** The member, where there is one. */
export const kept = (member, value) => (value === undefined ? {} : { [member]: value });
const mapped = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

/** OpenAPI 3.1 schema -> ApiSchema: one type, "nullable" for its null, maps as additionalProperties. */
export function pruned(schema) {
  if (schema.$ref) return { $ref: nameOf(schema.$ref) };
  const members = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (members) {
    const real = members.filter((member) => !typesOf(member).includes('null') || typesOf(member).length > 1);
    const nullable = real.length < members.length || schema.nullable ? { nullable: true } : {};
    return real.length === 1 ? { ...pruned(real[0]), ...nullable } : { anyOf: real.map(pruned), ...nullable };
  }
  const types = typesOf(schema);
  return {
    ...kept(
      'type',
      types.find((name) => name !== 'null'),
    ),
    ...(types.includes('null') || schema.nullable ? { nullable: true } : {}),
    ...kept('format', schema.format),
    ...kept('enum', schema.enum),
    ...kept('minimum', schema.minimum),
    ...kept('maximum', schema.maximum),
    ...(schema.required?.length > 0 ? { required: schema.required } : {}),
    ...(schema.properties ? { properties: mapped(schema.properties, pruned) } : {}),
    ...(schema.items ? { items: pruned(schema.items) } : {}),
    ...(typeof schema.additionalProperties === 'object'
      ? { additionalProperties: pruned(schema.additionalProperties) }
      : {}),
  };
}

/** The schema that a reference stands for, one level deep. */
export function resolved(schema, document) {
  const { $ref, ...rest } = pruned(schema);
  return $ref === undefined ? rest : { ...resolved(document.components.schemas[$ref], document), ...rest };
}
