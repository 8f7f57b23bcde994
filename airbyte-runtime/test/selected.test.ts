/** Records of which only selected values are read: the same as from the whole record, or left to JSON.parse. */
import { isDeepStrictEqual } from 'node:util';

import type { InputMessage, RecordInput, StreamSelection } from '../src/connector';
import { createParser } from '../src/input/parse';

const paths = ['id', 'at', 'name', 'customer.id', 'customer.name', 'a.b.c', 'list', 'box'];
const selection: StreamSelection = { stream: { name: 'jobs' }, paths, single: [0, 1] };

function parsedBy(select: StreamSelection | undefined): (line: string | Buffer) => InputMessage[] {
  const parser = createParser({ mask: (text) => text, longest: () => 0 });
  if (select !== undefined) parser.select([select]);
  return (line) =>
    parser.parse({ kind: 'lines', bytes: Buffer.concat([Buffer.from(line), Buffer.from('\n')]), terminated: true });
}

function valueAt(data: unknown, path: string): unknown {
  const found = path
    .split('.')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
          ? (value as Record<string, unknown>)[name]
          : null,
      data,
    );
  return found ?? null;
}

const record = (data: string, more = ''): string =>
  `{"type":"RECORD","record":{"stream":"jobs","emitted_at":5,"data":${data}${more}}}`;

function selectedOf(line: string): RecordInput['selected'] {
  const [message] = parsedBy(selection)(line);
  if (message?.type !== 'RECORD') throw new Error(`no record: ${JSON.stringify(message)}`);
  return message.selected;
}

/** A message as plain data, without what only one of the two ways has. */
const plain = (message: InputMessage | undefined): unknown =>
  message?.type === 'RECORD'
    ? {
        ...message,
        data: message.data,
        line: message.line,
        bytes: undefined,
        block: undefined,
        selected: undefined,
        start: undefined,
        end: undefined,
      }
    : message;

test('values are taken as they are written, null for what is not there', () => {
  expect(
    selectedOf(
      record(
        '{"other":[{"id":9}],"id":7,"name":"a\\u00e9 \\"日本\\"","customer":{"name":"é","more":{}},"a":3,"list":[1, 2.50]}',
      ),
    ),
  ).toEqual({
    text: '[7,null,"a\\u00e9 \\"日本\\"",null,"é",null,[1, 2.50],null]',
    single: [7, null],
  });
});

test('what else the record holds is there on demand', () => {
  const line = record('{"id":7,"at":"2026-01-01","rest":{"é":[1]}}');
  const [message] = parsedBy(selection)(line);
  expect(message).toMatchObject({ type: 'RECORD', stream: { name: 'jobs' }, emittedAt: 5 });
  expect(plain(message)).toMatchObject({ line, data: { id: 7, at: '2026-01-01', rest: { é: [1] } } });
  expect((message as RecordInput).bytes.toString()).toBe(line);
  expect((message as RecordInput).selected?.single).toEqual([7, '2026-01-01']);
});

test.each([
  ['a number that a double cannot hold', record('{"id":12345678901234567890}')],
  ['an exponent', record('{"id":1e3}')],
  ['minus zero', record('{"id":-0}')],
  ['a long number inside of a wanted value', record('{"id":1,"box":{"n":[0.1234567890123456789]}}')],
  ['a name that is there twice', record('{"id":1,"id":2}')],
  ['an object that is there twice', record('{"customer":{"id":1},"customer":{}}')],
  ['a name with an escape', record('{"\\u0069d":1}')],
  ['notes of the platform about the record', record('{"id":1}', ',"meta":{"changes":[]}')],
  [
    'a stream that is named after the data',
    '{"type":"RECORD","record":{"emitted_at":5,"data":{"id":1},"stream":"jobs"}}',
  ],
  ['a namespace after the data', record('{"id":1}', ',"namespace":"n"')],
  ['deep nesting', record(`{"id":1,"x":${'['.repeat(100)}${']'.repeat(100)}}`)],
])('%s leaves the record to JSON.parse', (_what, line) => {
  const [whole] = parsedBy(undefined)(line);
  const [message] = parsedBy(selection)(line);
  expect(message).not.toHaveProperty('selected');
  expect(message).toEqual(whole);
  expect(message?.type).toBe('RECORD');
});

