import { sortableInstant } from '../src/spool/instant';
import { keyList, keyText, storedKey } from '../src/spool/key';
import { modifiedOf, rankOf } from '../src/spool/rank';

test('timestamps sort as text in the order of their instants', () => {
  const inOrder = [
    null,
    '1999-12-31T23:59:59.9999999Z',
    '2026-01-05T10:00:00Z',
    '2026-01-05T10:00:00.0000001Z',
    '2026-01-05T04:00:00.000001-06:00',
    '2026-01-05T10:00:00.01Z',
    '2026-01-05T10:00:00.1Z',
    '2026-01-05T12:00:00.1234567+0200',
    '2026-01-05T10:00:00.1234568Z',
    '2026-01-05T10:00:01Z',
  ];
  const texts = inOrder.map((value) => sortableInstant(value));
  expect([...texts].sort()).toEqual(texts);
  expect(new Set(texts).size).toBe(texts.length);
});

test('zeros at the end of a fraction and the spelling of the zone make no difference', () => {
  const same = ['2026-01-05T10:00:00.5Z', '2026-01-05T10:00:00.5000000+00:00', '2026-01-05 04:00:00.50-06:00'];
  expect(new Set(same.map((value) => sortableInstant(value)))).toEqual(new Set(['2026-01-05T10:00:00.5']));
});

test('what is no timestamp is oldest', () => {
  expect(
    ['yesterday', '', 5, true, '2026-01-05', '2026-01-05T10:00:00+99:99'].map((value) => sortableInstant(value)),
  ).toEqual(Array(6).fill(''));
});

test('a version is newer by its change first, by the time it was sent second', () => {
  const inOrder = [
    rankOf('', 9_999_999_999_999),
    rankOf('2026-01-05T10:00:00', 5),
    rankOf('2026-01-05T10:00:00', 40),
    rankOf('2026-01-05T10:00:00.1', 1),
  ];
  expect([...inOrder].sort()).toEqual(inOrder);
  expect(inOrder.map(modifiedOf)).toEqual(['', '2026-01-05T10:00:00', '2026-01-05T10:00:00', '2026-01-05T10:00:00.1']);
});

test('a number and the same number as text are one key; what is missing is none', () => {
  expect([7, '7', '007', '9223372036854775807'].map(keyText)).toEqual(['7', '7', '007', '9223372036854775807']);
  expect([null, undefined, '', '  ', true, ['7']].map(keyText)).toEqual(Array(6).fill(null));
});

test('64-bit integers are stored as integers, all else as text', () => {
  expect(['0', '-5', '9223372036854775807', '-9223372036854775808'].map(storedKey)).toEqual([
    0n,
    -5n,
    9223372036854775807n,
    -9223372036854775808n,
  ]);
  for (const text of ['9223372036854775808', '007', '-0', '1.5', '1e3', 'A7', '']) expect(storedKey(text)).toBe(text);
});

test('keys reach the store as numbers and texts', () => {
  expect(keyList(['9223372036854775807', '007', 'a"b'])).toBe('[9223372036854775807,"007","a\\"b"]');
});
