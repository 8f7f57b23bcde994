import { findOperatorError } from 'airbyte-runtime';
import { streams } from 'servicetitan-specs';

import { nextLowerBound } from '../src/overlap';
import { parsePosition, startOf, toState } from '../src/position';

const streamOf = (feed: 'export' | 'list') => streams.find((stream) => stream.feed === feed)!;

test('a stream without state starts at the start date, a list at its first second', () => {
  expect(startOf(streamOf('export'), '2024-05-01')).toEqual({
    feed: 'export',
    continueFrom: null,
    seededFrom: '2024-05-01',
  });
  expect(startOf(streamOf('list'), '2024-05-01')).toEqual({ feed: 'list', modifiedOnOrAfter: '2024-05-01T00:00:00Z' });
  expect(startOf(streamOf('list'), undefined)).toEqual({ feed: 'list', modifiedOnOrAfter: null });
});

test.each(['export', 'list'] as const)('the state of a %s leads back to the same position', (feed) => {
  const position =
    feed === 'export'
      ? { feed, continueFrom: 'AbC==', seededFrom: '2024-05-01' }
      : { feed, modifiedOnOrAfter: '2024-05-01T10:00:00.1234567Z' };
  for (const complete of [true, false])
    expect(parsePosition(streamOf(feed), toState(position, complete), '2020-01-01')).toEqual(position);
});

test('a state that only says complete, as of a module that was missing, starts at the start', () => {
  for (const feed of ['export', 'list'] as const)
    expect(parsePosition(streamOf(feed), { complete: true }, undefined)).toEqual(startOf(streamOf(feed), undefined));
});

test.each([
  ['export', { modifiedOnOrAfter: '2024-01-01T00:00:00Z' }],
  ['export', { continueFrom: 7 }],
  ['list', { continueFrom: 'abc' }],
  ['list', { modifiedOnOrAfter: '01/02/2024' }],
] as const)('a state of another shape for a %s (%j) is a configuration error that names the stream', (feed, state) => {
  let thrown: unknown;
  try {
    parsePosition(streamOf(feed), state, undefined);
  } catch (error) {
    thrown = error;
  }
  const found = findOperatorError(thrown);
  expect(found?.failureType).toBe('config');
  expect(found?.message).toContain(streamOf(feed).name);
});

test('the next list read begins a quarter of an hour before this one began, and never before a bound set ahead', () => {
  expect(nextLowerBound('2026-03-01T12:00:00.000Z', null)).toBe('2026-03-01T11:45:00.000Z');
  expect(nextLowerBound('2026-03-01T12:00:00.000Z', '2026-02-01T00:00:00Z')).toBe('2026-03-01T11:45:00.000Z');
  expect(nextLowerBound('2026-03-01T12:00:00.000Z', '2099-01-01T00:00:00Z')).toBe('2099-01-01T00:00:00Z');
});
