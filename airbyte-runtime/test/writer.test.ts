import { createWriter, type WriterPorts } from '../src/output/writer';

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

class Closed extends Error {}

/** A pipe that takes what `accept` says for each attempt: a number of bytes, or an error. */
function pipe(accept: (attempt: number, size: number) => number | Error) {
  const written: Buffer[] = [];
  const pauses: number[] = [];
  let attempts = 0;
  const ports: WriterPorts = {
    write(bytes) {
      const taken = accept((attempts += 1), bytes.length);
      if (taken instanceof Error) throw taken;
      written.push(Buffer.from(bytes.subarray(0, taken)));
      return taken;
    },
    pause: (ms) => pauses.push(ms),
    closed: () => {
      throw new Closed();
    },
  };
  return { ports, pauses, text: () => Buffer.concat(written).toString(), writes: () => written.length };
}

test('lines are written in batches of 64 KiB, and the rest when it is flushed', () => {
  const { ports, text, writes } = pipe((_attempt, size) => size);
  const writer = createWriter(ports);
  for (let count = 0; count < 1000; count += 1) writer.line('x'.repeat(99));
  expect(writes()).toBe(1);
  writer.flush();
  writer.flush();
  expect(writes()).toBe(2);
  expect(text()).toBe(`${'x'.repeat(99)}\n`.repeat(1000));
});

test('a pipe that takes one byte at a time, also in the middle of a character, gets every byte in order', () => {
  const { ports, text } = pipe(() => 1);
  const writer = createWriter(ports);
  writer.line('Frédéric');
  writer.line('日本');
  writer.flush();
  expect(text()).toBe('Frédéric\n日本\n');
});

test('bytes that came as such go out as they came, among lines of text, and a line larger than a batch in its turn', () => {
  const { ports, text } = pipe((_attempt, size) => size);
  const writer = createWriter(ports);
  const large = '日'.repeat(50_000);
  writer.line('Frédéric');
  writer.line(Buffer.from('D’Andre').toString('latin1'), 'latin1');
  writer.line(large);
  writer.line(Buffer.from(large).toString('latin1'), 'latin1');
  writer.line('日本');
  writer.flush();
  expect(text()).toBe(['Frédéric', 'D’Andre', large, large, '日本', ''].join('\n'));
});

test('a full pipe is waited for, as long as it takes', () => {
  const { ports, text, pauses } = pipe((attempt, size) => (attempt <= 5 ? fault('EAGAIN') : size));
  const writer = createWriter(ports);
  writer.line('patience');
  writer.flush();
  expect([text(), pauses]).toEqual(['patience\n', [1, 1, 1, 1, 1]]);
});

test('a reader that went away is reported and nothing is written again', () => {
  const { ports, writes } = pipe(() => fault('EPIPE'));
  const writer = createWriter(ports);
  writer.line('anybody there?');
  expect(() => {
    writer.flush();
  }).toThrow(Closed);
  expect(writes()).toBe(0);
});

test('any other error, such as a full disk behind a redirected output, is not swallowed', () => {
  const writer = createWriter(pipe(() => fault('ENOSPC')).ports);
  writer.line('too much');
  expect(() => {
    writer.flush();
  }).toThrow('ENOSPC');
});
