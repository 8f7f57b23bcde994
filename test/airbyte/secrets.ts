import type { Json } from './types';

/** What stands in an answer where a secret is. Sent back, it means: keep the one you have. */
export const secretMask = '**********';

interface Schema {
  airbyte_secret?: boolean;
  properties?: Record<string, Schema>;
  oneOf?: readonly Schema[];
  anyOf?: readonly Schema[];
  items?: Schema;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Calls `change` with every secret of a configuration and keeps what it gives; an alternative's secrets are masked in all. */
function mapSecrets(
  schema: Schema,
  value: unknown,
  kept: unknown,
  change: (secret: unknown, kept: unknown) => unknown,
): unknown {
  if (schema.airbyte_secret === true) return value === undefined ? value : change(value, kept);
  if (Array.isArray(value) && schema.items !== undefined) {
    const { items } = schema;
    const before = Array.isArray(kept) ? (kept as unknown[]) : [];
    return value.map((item, index) => mapSecrets(items, item, before[index], change));
  }
  if (!isObject(value)) return value;
  const parts = [schema, ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])];
  const result: Json = { ...value };
  for (const { properties } of parts)
    for (const [name, property] of Object.entries(properties ?? {}))
      if (name in result)
        result[name] = mapSecrets(property, result[name], isObject(kept) ? kept[name] : undefined, change);
  return result;
}

export const masked = (specification: object, configuration: Json): Json =>
  mapSecrets(specification, configuration, undefined, () => secretMask) as Json;

/** What is stored when a client sends a configuration back: a mask keeps the secret it stands for. */
export const unmasked = (specification: object, configuration: Json, stored: Json): Json =>
  mapSecrets(specification, configuration, stored, (secret, kept) => (secret === secretMask ? kept : secret)) as Json;
