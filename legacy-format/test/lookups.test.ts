import { compileFormat, type LegacyFormat, type LookupKey } from '../src/index';

import { context, defaultFormat, renderReport, smallFormat, store, type Records } from './support/in-memory';

type Column = LegacyFormat['reports'][string]['columns'][number];

/** What one column makes of the record with id 1, joined to the given streams. */
function cell(
  column: Partial<Column>,
  lookups: LegacyFormat['lookups'],
  records: Records,
  thing = {},
): string | undefined {
  const format = compileFormat(smallFormat({ columns: [column], rest: { lookups: lookups! } }), context);
  const [row] = renderReport(format, 'things', { ...records, things: [{ id: 1, ...thing }] }).rows;
  return row?.cells[1];
}

const contacts = { contacts: { stream: 'contacts', key: 'thingId', many: true } };
const people = {
  contacts: [
    { id: 30, thingId: 1, type: 'Phone', value: 'c', rank: 1 },
    { id: 9, thingId: 1, type: 'Email', value: 'a', rank: 2 },
    { id: 100, thingId: 1, type: 'Phone', value: 'b', rank: 2 },
    { id: 4, thingId: 2, type: 'Phone', value: 'other', rank: 0 },
  ],
};
const all = { lookup: 'contacts', on: 'id', take: 'all', path: 'value' } as const;

describe('candidates of a lookup', () => {
  it('are ordered by id as numbers, whatever order they arrived in', () => {
    expect(cell({ from: all }, contacts, people)).toBe('a, c, b');
  });

  it('are ordered by orderBy where the lookup declares it, descending with :desc', () => {
    expect(cell({ from: all }, { contacts: { ...contacts.contacts, orderBy: ['rank:desc', 'id'] } }, people)).toBe(
      'a, b, c',
    );
  });

  it('must fit the where of the lookup and of the column', () => {
    const lookups = { contacts: { ...contacts.contacts, where: { rank: { not: 1 } } } };
    expect(cell({ from: { ...all, where: { type: 'Phone' } } }, lookups, people)).toBe('b');
  });

  it('are preferred in the order that prefer lists', () => {
    const prefer = [{ rank: 2, type: 'Phone' }, { type: 'Email' }];
    expect(cell({ from: { lookup: 'contacts', on: 'id', prefer, path: 'value' } }, contacts, people)).toBe('b');
  });
});

describe('what a lookup takes', () => {
  it('is the first candidate that has a value, so that an empty number hides no other', () => {
    const records = {
      contacts: [
        { id: 1, thingId: 1, value: ' ' },
        { id: 2, thingId: 1, value: 'x' },
      ],
    };
    expect(cell({ from: { lookup: 'contacts', on: 'id', path: 'value' } }, contacts, records)).toBe('x');
  });

  it('is with best the candidate that matches the earliest entry, even when its value is empty', () => {
    const from = {
      lookup: 'contacts',
      on: 'id',
      take: 'best',
      order: [{ type: 'Active' }, { type: 'Expired' }],
      path: 'value',
    } as const;
    const records = {
      contacts: [
        { id: 1, thingId: 1, type: 'Expired', value: 'old' },
        { id: 2, thingId: 1, type: 'Active', value: 'new' },
      ],
    };
    expect(cell({ from }, contacts, records)).toBe('new');
    expect(
      cell({ from }, contacts, { contacts: [...records.contacts, { id: 0, thingId: 1, type: 'Active', value: null }] }),
    ).toBe('');
  });

  it('is with min and max the smallest and greatest as numbers and as exact instants', () => {
    const from = (take: 'min' | 'max', path: string) => ({ lookup: 'contacts', on: 'id', take, path }) as const;
    const records = {
      contacts: [
        { id: 1, thingId: 1, n: '9', at: '2025-02-01T00:00:00Z' },
        { id: 2, thingId: 1, n: '10', at: '2025-02-01T00:00:00.5Z' },
        { id: 3, thingId: 1, n: null, at: null },
      ],
    };
    expect(cell({ from: from('max', 'n') }, contacts, records)).toBe('10');
    expect(cell({ from: from('min', 'n') }, contacts, records)).toBe('9');
    expect(cell({ from: from('max', 'at') }, contacts, records)).toBe('2025-02-01T00:00:00.5Z');
  });
});

