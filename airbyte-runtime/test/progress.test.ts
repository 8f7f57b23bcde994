import type { StreamEvent, StreamTask } from '../src';
import { readStream } from '../src/source/read-stream';
import { createStatuses } from '../src/source/statuses';

/** Reads a stream whose every page takes so long, and gives what the log says. */
async function logOf(pages: number, msPerPage: number, progress?: () => string): Promise<string[]> {
  const said: string[] = [];
  let clock = 0;
  const now = (): number => clock;
  const note = (message: string): void => void said.push(message);
  const log = { debug: note, info: note, warn: note, error: note };
  async function* read(): AsyncGenerator<StreamEvent> {
    for (let page = 0; page < pages; page += 1) {
      clock += msPerPage;
      yield { type: 'records', raw: ['{"id":1}'] };
    }
    yield { type: 'state', state: {} };
  }
  const stream = { name: 'jobs', json_schema: {}, supported_sync_modes: ['full_refresh'] };
  const configured = { stream, sync_mode: 'full_refresh', destination_sync_mode: 'append' };
  const task = { stream: configured, read, ...(progress === undefined ? {} : { progress }) } as unknown as StreamTask;
  const context = { statuses: createStatuses(now), log, mask: (text: string) => text, now };
  for await (const _message of readStream(task, context)) void _message;
  return said;
}

test('a long stream says every ten seconds how far it is and what it asked and waited for', async () => {
  expect(await logOf(25, 1000, () => '4 requests, 1 retry, 2.5 s waiting')).toEqual([
    'Stream jobs: 10 records so far; 4 requests, 1 retry, 2.5 s waiting.',
    'Stream jobs: 20 records so far; 4 requests, 1 retry, 2.5 s waiting.',
    'Stream jobs: 25 records in 25.0 s.',
  ]);
});

test('a stream that knows nothing of its requests counts its records', async () => {
  expect(await logOf(1, 12_000)).toEqual(['Stream jobs: 1 record so far.', 'Stream jobs: 1 record in 12.0 s.']);
});
