import Ajv from 'ajv';
import addFormats from 'ajv-formats';

import { streams } from 'servicetitan-specs';
import { recordSchemas } from 'servicetitan-specs/records';

type Schema = Record<string, unknown> & {
  properties?: Record<string, Schema>;
  items?: Schema;
  required?: readonly string[];
};

const ajv = addFormats(new Ajv({ strict: false }));

const FORBIDDEN = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'enum', 'description'];

/** Every schema inside a schema, with its path; the root first. */
function walk(schema: Schema, path = ''): [string, Schema][] {
  return [
    [path, schema],
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => walk(field, `${path}.${name}`)),
    ...(schema.items ? walk(schema.items, `${path}[]`) : []),
  ];
}

const typesOf = ({ type }: Schema): unknown[] => (Array.isArray(type) ? type : [type]);

/** "call.id" -> ["call", "call.id"] */
const prefixes = (path: string): string[] =>
  path.split('.').map((_part, at, parts) => parts.slice(0, at + 1).join('.'));

test('there is a schema for each stream and for nothing else', () => {
  expect(Object.keys(recordSchemas)).toEqual(streams.map(({ name }) => name));
});

describe.each(streams.map((stream) => [stream.name, stream] as const))('the record schema of %s', (name, stream) => {
  const schema = recordSchemas[name] as Schema;
  const fields = walk(schema).slice(1);
  const fieldAt = new Map(fields.map(([path, field]) => [path.slice(1), field]));
  const sound = ['tenantId', ...stream.primaryKey.flatMap(prefixes)];

  it('is valid draft-07', () => {
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
  });

  it('has the tenant, a key that is never null, and the cursor as a time', () => {
    expect(fieldAt.get('tenantId')).toEqual({ type: 'integer' });
    for (const key of stream.primaryKey) expect(['integer', 'string']).toContain(fieldAt.get(key)?.type);
    for (const key of stream.primaryKey.flatMap(prefixes)) {
      const owner = key.includes('.') ? fieldAt.get(key.slice(0, key.lastIndexOf('.'))) : schema;
      expect(owner?.required).toContain(key.split('.').at(-1));
    }
    if (stream.cursor !== null) {
      const cursor = fieldAt.get(stream.cursor);
      expect(cursor).toMatchObject({ format: 'date-time', airbyte_type: 'timestamp_with_timezone' });
      expect(cursor?.type).toEqual(sound.includes(stream.cursor) ? 'string' : ['string', 'null']);
    }
  });

  it('lets every field but the key be null and every object grow', () => {
    const strict = fields.filter(
      ([path, field]) =>
        !sound.includes(path.slice(1)) && Object.keys(field).length > 0 && !typesOf(field).includes('null'),
    );
    const closed = fields.filter(([, field]) => field.properties && field['additionalProperties'] !== true);
    expect([strict, closed, schema['additionalProperties']]).toEqual([[], [], true]);
  });

  it('uses no keyword that would refuse a record or that Airbyte does not read', () => {
    const refusing = fields.filter(
      ([path, field]) =>
        FORBIDDEN.some((keyword) => Object.hasOwn(field, keyword)) ||
        (!sound.includes(path.slice(1)) && field.required !== undefined),
    );
    expect(refusing).toEqual([]);
    expect(schema.required).toEqual([...new Set(stream.primaryKey.map((key) => key.split('.')[0]))]);
  });
});