test('paths into arrays and values inside of wanted values want whole records', () => {
  for (const odd of [['items[].id'], ['a', 'a.b'], ['a.b', 'a'], ['__proto__']]) {
    const [message] = parsedBy({ ...selection, paths: odd, single: [] })(record('{"id":1}'));
    expect(message).not.toHaveProperty('selected');
  }
});

test('a block keeps the numbers of its lines, whichever way they are read', () => {
  const lines = [record('{"id":1}'), '{"broken', record('{"id":2}'), '{"broken'].join('\n');
  const [, invalid, , last] = parsedBy(selection)(lines);
  expect(invalid).toMatchObject({ type: 'INVALID', code: 'not_json', lineNumber: 2 });
  expect(last).toMatchObject({ type: 'INVALID', code: 'not_json', lineNumber: 4 });
  const [windows] = parsedBy(selection)(`${record('{"id":3}')}\r`);
  expect(windows).toMatchObject({ selected: { single: [3, null] } });
});

/** The same numbers in every run. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const pick = <T>(random: (below: number) => number, from: readonly T[]): T => from[random(from.length)] as T;
const names = ['id', 'at', 'name', 'customer', 'a', 'b', 'c', 'list', 'box', 'é', 'toString', '', 'x"y', '\\'];
const scalars = [
  '0',
  '-1',
  '12.50',
  '1e5',
  '-0',
  '0.1',
  '123456789012345',
  '1234567890123456',
  '12345678901234567890',
  'true',
  'false',
  'null',
  '""',
  '"text"',
  '"\\n\\t\\"\\\\\\/"',
  '"\\u00e9\\ud83d\\ude00"',
  '"\\ud800"',
  '"日本 é"',
  '"a string that is longer than a word"',
];

function randomValue(random: (below: number) => number, depth: number): string {
  const space = (): string => (random(12) === 0 ? pick(random, [' ', '\t', '  ', '\r']) : '');
  const kind = depth === 0 ? 0 : random(4);
  if (kind < 2) return space() + pick(random, scalars) + space();
  const items = Array.from({ length: random(6) }, () => {
    const value = randomValue(random, depth - 1);
    return kind === 2 ? value : `${space()}${JSON.stringify(pick(random, names))}${space()}:${value}`;
  });
  return kind === 2 ? `${space()}[${items.join(',')}${space()}]` : `{${items.join(',')}${space()}}`;
}

test('sixty thousand records, half of them damaged by a byte, read the same as with JSON.parse', () => {
  const random = createRandom(20261128);
  const fast = parsedBy(selection);
  const slow = parsedBy(undefined);
  const alphabet = Buffer.from('{}[]",:\\u0e19-+.tfn \t\u0001é');
  const differences: string[] = [];
  let selected = 0;
  let refused = 0;
  for (let round = 0; round < 60_000; round += 1) {
    const members = Array.from(
      { length: random(9) },
      () => `"${pick(random, names.slice(0, 12))}":${randomValue(random, 3)}`,
    );
    const line = Buffer.from(record(`{${members.join(',')}}`, random(9) === 0 ? ',"meta":null' : ''));
    if (round % 2 === 1) {
      const at = random(line.length);
      if (random(3) === 0) line[at] = random(256);
      else line[at] = alphabet[random(alphabet.length)] as number;
    }
    if (line.includes(0x0a)) continue;
    const [expected] = slow(line);
    const [found] = fast(line);
    if (expected?.type === 'INVALID') refused += 1;
    // told apart here: a hundred thousand calls of expect take a minute
    if (found?.type !== 'RECORD' || found.selected === undefined) {
      if (!isDeepStrictEqual(found, expected)) differences.push(line.toString());
      continue;
    }
    selected += 1;
    const data = expected?.type === 'RECORD' ? expected.data : undefined;
    const same =
      isDeepStrictEqual(plain(found), plain(expected)) &&
      isDeepStrictEqual(
        JSON.parse(found.selected.text),
        paths.map((path) => valueAt(data, path)),
      ) &&
      isDeepStrictEqual(found.selected.single, [valueAt(data, 'id'), valueAt(data, 'at')]);
    if (!same) differences.push(line.toString());
  }
  expect(differences).toEqual([]);
  expect(selected).toBeGreaterThan(10_000);
  expect(refused).toBeGreaterThan(10_000);
});
