import { streams } from 'servicetitan-specs';

import { parseOptions, UsageError } from '../src/args';
import { configureCatalog } from '../src/catalog';
import { lineSplitter } from '../src/lines';
import { parseMessage, type Message } from '../src/messages';
import { followProgress } from '../src/progress';
import { mergeStates } from '../src/state';

const discovered = streams.map(({ name }) => ({
  name,
  supported_sync_modes: ['full_refresh', 'incremental'],
  default_cursor_field: ['modifiedOn'],
  source_defined_primary_key: [['id']],
}));

test('a real tenant needs both configurations, and a mistyped option is said', () => {
  expect(() => parseOptions(['--source-config', 'a.json'])).toThrow(UsageError);
  expect(() => parseOptions(['--customers', 'many'])).toThrow('whole number');
  expect(() => parseOptions(['--sorce-config', 'a.json'])).toThrow(UsageError);
  expect(parseOptions(['--help'])).toBeUndefined();
});

test('the streams that the reports need are synced incrementally, others only when they are named', () => {
  const choice = { fullRefresh: false, run: 3 };
  const names = (catalog: { streams: readonly unknown[] }): string[] =>
    (catalog.streams as { stream: { name: string } }[]).map(({ stream }) => stream.name);
  const needed = names(configureCatalog(discovered, choice));
  expect(needed).toEqual(expect.arrayContaining(['customers', 'customer_contacts', 'invoices']));
  expect(needed).not.toContain('payments');
  const named = configureCatalog(discovered, { ...choice, streams: ['payments'] });
  expect(named.streams).toMatchObject([
    { sync_mode: 'incremental', destination_sync_mode: 'append_dedup', sync_id: 3 },
  ]);
  expect(() => configureCatalog(discovered, { ...choice, streams: ['pyments'] })).toThrow('pyments');
});

test('a full refresh gets a generation of its own', () => {
  const choice = { streams: ['customers', 'invoices'], fullRefresh: true, run: 4 };
  const generation = { destination_sync_mode: 'overwrite', generation_id: 4, minimum_generation_id: 4 };
  expect(configureCatalog(discovered, choice).streams).toMatchObject([generation, generation]);
});

test('the last acknowledged state of a stream is kept, and states of streams that were not synced stay', () => {
  const state = (name: string, at: number): Message => ({
    type: 'STATE',
    state: { stream: { stream_descriptor: { name }, ...{ stream_state: { at } } } },
  });
  const first = mergeStates(undefined, [state('customers', 1), state('invoices', 1)]);
  const second = mergeStates(first, [state('customers', 2), state('customers', 3)]);
  expect(second).toMatchObject([
    { type: 'STREAM', stream: { stream_descriptor: { name: 'customers' }, stream_state: { at: 3 } } },
    { type: 'STREAM', stream: { stream_descriptor: { name: 'invoices' }, stream_state: { at: 1 } } },
  ]);
});

test('lines are cut at line feeds only, across chunks and at the end', () => {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line.toString()));
  for (const chunk of ['a\u2028b\nc', 'd', '\r\n\nlast']) splitter.push(Buffer.from(chunk));
  splitter.end();
  expect(lines).toEqual(['a\u2028b', 'cd\r', '', 'last']);
});

test('progress counts records, shows what a stream waits for and how it ended', () => {
  const printed: string[] = [];
  let time = 0;
  const progress = followProgress(
    (text) => printed.push(text),
    () => time,
    parseMessage,
  );
  const status = (name: string, more: Record<string, unknown>): string =>
    JSON.stringify({
      type: 'TRACE',
      trace: { type: 'STREAM_STATUS', stream_status: { stream_descriptor: { name }, ...more } },
    });
  const record = '{"type":"RECORD","record":{"stream":"customers","emitted_at":1,"data":{"id":1}}}';
  for (const line of [
    status('customers', { status: 'STARTED' }),
    record,
    record,
    status('customers', { status: 'RUNNING', reasons: [{ type: 'RATE_LIMITED' }] }),
  ])
    progress.line(Buffer.from(line));
  time = 11_000;
  progress.line(
    Buffer.from('{"type":"LOG","log":{"level":"INFO","message":"customers: 2 requests, 0 retries, 1.0 s waiting"}}'),
  );
  progress.line(Buffer.from(status('customers', { status: 'COMPLETE' })));
  expect(printed[0]).toContain('waiting');
  expect(printed.at(-1)).toMatch(/customers +complete +2 records .*2 requests/);
  expect(progress.totalRecords()).toBe(2);
});
