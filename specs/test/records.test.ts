import Ajv from 'ajv';
import addFormats from 'ajv-formats';

import { recordSchemas, streams } from 'servicetitan-specs';

type Schema = Record<string, unknown> & { properties?: Record<string, Schema>; items?: Schema };

const FORBIDDEN = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not', 'enum', 'description', 'required'];

/** Every schema inside a schema, with its path; the root first. */
function walk(schema: Schema, path = ''): [string, Schema][] {
  return [
    [path, schema],
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => walk(field, `${path}.${name}`)),
    ...(schema.items ? walk(schema.items, `${path}[]`) : []),
  ];
}

const typesOf = ({ type }: Schema): unknown[] => (Array.isArray(type) ? type : [type]);

describe.each(streams.map((stream) => [stream.name, stream] as const))('the record schema of %s', (name, stream) => {
  const schema = recordSchemas[name] as Schema;
  const fields = walk(schema).slice(1);

  it('is valid draft-07', () => {
    const ajv = new Ajv({ strict: false });
    addFormats(ajv);
    expect(ajv.validateSchema(schema)).toBe(true);
    expect(schema['$schema']).toBe('http://json-schema.org/draft-07/schema#');
  });

  it('has the primary key, the cursor and the tenant at its top', () => {
    for (const key of stream.primaryKey) expect(schema.properties![key]!.type).toBe('integer');
    expect(schema.properties!['tenantId']).toEqual({ type: 'integer' });
    expect(stream.cursor).not.toBeNull();
    expect(schema.properties![stream.cursor!]).toEqual({
      type: ['string', 'null'],
      format: 'date-time',
      airbyte_type: 'timestamp_with_timezone',
    });
  });

  it('lets every field but the key be null and every object grow', () => {
    for (const [path, field] of fields) {
      if ([...stream.primaryKey, 'tenantId'].includes(path.slice(1))) continue;
      if (Object.keys(field).length > 0)
        expect([path, typesOf(field)]).toEqual([path, expect.arrayContaining(['null'])]);
      if (field.properties) expect([path, field['additionalProperties']]).toEqual([path, true]);
    }
    expect(schema['additionalProperties']).toBe(true);
  });

  it('uses no keyword that would refuse a record or that Airbyte does not read', () => {
    for (const [path, field] of fields)
      for (const keyword of FORBIDDEN) expect([path, Object.hasOwn(field, keyword)]).toEqual([path, false]);
    expect(schema['required']).toEqual(stream.primaryKey);
  });
});
