import { retryAfterMs } from '../src/retry-after';

const now = Date.parse('2026-01-01T00:00:00Z');
const wait = (headers: Record<string, string>, body = ''): number | null =>
  retryAfterMs({ status: 429, headers, body }, now);

test.each([
  ['seconds', { 'retry-after': '7' }, 7000],
  ['a decimal, rounded up to the millisecond', { 'retry-after': '0.3337' }, 334],
  ['zero', { 'retry-after': '0' }, 0],
  [
    'a date, by our clock when the server does not tell its own',
    { 'retry-after': 'Thu, 01 Jan 2026 00:00:10 GMT' },
    10_000,
  ],
  [
    'a date, by the clock of the server that wrote it',
    { 'retry-after': 'Thu, 01 Jan 2026 05:00:10 GMT', date: 'Thu, 01 Jan 2026 05:00:00 GMT' },
    10_000,
  ],
  ['a date in the past', { 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
])('Retry-After as %s', (_case, headers, expected) => {
  expect(wait(headers as Record<string, string>)).toBe(expected);
});

test.each(['', 'soon', '-5', '1e9', '7 apples', '2026'.repeat(3) + 'x'])('Retry-After "%s" says nothing', (value) => {
  expect(wait({ 'retry-after': value })).toBeNull();
});

test('the seconds of the title count when there is no header', () => {
  const body = JSON.stringify({ title: 'Rate limit is exceeded. Try again in 21 seconds.', status: 429, traceId: 'x' });
  expect(wait({}, body)).toBe(21_000);
  expect(wait({ 'retry-after': 'soon' }, body)).toBe(21_000);
});

test('header and title are both honoured when they differ', () => {
  expect(wait({ 'retry-after': '5' }, 'Try again in 21 seconds')).toBe(21_000);
  expect(wait({ 'retry-after': '30' }, 'Try again in 21 seconds')).toBe(30_000);
});
