import { isJsonObject, type JsonObject, type JsonValue } from '../json';

/** What stands where a secret stood. */
export const mask = '****';

/**
 * Shorter values are not masked: they are no secrets, and replacing every "7" of a log would hide what it says.
 * Everything that ServiceTitan, SFTP or Postgres would accept is longer.
 */
export const minimumLength = 4;

/** A private key is quoted line by line by some libraries; shorter lines of it give nothing away. */
const minimumLineLength = 16;

export interface Secrets {
  /** May be called unbound. */
  readonly add: (value: string) => void;
  readonly mask: (text: string) => string;
  /** The length of the longest form of a secret, so that who cuts text can leave none half visible. */
  readonly longest: () => number;
}

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/**
 * The characters of the base64 text that depend on the secret alone, for each of its three possible positions in a
 * longer text such as "user:secret" of an Authorization header.
 */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const fullBits = (offset + bytes.length) * 8;
    const core = encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(fullBits / 6));
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function urlForms(secret: string): string[] {
  const encoded = encodeURIComponent(Buffer.from(secret).toString());
  const strict = encoded.replace(/[!'()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms = [encoded, strict, strict.replaceAll('%20', '+')];
  return [...forms, ...forms.map((form) => form.replace(/%[0-9A-F]{2}/g, (each) => each.toLowerCase()))];
}

function formsOf(secret: string): string[] {
  const once = escaped(secret);
  return [secret, once, escaped(once), ...urlForms(secret), ...base64Forms(secret)].filter(
    (form) => form.length >= minimumLength,
  );
}

function withLines(value: string): string[] {
  const lines = value.split(/\r?\n/).filter((line) => line.length >= minimumLineLength);
  return [value, value.trim(), ...lines];
}

/** Masks values in the forms in which they turn up: raw, inside JSON (also twice), URL-encoded, base64. */
export function createSecrets(): Secrets {
  const forms = new Set<string>();
  let pattern: RegExp | undefined;

  return {
    add(value) {
      for (const secret of withLines(value)) {
        if (secret.length < minimumLength) continue;
        for (const form of formsOf(secret)) forms.add(form);
      }
      pattern = undefined;
    },
    mask(text) {
      if (forms.size === 0) return text;
      // longest first: the raw form of one secret can be the beginning of another form
      pattern ??= new RegExp(
        [...forms]
          .sort((a, b) => b.length - a.length)
          .map((form) => form.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'))
          .join('|'),
        'g',
      );
      return text.replace(pattern, mask);
    },
    longest: () => Math.max(0, ...[...forms].map((form) => form.length)),
  };
}

function subschemas(schema: JsonObject, keyword: string): JsonObject[] {
  const value = schema[keyword];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function leaves(value: JsonValue | undefined): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (Array.isArray(value)) return (value as readonly JsonValue[]).flatMap(leaves);
  return isJsonObject(value) ? Object.values(value).flatMap(leaves) : [];
}

/**
 * The values of all fields that the schema marks `airbyte_secret`, at any depth and in every variant of a oneOf: the
 * configuration may not be valid, and what it holds must not be said all the same.
 */
export function secretValues(schema: JsonObject, value: JsonValue | undefined): string[] {
  if (value === undefined) return [];
  if (schema.airbyte_secret === true) return leaves(value);
  const variants = ['oneOf', 'anyOf', 'allOf'].flatMap((keyword) => subschemas(schema, keyword));
  const found = variants.flatMap((variant) => secretValues(variant, value));
  if (Array.isArray(value)) {
    const { items } = schema;
    return isJsonObject(items)
      ? [...found, ...(value as readonly JsonValue[]).flatMap((each) => secretValues(items, each))]
      : found;
  }
  if (!isJsonObject(value)) return found;
  const properties = isJsonObject(schema.properties) ? schema.properties : {};
  const others = isJsonObject(schema.additionalProperties) ? schema.additionalProperties : undefined;
  const members = Object.entries(value).flatMap(([name, member]) => {
    const property = Object.hasOwn(properties, name) ? properties[name] : others;
    return isJsonObject(property) ? secretValues(property, member) : [];
  });
  return [...found, ...members];
}
