import { findOperatorError, type JsonObject } from 'airbyte-runtime';
import { createCatalog, isIncremental, nextLowerBound, startOf, type Position } from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

import { parsePosition, toState } from '../src/state';

import { streamOf } from './support/streams';

const parent = (stream: string, follow?: 'changed'): Partial<StreamSpec> => ({
  parent: { stream, keys: [{ field: 'id', parameter: 'id', as: 'parentId' }], ...(follow && { follow }) },
});
const window = { from: 'from', to: 'to', days: 1, daysBack: 3, history: 10 };
const streams = [
  streamOf('customers', { feed: 'export' }),
  streamOf('zones', { modifiedFilter: 'modifiedOnOrAfter' }),
  streamOf('roles', { createdFilter: 'createdOnOrAfter' }),
  streamOf('hours', { feed: 'whole', cursor: null }),
  streamOf('spend', { window }),
  streamOf('notes', parent('customers', 'changed')),
  streamOf('replies', parent('notes', 'changed')),
  streamOf('tasks', parent('zones', 'changed')),
  streamOf('sessions', { ...parent('zones'), modifiedFilter: 'modifiedOnOrAfter' }),
  streamOf('kinds', { ...parent('hours', 'changed'), cursor: 'x' }),
];
const catalog = createCatalog(streams);
const start = (name: string, startDate?: string): Position => startOf(catalog.find(name)!, startDate, catalog);
const parse = (name: string, state: JsonObject, startDate?: string): Position =>
  parsePosition(name, start(name, startDate), state);

test('a stream without state starts at the start date, a list at its first second, children where their parents start', () => {
  const seeded = { kind: 'export', continueFrom: null, seededFrom: '2024-05-01' };
  const bound = { kind: 'bound', member: 'modifiedOnOrAfter', from: '2024-05-01T00:00:00Z' };
  expect(start('customers', '2024-05-01')).toEqual(seeded);
  expect(start('zones', '2024-05-01')).toEqual(bound);
  expect(start('roles', '2024-05-01T01:02:03Z')).toEqual({
    kind: 'bound',
    member: 'createdOnOrAfter',
    from: '2024-05-01T01:02:03Z',
  });
  expect(start('spend', '2024-05-01T10:00:00Z')).toMatchObject({ kind: 'days', nextDay: null, since: '2024-05-01' });
  expect(start('notes', '2024-05-01')).toEqual({ kind: 'parents', parents: seeded });
  expect(start('tasks', '2024-05-01')).toEqual({ kind: 'parents', parents: bound });
  expect(start('sessions', '2024-05-01')).toEqual(bound);
  expect(start('hours', '2024-05-01')).toEqual({ kind: 'whole' });
});

test('children of children that follow changes keep the position of the topmost parent', () => {
  expect(start('replies')).toEqual(start('notes'));
});

test('a stream is incremental when there is a way to read only what is new, through its parents too', () => {
  const incremental = streams.filter((stream) => isIncremental(stream, catalog)).map(({ name }) => name);
  expect(incremental).toEqual(['customers', 'zones', 'roles', 'spend', 'notes', 'replies', 'tasks', 'sessions']);
});

const states: Record<string, JsonObject> = {
  customers: { continueFrom: 'AbC==', seededFrom: '2024-05-01' },
  zones: { modifiedOnOrAfter: '2024-05-01T10:00:00.1234567Z' },
  roles: { createdOnOrAfter: '2024-05-01T10:00:00Z' },
  spend: { nextDay: '2026-11-03' },
  notes: { parents: { continueFrom: 'AbC==', seededFrom: null } },
  replies: { parents: { continueFrom: 'AbC==', seededFrom: null } },
  tasks: { parents: { modifiedOnOrAfter: '2024-05-01T10:00:00Z' } },
};

test.each(Object.entries(states))('the state of %s leads back to the same position', (name, state) => {
  for (const complete of [true, false]) {
    const written = { ...state, complete };
    expect(toState(parse(name, written, '2020-01-01'), complete)).toEqual(written);
  }
});

test('a state that only says complete, as of a module that was missing, starts at the start', () => {
  for (const { name } of streams) {
    expect(parse(name, { complete: true })).toEqual(start(name));
    expect(toState(start(name), true)).toEqual({ complete: true });
  }
});

test.each<[string, JsonObject]>([
  ['customers', { modifiedOnOrAfter: '2024-01-01T00:00:00Z' }],
  ['customers', { continueFrom: 7 }],
  ['zones', { continueFrom: 'abc' }],
  ['zones', { modifiedOnOrAfter: '01/02/2024' }],
  ['zones', { modifiedOnOrAfter: '2024-13-45T00:00:00Z' }],
  ['zones', { createdOnOrAfter: '2024-01-01T00:00:00Z' }],
  ['spend', { nextDay: '2026-02-30' }],
  ['spend', { nextDay: '2026-11-03T00:00:00Z' }],
  ['notes', { continueFrom: 'abc' }],
  ['notes', { parents: 'abc' }],
  ['notes', { parents: { modifiedOnOrAfter: '2024-01-01T00:00:00Z' } }],
])('a state of another shape for %s (%j) is a configuration error that names the stream', (name, state) => {
  let thrown: unknown;
  try {
    parse(name, state);
  } catch (error) {
    thrown = error;
  }
  const found = findOperatorError(thrown);
  expect(found?.failureType).toBe('config');
  expect(found?.message).toContain(name);
});

test('the next list read begins a quarter of an hour before this one began, and never before a bound set ahead', () => {
  expect(nextLowerBound('2026-03-01T12:00:00.000Z', null)).toBe('2026-03-01T11:45:00.000Z');
  expect(nextLowerBound('2026-03-01T12:00:00.000Z', '2026-02-01T00:00:00Z')).toBe('2026-03-01T11:45:00.000Z');
  expect(nextLowerBound('2026-03-01T12:00:00.000Z', '2099-01-01T00:00:00Z')).toBe('2099-01-01T00:00:00Z');
});
