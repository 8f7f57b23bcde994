import { compileFormat, needsExactText, parseLossless } from '../src/index';

import { context, defaultFormat, smallFormat } from './support/in-memory';
import { randomness } from './support/randomness';

describe('what a format needs', () => {
  const format = compileFormat(defaultFormat(), context);

  it('are the streams of its reports and of its enabled columns, and why', () => {
    const streams = Object.fromEntries(
      format.streams.map(({ stream, roles, optional }) => [stream, [...roles, optional ? 'optional' : 'needed']]),
    );
    expect(streams).toEqual({
      tag_types: ['lookup', 'needed'],
      zones: ['lookup', 'optional'],
      membership_types: ['lookup', 'needed'],
      customers: ['source', 'needed'],
      customer_contacts: ['lookup', 'needed'],
      locations: ['lookup', 'needed'],
      memberships: ['lookup', 'needed'],
      invoices: ['source', 'needed'],
    });
    expect(format.streams.find(({ stream }) => stream === 'locations')!.neededBy).toEqual([
      { report: 'invoices', column: 'Zone' },
    ]);
  });

  it('grows with a column that is switched on', () => {
    const more = defaultFormat();
    for (const column of more.reports['customers']!.columns) if (column.name === 'lifetime_jobs') column.enabled = true;
    const jobs = compileFormat(more, context).streams.find(({ stream }) => stream === 'jobs');
    expect(jobs).toEqual({
      stream: 'jobs',
      roles: ['aggregate'],
      optional: false,
      neededBy: [{ report: 'customers', column: 'Lifetime Jobs Completed' }],
    });
  });

  it('leaves out a report that is switched off', () => {
    const less = defaultFormat();
    less.reports['invoices']!.enabled = false;
    const compiled = compileFormat(less, context);
    expect(compiled.reports.map(({ key }) => key)).toEqual(['customers']);
    expect(compiled.streams.map(({ stream }) => stream)).not.toContain('locations');
  });

  it('names an index for each way in which records are looked up', () => {
    expect(format.indexes.map(({ name }) => name).sort()).toEqual([
      'customer_contacts.customerId',
      'locations.id',
      'membership_types.id',
      'memberships.customerId',
      'tag_types.id',
      'zones.id',
    ]);
  });

  it('looks only at the fields that it uses, with the key and the cursor always among them', () => {
    const projection = format.projection('locations');
    expect(projection.paths).toEqual(['id', 'modifiedOn', 'zoneId']);
    expect([projection.keyIndex, projection.cursorIndex]).toEqual([0, 1]);
    expect(projection.project({ id: 1, name: 'x', zoneId: 3 }, () => '')).toEqual([1, null, 3]);
    expect(() => format.projection('payments')).toThrow(RangeError);
  });
});

describe('projection', () => {
  const project = (from: string, text: string) => {
    const projection = compileFormat(smallFormat({ columns: [{ from }] }), context).projection('things');
    return projection.project(JSON.parse(text) as Record<string, unknown>, () => text).at(-1);
  };

  it('steps into objects and collects arrays', () => {
    expect(project('a.b.c', '{"a":{"b":{"c":1}}}')).toBe(1);
    expect(project('a[].b', '{"a":[{"b":1},{"b":null},{},{"b":"x"}]}')).toEqual([1, null, null, 'x']);
    expect(project('a[].b[].c', '{"a":[{"b":[{"c":1},{"c":2}]},{"b":[{"c":3}]}]}')).toEqual([1, 2, 3]);
    expect(project('tags[]', '{"tags":[1,2]}')).toEqual([1, 2]);
  });

  it('is null where a step is missing or is something else', () => {
    for (const text of ['{}', '{"a":null}', '{"a":5}', '{"a":[]}', '{"a":"text"}'])
      expect(project('a.b', text)).toBeNull();
    expect(project('constructor', '{}')).toBeNull();
    expect(project('a[].b', '{"a":{"b":1}}')).toBeNull();
  });

  it('reads a record again when a number lost digits, so that ids and amounts keep every one', () => {
    expect(project('value', '{"id":1,"value":9223372036854775807}')).toBe('9223372036854775807');
    expect(project('value', '{"value":12345678901234.5678}')).toBe('12345678901234.5678');
    expect(project('a[].b', '{"a":[{"b":9007199254740993}]}')).toEqual(['9007199254740993']);
    expect(project('value', '{"value":1299.10}')).toBe(1299.1);
  });

  it('carries such numbers into the cells', () => {
    const format = compileFormat(smallFormat({ columns: [{ type: 'money' }] }), context);
    const projection = format.projection('things');
    const text = '{"id":9223372036854775807,"value":12345678901234567.89}';
    const run = format.reports[0]!.begin({ lookups: { rows: () => [] }, today: '2026-01-01' });
    expect(run.render(projection.project(JSON.parse(text) as Record<string, unknown>, () => text))).toMatchObject({
      cells: ['9223372036854775807', '12345678901234567.89'],
    });
  });
});

describe('lossless JSON', () => {
  it('differs from JSON.parse only in numbers that a double does not hold', () => {
    const text =
      '{"a":[1,-2.5,1e3,0.1,9007199254740991,9007199254740993,1e400,0.12345678901234567],"12":"34\\\\\\"56,789012345678901234567"}';
    expect(parseLossless(text)).toEqual({
      a: [1, -2.5, 1000, 0.1, 9007199254740991, '9007199254740993', '1e400', '0.12345678901234567'],
      12: '34\\"56,789012345678901234567',
    });
  });

  it('agrees with JSON.parse on any value without long numbers', () => {
    const random = randomness(31);
    const value = (depth: number): unknown => {
      const kind = random.integer(depth > 3 ? 4 : 6);
      if (kind === 0) return random.integer(1_000_000) / random.pick([1, 10, 100]);
      if (kind === 1) return random.text(['"', '\\', '1', '-', 'e', '{', ',', '\u{1f600}', '\n'], random.integer(8));
      if (kind === 2) return random.pick([true, false, null]);
      if (kind === 3) return -random.integer(1000);
      if (kind === 4) return Array.from({ length: random.integer(4) }, () => value(depth + 1));
      return Object.fromEntries(
        Array.from({ length: random.integer(4) }, () => [random.text(['a', '"', '9'], 3), value(depth + 1)]),
      );
    };
    for (let i = 0; i < 1000; i++) {
      const text = JSON.stringify(value(0));
      expect(parseLossless(text)).toEqual(JSON.parse(text));
    }
  });

  it('knows which numbers may have changed', () => {
    expect([0, -1, 1.5, 1299.1, 9007199254740991, 123456789012.345].map(needsExactText)).toEqual(Array(6).fill(false));
    expect(
      [9007199254740992, 1e21, Infinity, 0.1234567890123456, Number('12345678901234.5678')].map(needsExactText),
    ).toEqual(Array(5).fill(true));
  });
});
