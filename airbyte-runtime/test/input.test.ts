import type { InputMessage } from '../src/connector';
import { readLineBlocks } from '../src/input/lines';
import { createParser } from '../src/input/parse';

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function parse(input: string | Buffer, size = 1 << 16, maxBytes?: number): Promise<InputMessage[]> {
  const parser = createParser({ mask: (text) => text, longest: () => 0 });
  const messages: InputMessage[] = [];
  for await (const block of readLineBlocks(chunksOf(Buffer.from(input), size), maxBytes))
    messages.push(...parser.parse(block));
  return messages;
}

const record = (id: number, more = ''): string =>
  `{"type":"RECORD","record":{"stream":"jobs","emitted_at":5,"data":{"id":${id},"note":"日本\u2028é"}${more}}}`;

test('the messages are the same however the bytes arrive', async () => {
  const input = Buffer.concat([
    Buffer.from([record(1), '', '{"broken', '{"type":"STATE","state":{"data":{"a":1}}}'].join('\n')),
    Buffer.from([0x0a, 0xe6, 0x97, 0x0a]),
    Buffer.from(record(2)),
  ]);
  const whole = await parse(input);
  expect(whole.map(({ type }) => type)).toEqual(['RECORD', 'INVALID', 'STATE', 'INVALID', 'RECORD']);
  for (let size = 1; size < 40; size += 1) expect(await parse(input, size)).toEqual(whole);
});

test('a record carries its stream, time, data, meta and its line', async () => {
  const line = record(1, ',"namespace":"acme","meta":{"changes":[]}');
  expect(await parse(line)).toEqual([
    {
      type: 'RECORD',
      stream: { name: 'jobs', namespace: 'acme' },
      emittedAt: 5,
      data: { id: 1, note: '日本\u2028é' },
      meta: { changes: [] },
      line,
      bytes: Buffer.from(line),
    },
  ]);
});

test('all messages of a stream share one key; the same name in another namespace has another', async () => {
  const namespaced = record(3, ',"namespace":"acme"');
  const messages = await parse([record(1), namespaced, record(2), namespaced].join('\n'));
  const [first, other, again, otherAgain] = messages.map((message) =>
    'stream' in message ? message.stream : undefined,
  );
  expect(first).toBe(again);
  expect(other).toBe(otherAgain);
  expect(first).not.toBe(other);
});

test('stream, global and legacy states are told apart', async () => {
  const messages = await parse(
    [
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"jobs","namespace":"n"},"stream_state":{"a":1}}}}',
      '{"type":"STATE","state":{"type":"STREAM","stream":{"stream_descriptor":{"name":"jobs"},"stream_state":null}}}',
      '{"type":"STATE","state":{"type":"GLOBAL","global":{"shared_state":{"lsn":1},"stream_states":[]}}}',
      '{"type":"STATE","state":{"data":{"jobs":1}}}',
      '{"type":"STATE","state":{"type":"STREAM"}}',
    ].join('\n'),
  );
  expect(messages).toMatchObject([
    { type: 'STATE', global: false, stream: { name: 'jobs', namespace: 'n' }, state: { a: 1 } },
    { type: 'STATE', global: false, stream: { name: 'jobs' }, state: null },
    { type: 'STATE', global: true, state: { lsn: 1 } },
    { type: 'STATE', global: true, state: { jobs: 1 } },
    { type: 'INVALID', code: 'malformed' },
  ]);
});

test('the end of a stream is told by its status', async () => {
  const [message] = await parse(
    '{"type":"TRACE","trace":{"type":"STREAM_STATUS","emitted_at":1,"stream_status":{"stream_descriptor":{"name":"jobs"},"status":"COMPLETE"}}}',
  );
  expect(message).toMatchObject({ type: 'TRACE', stream: { name: 'jobs' }, status: 'COMPLETE' });
});

test.each([
  ['{"type":"RECORD"}', undefined],
  ['{"type":"RECORD","record":{"data":{}}}', undefined],
  ['{"type":"RECORD","record":{"stream":"jobs","emitted_at":1,"data":[]}}', { name: 'jobs' }],
  ['{"type":"RECORD","record":{"stream":"jobs","data":{}}}', { name: 'jobs' }],
  ['{"type":"STATE"}', undefined],
  ['{"type":"TRACE","trace":7}', undefined],
])('a message that lacks what the protocol asks for is malformed: %s', async (line, stream) => {
  const [message] = await parse(line);
  expect(message).toMatchObject({ type: 'INVALID', code: 'malformed', lineNumber: 1, excerpt: line });
  expect(message && 'stream' in message ? message.stream : undefined).toEqual(stream);
});

test('a line that never ends is cut off, reported once, and what follows it is read', async () => {
  const messages = await parse(`${record(1)}\n${'x'.repeat(5000)}\n${record(2)}\n`, 64, 1000);
  expect(messages).toMatchObject([
    { type: 'RECORD', data: { id: 1 } },
    { type: 'INVALID', code: 'too_long', lineNumber: 2, excerpt: 'x'.repeat(200) },
    { type: 'RECORD', data: { id: 2 } },
  ]);
});

test('the input is only read on when the consumer asks for more', async () => {
  let given = 0;
  async function* source(): AsyncGenerator<Buffer> {
    for (; given < 10; given += 1) yield Buffer.from(`${record(given)}\n`);
  }
  for await (const block of readLineBlocks(source())) {
    expect(block.kind).toBe('lines');
    expect(given).toBe(0);
    return;
  }
});
