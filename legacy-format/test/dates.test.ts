import { compareInstants, compileFormat } from '../src/index';
import { dateFormat } from '../src/values/date-format';
import { timeZone } from '../src/values/time-zone';

import { cellsOf, context, smallFormat } from './support/in-memory';
import { randomness } from './support/randomness';

const iso = 'YYYY-MM-DD';

describe('business dates', () => {
  it('are the first ten characters, whatever time and zone follow', () => {
    expect(
      cellsOf({ type: 'businessDate' }, [
        '2026-01-05T00:00:00Z',
        '2026-01-05',
        '2026-01-05T23:59:59-07:00',
        '2026-01-05 00:00:00',
      ]),
    ).toEqual(['1/5/2026', '1/5/2026', '1/5/2026', '1/5/2026']);
  });

  it('stay the same day in every time zone', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/Chicago', 'UTC']) {
      const format = compileFormat(smallFormat({ columns: [{ type: 'businessDate' }] }), {
        ...context,
        timeZone: zone,
      });
      const run = format.reports[0]!.begin({ lookups: { rows: () => [] }, today: '2026-01-01' });
      const fields = format.projection('things').project({ id: 1, value: '2026-01-05T00:00:00Z' }, () => '');
      expect(run.render(fields)).toMatchObject({ kind: 'row', values: ['1', '2026-01-05'] });
    }
  });

  it('are refused when no calendar has them, so that no loader guesses', () => {
    const impossible = [
      '2026-02-29',
      '2025-13-01',
      '2025-00-10',
      '2025-04-31',
      '1/5/2026',
      '20260105',
      20260105,
      '2026-01-05x',
      '46027',
    ];
    expect(cellsOf({ type: 'businessDate' }, impossible)).toEqual(impossible.map(() => '[BAD_VALUE]'));
    expect(cellsOf({ type: 'businessDate', format: iso }, ['2024-02-29', '2000-02-29', '1900-02-28'])).toEqual([
      '2024-02-29',
      '2000-02-29',
      '1900-02-28',
    ]);
  });
});

describe('instants', () => {
  it('become the wall-clock date of the tenant', () => {
    expect(
      cellsOf({ type: 'instantDate' }, [
        '2019-03-02T02:15:00Z',
        '2019-03-02T06:15:00Z',
        '2026-01-04T23:30:00.1234567Z',
      ]),
    ).toEqual(['3/1/2019', '3/2/2019', '1/4/2026']);
  });

  it('are right on both sides of the hours that clocks skip and repeat', () => {
    const cells = cellsOf({ type: 'instantDateTime' }, [
      '2026-03-08T07:59:59Z',
      '2026-03-08T08:00:00Z',
      '2026-11-01T06:59:59Z',
      '2026-11-01T07:00:00Z',
      '2026-11-01T05:30:00Z',
    ]);
    expect(cells).toEqual([
      '3/8/2026 1:59 AM',
      '3/8/2026 3:00 AM',
      '11/1/2026 1:59 AM',
      '11/1/2026 1:00 AM',
      '11/1/2026 12:30 AM',
    ]);
  });

  it('may carry an offset, a fraction of any length, or no zone, which means UTC', () => {
    expect(
      cellsOf({ type: 'instantDateTime' }, [
        '2025-10-20T00:00:00-07:00',
        '2025-10-20T05:30:00.5+0530',
        '2025-10-20T00:00:00',
      ]),
    ).toEqual(['10/20/2025 2:00 AM', '10/19/2025 7:00 PM', '10/19/2025 7:00 PM']);
  });

  it('are refused when they are none', () => {
    const none = [
      '2025-10-20',
      '2025-10-20T24:00:00Z',
      '2025-10-20T10:60:00Z',
      '2025-02-30T10:00:00Z',
      'yesterday',
      '2025-10-20T10:00:00EST',
      1760000000,
    ];
    expect(cellsOf({ type: 'instantDate' }, none)).toEqual(none.map(() => '[BAD_VALUE]'));
  });

  it.each([
    'America/New_York',
    'America/Phoenix',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Europe/London',
    'Pacific/Apia',
  ])('agree with Intl in %s for any moment, changes of the clock included', (name) => {
    const zone = timeZone(name);
    const random = randomness(name.length);
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
    for (let i = 0; i < 1500; i++) {
      // Quarters of an hour and their neighbours, where a cached offset would be wrong first.
      const seconds = random.integer(70_000) * 900 * 36 + random.pick([-1, 0, 1, random.integer(900)]);
      const instant = new Date(seconds * 1000).toISOString();
      expect([instant, zone.dateTime(instant)]).toEqual([instant, format.format(seconds * 1000).replace(' ', 'T')]);
    }
  });

  it('walk through a whole day of change minute by minute like Intl', () => {
    for (const [name, day] of [
      ['America/Chicago', '2026-03-08'],
      ['America/Chicago', '2026-11-01'],
      ['Australia/Lord_Howe', '2026-04-04'],
      ['Pacific/Apia', '2011-12-30'],
    ] as const) {
      const zone = timeZone(name);
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: name, dateStyle: 'short', timeStyle: 'medium' });
      const start = Date.parse(`${day}T00:00:00Z`);
      for (let minute = 0; minute < 2880; minute++) {
        const at = start + minute * 60_000;
        expect(zone.dateTime(new Date(at).toISOString())).toBe(format.format(at).replace(' ', 'T'));
      }
    }
  });

  it('are compared with all fraction digits, and missing ones are oldest', () => {
    const ordered = [
      null,
      '2026-01-01T00:00:00Z',
      '2026-01-01T00:00:00.0000001Z',
      '2026-01-01T00:00:00.01Z',
      '2026-01-01T00:00:00.1Z',
      '2026-01-01T00:00:01Z',
    ];
    for (const [at, value] of ordered.entries())
      for (const [other, second] of ordered.entries())
        expect(Math.sign(compareInstants(value, second))).toBe(Math.sign(at - other));
    expect(compareInstants('2026-01-01T00:00:00.50Z', '2026-01-01T01:00:00.5+01:00')).toBe(0);
  });

  it('give the dates of a window in the tenant zone', () => {
    const format = compileFormat(smallFormat({ columns: [{}] }), context);
    expect(format.dateInZone('2026-01-06T01:00:00Z')).toBe('2026-01-05');
    expect(format.dateInZone('soon')).toBeNull();
  });
});

describe('date patterns', () => {
  it('know the usual parts and take brackets as they are', () => {
    const write = (pattern: string): string => dateFormat(pattern)!('2026-01-05T00:07:09');
    expect(
      ['MM_DD_YY', 'MMM D, YYYY', 'MMMM', 'h:mm A', 'hh:mm:ss a', 'HH:mm', 'YYYY-MM-DDTHH:mm:ss', '[on] D'].map(write),
    ).toEqual([
      '01_05_26',
      'Jan 5, 2026',
      'January',
      '12:07 AM',
      '12:07:09 am',
      '00:07',
      '2026-01-05T00:07:09',
      'on 5',
    ]);
  });

  it('refuse a letter that means nothing', () => {
    for (const pattern of ['m/d/yyyy', 'YYYY-MM-DDZ', 'ddd', '[open']) expect(dateFormat(pattern)).toBeNull();
  });
});
