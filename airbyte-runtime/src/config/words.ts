import type { ErrorObject } from 'ajv';
import { closest } from 'fastest-levenshtein';

import { isJsonObject, type JsonObject, type JsonValue } from '../json';

import { objectAt } from './narrow';

const typeWords: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a group of fields',
  array: 'a list',
  null: 'empty',
};

function childOf(schema: JsonObject, segment: string): JsonObject {
  const { items } = schema;
  const child = Array.isArray(items)
    ? (items as readonly JsonValue[])[Number(segment)]
    : objectAt(schema, 'properties')[segment];
  return isJsonObject(child) ? child : {};
}

interface Field {
  /** "Delivery > Port": the titles that the form shows */
  readonly label: string;
  readonly schema: JsonObject;
}

/** A segment of a list is a position; people count from 1. */
function segmentLabel(parent: JsonObject, segment: string, schema: JsonObject): string {
  if (parent.type === 'array' || Array.isArray(parent.items)) return `entry ${Number(segment) + 1}`;
  return typeof schema.title === 'string' ? schema.title : segment;
}

function fieldAt(root: JsonObject, segments: readonly string[]): Field {
  let schema = root;
  const labels: string[] = [];
  for (const segment of segments) {
    const child = childOf(schema, segment);
    labels.push(segmentLabel(schema, segment, child));
    schema = child;
  }
  return { label: labels.length === 0 ? 'The configuration' : labels.join(' > '), schema };
}

function segmentsOf(instancePath: string): string[] {
  return instancePath
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function example(schema: JsonObject): string {
  const [first] = Array.isArray(schema.examples) ? (schema.examples as readonly JsonValue[]) : [];
  return first === undefined || schema.airbyte_secret === true ? '' : `, for example ${String(first)}`;
}

function choice(allowed: readonly unknown[], value: unknown, secret: boolean): string {
  const words = allowed.map(String);
  const near =
    typeof value === 'string' && value !== '' && !secret && words.length > 0
      ? `; did you mean ${closest(value, words)}?`
      : '';
  return `must be one of ${words.join(', ')}${near}`;
}

function typeName(types: unknown): string {
  const list: unknown[] = Array.isArray(types) ? types : [types];
  return list.map((type) => typeWords[String(type)] ?? String(type)).join(' or ');
}

function predicate(error: ErrorObject, schema: JsonObject): string {
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'type':
      return `must be ${typeName(params.type)}`;
    case 'enum':
      return choice(params.allowedValues as readonly unknown[], error.data, schema.airbyte_secret === true);
    case 'const':
      return `must be ${String(params.allowedValue)}`;
    case 'pattern':
      return typeof schema.pattern_descriptor === 'string'
        ? `must be ${schema.pattern_descriptor}${example(schema)}`
        : `must match ${String(params.pattern)}${example(schema)}`;
    case 'format':
      return `must be a valid ${String(params.format)}${example(schema)}`;
    case 'minimum':
      return `must be at least ${String(params.limit)}`;
    case 'maximum':
      return `must be at most ${String(params.limit)}`;
    case 'minLength':
      return params.limit === 1 ? 'must not be empty' : `must have at least ${String(params.limit)} characters`;
    case 'minItems':
      return `must have at least ${String(params.limit)} entries`;
    default:
      return error.message ?? 'is not valid';
  }
}

/**
 * What is wrong with a configuration, a clause a field, in the words of the form: "Tenant ID must be digits only". A
 * value is quoted only as the nearest choice, never as it was typed.
 * @param schema the narrowed schema that the errors come from
 */
export function describeErrors(errors: readonly ErrorObject[], schema: JsonObject): string[] {
  const clauses = new Map<string, string>();
  for (const error of errors) {
    const inVariant = error.schemaPath.includes('/oneOf/');
    const missing =
      error.keyword === 'required' ? String((error.params as { missingProperty: unknown }).missingProperty) : undefined;
    const segments = [...segmentsOf(error.instancePath), ...(missing === undefined ? [] : [missing])];
    const field = fieldAt(schema, segments);
    const key = segments.join('/');
    if (inVariant || clauses.has(key)) continue;
    clauses.set(key, `${field.label} ${missing === undefined ? predicate(error, field.schema) : 'is missing'}`);
  }
  return [...clauses.values()];
}
