import { parseConfiguredCatalog, requireStreams } from '../src/protocol/catalog';
import { parseStates } from '../src/protocol/state';

const stream = { name: 'jobs', json_schema: { type: 'object' }, supported_sync_modes: ['full_refresh', 'incremental'] };
const configured = { stream, sync_mode: 'incremental', destination_sync_mode: 'append_dedup' };

test('a configured stream keeps what connectors use, and null is the same as absent', () => {
  const { streams } = parseConfiguredCatalog({
    streams: [
      {
        ...configured,
        stream: { ...stream, namespace: 'acme', is_resumable: null, source_defined_primary_key: [['id']] },
        cursor_field: null,
        primary_key: [['id']],
        generation_id: 12,
        minimum_generation_id: 0,
        sync_id: 9007199254740991,
        something_new: true,
      },
    ],
  });
  expect(streams).toEqual([
    {
      ...configured,
      stream: { ...stream, namespace: 'acme', source_defined_primary_key: [['id']] },
      primary_key: [['id']],
      generation_id: 12,
      minimum_generation_id: 0,
      sync_id: 9007199254740991,
    },
  ]);
});

test.each([
  ['no list of streams', {}, /no list of streams/],
  ['not an object', [], /no list of streams/],
  ['a stream without a name', { streams: [{ sync_mode: 'incremental' }] }, /stream 1 of it has no name/],
  [
    'an unknown sync mode',
    { streams: [{ ...configured, sync_mode: 'sideways' }] },
    /sync mode "sideways" of stream jobs is none of full_refresh, incremental/,
  ],
  ['no sync mode', { streams: [{ stream, destination_sync_mode: 'append' }] }, /sync mode null of stream jobs/],
  [
    'an unknown destination sync mode',
    { streams: [{ ...configured, destination_sync_mode: 'x' }] },
    /destination sync mode "x"/,
  ],
  ['the same stream twice', { streams: [configured, configured] }, /stream jobs is in it twice/],
  [
    'a generation that is no whole number',
    { streams: [{ ...configured, generation_id: 1.5 }] },
    /generation_id of stream jobs/,
  ],
  ['an id beyond what a number holds', { streams: [{ ...configured, sync_id: 2 ** 53 }] }, /sync_id of stream jobs/],
  [
    'a primary key that is no list of paths',
    { streams: [{ ...configured, primary_key: ['id'] }] },
    /primary_key of stream jobs/,
  ],
])('%s is a config error', (_what, catalog, message) => {
  expect(() => parseConfiguredCatalog(catalog)).toThrow(message);
  expect(() => parseConfiguredCatalog(catalog)).toThrow(expect.objectContaining({ failureType: 'config' }) as Error);
});

test('a source refuses streams, namespaces and sync modes that it does not have', () => {
  const catalog = parseConfiguredCatalog({ streams: [configured] });
  expect(() => {
    requireStreams(catalog, [{ name: 'jobs' }]);
  }).not.toThrow();
  expect(() => {
    requireStreams(catalog, [{ name: 'job' }, { name: 'customers' }]);
  }).toThrow(/no stream jobs \(the nearest name is job\)/);
  expect(() => {
    requireStreams(catalog, [{ name: 'jobs', supported_sync_modes: ['full_refresh'] }]);
  }).toThrow(/cannot be read in the sync mode incremental/);
  const elsewhere = parseConfiguredCatalog({ streams: [{ ...configured, stream: { ...stream, namespace: 'acme' } }] });
  expect(() => {
    requireStreams(elsewhere, [{ name: 'jobs' }]);
  }).toThrow(/no stream jobs in the namespace acme/);
});

test('states are kept apart by namespace and name', () => {
  const entry = (name: string, namespace: string | null, at: number) => ({
    type: 'STREAM',
    stream: { stream_descriptor: { name, namespace }, stream_state: { at } },
  });
  const states = parseStates([entry('jobs', null, 1), entry('jobs', 'acme', 2), entry('customers', null, 3)]);
  expect(states.get({ name: 'jobs' })).toEqual({ at: 1 });
  expect(states.get({ name: 'jobs', namespace: 'acme' })).toEqual({ at: 2 });
  expect(states.get({ name: 'invoices' })).toBeUndefined();
});

test('a state that was cleared is no state', () => {
  const cleared = [{ type: 'STREAM', stream: { stream_descriptor: { name: 'jobs' }, stream_state: null } }];
  expect(parseStates(cleared).get({ name: 'jobs' })).toBeUndefined();
});

test.each([
  ['an entry without a stream', [{ type: 'STREAM' }]],
  ['a state that is a list', [{ type: 'STREAM', stream: { stream_descriptor: { name: 'jobs' }, stream_state: [1] } }]],
  ['a number', 7],
])('%s is a config error', (_what, state) => {
  expect(() => parseStates(state)).toThrow(expect.objectContaining({ failureType: 'config' }) as Error);
});
