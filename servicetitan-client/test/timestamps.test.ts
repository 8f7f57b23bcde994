import { compareInstants, parseInstant } from '../src';

const compare = (a: string, b: string): number => Math.sign(compareInstants(parseInstant(a)!, parseInstant(b)!));

test('the seventh digit decides, where a Date would see the same instant', () => {
  const [earlier, later] = ['2024-05-06T07:08:38.2876004Z', '2024-05-06T07:08:38.2876005Z'];
  expect(Date.parse(earlier)).toBe(Date.parse(later));
  expect(compare(earlier, later)).toBe(-1);
  expect(compare(later, earlier)).toBe(1);
});

test.each([
  ['2024-05-06T07:08:38Z', '2024-05-06T07:08:38.0000000Z', 0],
  ['2024-05-06T07:08:38.5Z', '2024-05-06T07:08:38.5000000Z', 0],
  ['2024-05-06T07:08:38.99Z', '2024-05-06T07:08:38.9876543Z', 1],
  ['2024-05-06T07:08:38.123456789012Z', '2024-05-06T07:08:38.123456789013Z', -1],
  ['2024-05-06T07:08:59.9999999Z', '2024-05-06T07:09:00Z', -1],
  ['2024-05-06T00:00:00-07:00', '2024-05-06T07:00:00Z', 0],
  ['2025-10-13T00:00:00', '2025-10-13T00:00:00Z', 0],
  ['1969-12-31T23:59:59.5Z', '1970-01-01T00:00:00Z', -1],
])('%s against %s', (a, b, expected) => {
  expect(compare(a, b)).toBe(expected);
});

test.each([
  '',
  'yesterday',
  '2024-05-06',
  '2024-13-01T00:00:00Z',
  '2024-02-30T00:00:00Z',
  '2024-01-01T25:00:00Z',
  '2024-01-01 00:00:00',
])('"%s" is no instant', (text) => {
  expect(parseInstant(text)).toBeNull();
});

test('sorting stamps as text with trimmed zeros would be wrong, comparing instants is not', () => {
  const stamps = [
    '2024-01-01T00:00:00.1Z',
    '2024-01-01T00:00:00Z',
    '2024-01-01T00:00:00.09Z',
    '2024-01-01T00:00:00.0999999Z',
  ];
  expect([...stamps].sort(compare)).toEqual([stamps[1], stamps[2], stamps[3], stamps[0]]);
});
