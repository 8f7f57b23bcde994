import { readFileSync } from 'fs';
import { join } from 'path';

import Ajv from 'ajv';

import { legacyFormats, streams } from 'servicetitan-specs';

const catalogFile = (name: string): unknown => JSON.parse(readFileSync(join(__dirname, '..', 'catalog', name), 'utf8'));
const duplicates = (values: readonly unknown[]): unknown[] =>
  values.filter((value, at) => values.indexOf(value) !== at);

describe('the stream catalog', () => {
  const schema = catalogFile('catalog.schema.json') as object;
  const validate = new Ajv({ strict: false }).compile(schema);

  it('fits its schema once the build has joined in module, scope and order', () => {
    expect(validate({ streams })).toBe(true);
    const written = (catalogFile('streams.json') as { streams: object[] }).streams;
    expect(streams).toEqual(written.map((stream) => expect.objectContaining(stream) as unknown));
    for (const member of ['module', 'scope', 'order']) expect(written.filter((stream) => member in stream)).toEqual([]);
  });

  it('is refused when an export feed is given a page size', () => {
    const [stream] = streams.filter(({ feed }) => feed === 'export');
    expect(validate({ streams: [{ ...stream, pageSize: 50 }] })).toBe(false);
  });

  it('names each stream, what it reads and its place in the reading order once', () => {
    const read = streams.map(({ path, rows, parameters }) => JSON.stringify([path, rows, parameters]));
    expect(duplicates(streams.map(({ name }) => name))).toEqual([]);
    expect(duplicates(read)).toEqual([]);
    expect(streams.map(({ order }) => order)).toEqual([...streams.keys()].map((place) => (place + 1) * 10));
  });

  it('reads what invoices refer to before the invoices', () => {
    const names = streams.map(({ name }) => name);
    for (const earlier of [
      'business_units',
      'tag_types',
      'zones',
      'membership_types',
      'customers',
      'locations',
      'jobs',
    ])
      expect(names.indexOf(earlier)).toBeLessThan(names.indexOf('invoices'));
  });

  it('suggests exactly the streams that the default format needs', () => {
    const { lookups = {}, reports } = legacyFormats['servicetitan-reports'];
    const needed = new Set(Object.values(reports).map(({ source }) => source));
    const used = (source: unknown): void => {
      if (typeof source !== 'object' || source === null) return;
      if ('lookup' in source) needed.add(lookups[String(source.lookup)]!.stream);
      if ('then' in source) used(source.then);
    };
    for (const { columns } of Object.values(reports))
      for (const { enabled, from } of columns) if (enabled !== false) used(from);
    expect(streams.filter(({ suggested }) => suggested).map(({ name }) => name)).toEqual(
      streams.filter(({ name }) => needed.has(name)).map(({ name }) => name),
    );
  });
});