describe('lists', () => {
  it('transform and trim each item, drop placeholders in any case, then keep equal ones once, then join', () => {
    const records = {
      contacts: [' Jane@X.com ', 'NO@email.com', 'jane@x.COM', '', null, 'b@x.com'].map((value, at) => ({
        id: at,
        thingId: 1,
        value,
      })),
    };
    const from = { ...all, distinct: true, drop: ['no@email.com'] };
    expect(cell({ type: 'textList', transform: ['lower'], from }, contacts, records)).toBe('jane@x.com, b@x.com');
    expect(cell({ type: 'textList', transform: ['lower'], from: all, listSeparator: ';' }, contacts, records)).toBe(
      'jane@x.com;no@email.com;jane@x.com;b@x.com',
    );
  });

  it('of phones are equal when they are written equally', () => {
    const records = {
      contacts: ['4175550101', '(417) 555-0101', '417-555-0102'].map((value, at) => ({ id: at, thingId: 1, value })),
    };
    expect(cell({ type: 'phoneList', from: { ...all, distinct: true } }, contacts, records)).toBe(
      '(417) 555-0101, (417) 555-0102',
    );
  });

  it('follow the order of the keys with onEach', () => {
    const lookups = { tags: { stream: 'tags', key: 'id' } };
    const records = {
      tags: [
        { id: 11, name: 'VIP' },
        { id: 12, name: 'Do Not Text' },
      ],
    };
    const from = { lookup: 'tags', onEach: 'tagIds', path: 'name', distinct: true } as const;
    expect(cell({ type: 'textList', from }, lookups, records, { tagIds: [12, 99, 11, 12] })).toBe('Do Not Text, VIP');
    expect(cell({ type: 'textList', from }, lookups, records, { tagIds: null })).toBe('');
  });
});

describe('chains of lookups', () => {
  const lookups = {
    places: { stream: 'places', key: 'id' },
    zones: { stream: 'zones', key: 'id', optional: true },
  };
  const from = { lookup: 'places', on: 'place.id', path: 'zoneId', then: { lookup: 'zones', path: 'name' } } as const;
  const records = {
    places: [
      { id: 5, zoneId: 3 },
      { id: 6, zoneId: null },
    ],
    zones: [{ id: 3, name: 'South' }],
  };

  it('go from record to record and end where one is missing', () => {
    expect(cell({ from }, lookups, records, { place: { id: 5 } })).toBe('South');
    expect(cell({ from }, lookups, records, { place: { id: 6 } })).toBe('');
    expect(cell({ from }, lookups, { places: records.places }, { place: { id: 5 } })).toBe('');
    expect(cell({ from }, lookups, records, {})).toBe('');
  });

  it('name the first keys at once and the later ones when the earlier records are there', () => {
    const format = compileFormat(smallFormat({ columns: [{ from }], rest: { lookups } }), context);
    const { fields, lookups: reader } = store(format, { ...records, things: [{ id: 1, place: { id: 5 } }] });
    const [thing] = fields.get('things')!;
    const [report] = format.reports;
    const first: LookupKey = { index: 'places.id', key: '5' };
    expect(report!.lookupKeys(thing!)).toEqual([first]);
    expect(report!.lookupKeys(thing!, reader)).toEqual([first, { index: 'zones.id', key: '3' }]);
  });

  it('find keys that are longer than a double, and text keys', () => {
    const id = '9223372036854775807';
    const long = { places: [{ id, zoneId: 'north' }], zones: [{ id: 'north', name: 'North' }] };
    expect(cell({ from }, lookups, long, { place: { id } })).toBe('North');
  });

  it('find records through each value of an array', () => {
    const payments = { by_invoice: { stream: 'payments', key: 'appliedTo[].appliedTo', many: true } };
    const paid = {
      payments: [
        { id: 1, type: 'Check', appliedTo: [{ appliedTo: 1 }, { appliedTo: 7 }] },
        { id: 2, type: 'Card', appliedTo: [{ appliedTo: 1 }] },
        { id: 3, type: 'Cash', appliedTo: null },
      ],
    };
    expect(
      cell({ type: 'textList', from: { lookup: 'by_invoice', on: 'id', take: 'all', path: 'type' } }, payments, paid),
    ).toBe('Check, Card');
  });
});

describe('other sources', () => {
  const jobs = {
    jobs: [
      { id: 1, thingId: 1, status: 'Done', at: '2025-01-02T03:00:00Z', total: '0.10' },
      { id: 2, thingId: 1, status: 'Done', at: '2025-01-03T03:00:00Z', total: 0.2 },
      { id: 3, thingId: 1, status: 'Open', at: null, total: null },
    ],
  };
  const aggregate = { aggregate: 'jobs', by: 'thingId', on: 'id' } as const;

  it('aggregates take the rows that where says and nothing implied', () => {
    const where = { status: 'Done' };
    expect(cell({ type: 'integer', from: { ...aggregate, fn: 'count' } }, {}, jobs)).toBe('3');
    expect(cell({ type: 'integer', from: { ...aggregate, where, fn: 'count' } }, {}, jobs)).toBe('2');
    expect(cell({ type: 'money', from: { ...aggregate, fn: 'sum', path: 'total' } }, {}, jobs)).toBe('0.30');
    expect(cell({ type: 'instantDate', from: { ...aggregate, fn: 'max', path: 'at' } }, {}, jobs)).toBe('1/2/2025');
  });

  it('aggregates over nothing count and sum to 0; the smallest and greatest of nothing is empty', () => {
    expect(cell({ type: 'integer', from: { ...aggregate, fn: 'count' } }, {}, {})).toBe('0');
    expect(cell({ type: 'money', from: { ...aggregate, fn: 'sum', path: 'total' } }, {}, {})).toBe('0.00');
    expect(cell({ type: 'instantDate', from: { ...aggregate, fn: 'max', path: 'at' } }, {}, {})).toBe('');
  });

  it('an aggregate over a value that is no number is refused, not counted as zero', () => {
    expect(cell({ type: 'money', from: { ...aggregate, fn: 'sum', path: 'status' } }, {}, jobs)).toBeUndefined();
  });

  it('templates put spaces and commas only where there is something to separate', () => {
    const from = { template: '{address.street}{ address.unit}, {address.city}, {address.state} {address.zip}' };
    const address = { street: ' 12 Test Lane ', unit: 'Apt 4', city: 'Springfield', state: 'MO', zip: '65807' };
    expect(cell({ from, default: 'unused' }, {}, {}, { address })).toBe('12 Test Lane Apt 4, Springfield, MO 65807');
    expect(cell({ from }, {}, {}, { address: { ...address, unit: null, city: '' } })).toBe('12 Test Lane,, MO 65807');
    expect(cell({ from }, {}, {}, {})).toBe('');
  });

  it('coalesce takes the first source that has a value', () => {
    const from = { coalesce: ['a', { path: 'b.c' }, { const: 'none' }] };
    expect(cell({ from }, {}, {}, { a: ' ', b: { c: 'x' } })).toBe('x');
    expect(cell({ from }, {}, {}, { a: null })).toBe('none');
  });

  it('subtract is exact and empty when a part is missing', () => {
    const from = { subtract: ['total', 'balance'] };
    expect(cell({ type: 'money', from }, {}, {}, { total: '0.30', balance: 0.1 })).toBe('0.20');
    expect(cell({ type: 'decimal', from }, {}, {}, { total: '1e-5', balance: '2' })).toBe('-1.99999');
    expect(cell({ type: 'money', from }, {}, {}, { total: '0.30', balance: null })).toBe('');
    expect(cell({ type: 'money', from }, {}, {}, { total: '0.30', balance: 'x' })).toBeUndefined();
  });

  it('the address setting of a report chooses which address fills its columns', () => {
    const invoices = [
      {
        id: 1,
        active: true,
        syncStatus: 'Posted',
        invoiceDate: '2026-01-05',
        referenceNumber: 1,
        total: '1',
        customer: { id: 2, name: 'x' },
        locationAddress: { street: 'L', city: 'L', state: 'L', zip: 'L' },
        customerAddress: { street: 'C', city: 'C', state: 'C', zip: 'C' },
      },
    ];
    const streets = (['location', 'customer'] as const).map((address) => {
      const format = defaultFormat();
      format.reports['invoices']!.address = address;
      return renderReport(compileFormat(format, context), 'invoices', { invoices }).rows[0]!.cells[11];
    });
    expect(streets).toEqual(['L', 'C']);
  });
});

describe('records that are joined to the same one', () => {
  const notes = {
    notes: [
      { id: 5, text: 'A long note', type: 'Fax' },
      { id: 6, text: 'Short', type: 'Phone' },
    ],
  };
  const things = [5, 6, 5, '5', null, 5].map((noteId, at) => ({ id: at + 1, noteId }));
  const joined = (path: string) => ({ lookup: 'notes', on: 'noteId', path }) as const;

  function rendered(column: Partial<Column>, defaults: LegacyFormat['defaults'] = {}) {
    const lookups = { notes: { stream: 'notes', key: 'id' } };
    const format = compileFormat(smallFormat({ columns: [column], defaults, rest: { lookups } }), context);
    return renderReport(format, 'things', { ...notes, things });
  }

  it('each get its value', () => {
    const { rows } = rendered({ from: joined('text') });
    expect(rows.map(({ cells }) => cells[1])).toEqual([
      'A long note',
      'Short',
      'A long note',
      'A long note',
      '',
      'A long note',
    ]);
  });

  it('are each warned about', () => {
    const { rows } = rendered({ from: joined('type'), validate: { oneOf: ['Phone'] }, onInvalid: 'warn' });
    expect(rows.map(({ warnings }) => warnings.length)).toEqual([1, 0, 1, 1, 0, 1]);
  });

  it('are each rejected', () => {
    const outcome = rendered({ from: joined('type'), validate: { oneOf: ['Phone'] } });
    expect(outcome.rendered.map(({ kind }) => kind)).toEqual([
      'rejected',
      'row',
      'rejected',
      'rejected',
      'row',
      'rejected',
    ]);
  });

  it('each count as shortened', () => {
    const { rows } = rendered({ from: joined('text') }, { maxCellLength: 6 });
    expect(rows.map(({ truncatedCells }) => truncatedCells)).toEqual([1, 0, 1, 1, 0, 1]);
  });
});
