import { BadBodyError } from '../src';
import { itemKey } from '../src/item-key';
import { parsePage, type Page } from '../src/json-items';
import { memberText } from '../src/json-slices';
import { decodeText } from '../src/node/body';

const parse = (body: string, members = ['id', 'modifiedOn']): Page =>
  parsePage({ status: 200, headers: {}, body }, members);
/** The same page as the Node transport hands it over. */
async function parseWire(body: string, members = ['id', 'modifiedOn']): Promise<Page> {
  return parsePage({ status: 200, headers: {}, ...(await decodeText(Buffer.from(body), '', 1e9, true)) }, members);
}
const raws = (body: string): string[] => parse(body).items.map(({ raw }) => raw);

/** mulberry32: the same seed gives the same pages */
function dice(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const pieces = [
  'a',
  '"',
  '\\',
  '\\"',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  ' ',
  '\n',
  '\t',
  '\u2028',
  'ü',
  '😀',
  '\ud800',
  'data',
  '\\u0022',
  '\0',
];

function text(random: () => number): string {
  return Array.from({ length: Math.floor(random() * 9) }, () => pieces[Math.floor(random() * pieces.length)]).join('');
}

function value(random: () => number, depth: number): unknown {
  const kind = Math.floor(random() * (depth > 3 ? 5 : 7));
  if (kind === 0) return null;
  if (kind === 1) return random() < 0.5;
  if (kind === 2) return Math.round((random() - 0.5) * 1e6) / 100;
  if (kind < 5) return text(random);
  const size = Math.floor(random() * 4);
  if (kind === 5) return Array.from({ length: size }, () => value(random, depth + 1));
  return object(random, depth + 1);
}

function object(random: () => number, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: Math.floor(random() * 4) }, () => [text(random), value(random, depth)]),
  );
}

test('2000 random pages: each item is the text that the page holds, compact or indented', () => {
  const random = dice(20260101);
  for (let round = 0; round < 2000; round += 1) {
    const data = Array.from({ length: Math.floor(random() * 5) }, () => object(random, 0));
    const noise = { ...object(random, 0), hasMore: random() < 0.5, data };
    const envelope = random() < 0.5 ? { ...noise, after: object(random, 0) } : noise;
    expect(raws(JSON.stringify(envelope))).toEqual(data.map((item) => JSON.stringify(item)));
    for (const indent of [' ', '\t', 4]) {
      const items = raws(JSON.stringify(envelope, null, indent));
      expect(items.map((raw) => JSON.parse(raw) as unknown)).toEqual(data);
      expect(items.join('')).not.toMatch(/[\r\n]/);
    }
  }
});

/** What a whole JSON.parse makes of a body: the items of a page, or null for what is none. */
function itemsOf(body: string): unknown[] | null {
  try {
    const { hasMore, data } = JSON.parse(body) as { hasMore?: unknown; data?: unknown };
    const isPage = typeof hasMore === 'boolean' && Array.isArray(data);
    return isPage && data.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item))
      ? (data as unknown[])
      : null;
  } catch {
    return null;
  }
}

function itemsRead(body: string): unknown[] | null {
  try {
    return raws(body).map((raw) => JSON.parse(raw) as unknown);
  } catch (error) {
    expect(error).toBeInstanceOf(BadBodyError);
    return null;
  }
}

test('6000 pages with a character lost, added or changed are refused or read as JSON.parse does', () => {
  const random = dice(20260102);
  const pick = (characters: string): string => characters[Math.floor(random() * characters.length)] ?? '';
  let refused = 0;
  for (let round = 0; round < 6000; round += 1) {
    const data = Array.from({ length: Math.floor(random() * 4) }, () => object(random, 2));
    const page = JSON.stringify({ ...object(random, 2), data, hasMore: random() < 0.5 }, null, random() < 0.3 ? 1 : 0);
    const at = Math.floor(random() * (page.length + 1));
    const without = random() < 0.66 ? 1 : 0;
    const body = page.slice(0, at) + (random() < 0.66 ? pick('"\\{}[],: \n0a') : '') + page.slice(at + without);
    const expected = itemsOf(body);
    refused += expected === null ? 1 : 0;
    expect({ body, items: itemsRead(body) }).toEqual({ body, items: expected });
  }
  // both must have happened, or this test would show nothing
  expect(refused).toBeGreaterThan(1500);
  expect(refused).toBeLessThan(5700);
});

test('every digit, escape and blank stays as ServiceTitan wrote it', () => {
  const items = [
    '{"id":9223372036854775807,"a":1.10,"b":-0.0,"c":1E+2,"d":123456789.123456789123456789}',
    '{ "id" : 1 , "u":"\\u00e9\\/\\ud83d\\ude00\\\\" }',
    '{"id":2,"path":"C:\\\\","quote":"\\\\\\"","braces":"]}{[" }',
    '{}',
  ];
  expect(raws(`{"hasMore":false,"data":[${items.join(' ,\t')}],"page":1}`)).toEqual(items);
});

test('line breaks between tokens go, whichever kind they are', () => {
  expect(raws('{\r\n"hasMore":true,\r\n"data":[\r\n{\r\n"id":1,\r\n"n":"a\\nb"\r\n}\r\n]\r\n}\r\n')).toEqual([
    '{"id":1,"n":"a\\nb"}',
  ]);
});

test('a byte order mark is no part of the page', () => {
  expect(raws('\uFEFF{"hasMore":false,"data":[{"id":1}]}')).toEqual(['{"id":1}']);
});

test('a nested "data", an escaped name and a name given twice do not lead astray', () => {
  expect(raws('{"x":{"data":[{"no":1}]},"data":[{"id":1}],"hasMore":false,"y":["data",[{"no":1}]]}')).toEqual([
    '{"id":1}',
  ]);
  expect(raws('{"d\\u0061ta":[{"id":1}],"hasMore":false}')).toEqual(['{"id":1}']);
  expect(raws('{"data":[{"id":1},{"id":2}],"hasMore":false,"data":[{"id":3}]}')).toEqual(['{"id":3}']);
  expect(raws('{"data":"none","hasMore":false,"data":[{"id":3}]}')).toEqual(['{"id":3}']);
});

test.each([
  ['nothing', ''],
  ['HTML with status 200', '<html>Service unavailable</html>'],
  ['a page that was cut off', '{"hasMore":false,"data":[{"id":1},{"id"'],
  ['a page with something behind it', '{"hasMore":false,"data":[]}{}'],
  ['an array', '[]'],
  ['null', 'null'],
  ['no data', '{"hasMore":false}'],
  ['data that is null', '{"hasMore":false,"data":null}'],
  ['data that is an object', '{"hasMore":false,"data":{}}'],
  ['a row that is null', '{"hasMore":false,"data":[null]}'],
  ['a row that is an array', '{"hasMore":false,"data":[[1]]}'],
  ['no hasMore', '{"data":[]}'],
  ['hasMore as text', '{"hasMore":"false","data":[]}'],
  ['a problem with status 200', '{"title":"Scope validation failed","status":403}'],
])('%s is no page', (_case, body) => {
  expect(() => parse(body)).toThrow(BadBodyError);
});

test("what is wrong with a page is said without its contents: they are somebody's data", () => {
  expect(() => parse('{"hasMore":false,"data":[{"name":"Jane Doe"')).toThrow(
    expect.objectContaining({ message: expect.not.stringMatching(/Jane|name/) as string }) as Error,
  );
});

test('pages read by their bytes give the same items as pages read as text, and their bytes', async () => {
  const random = dice(20260103);
  for (let round = 0; round < 2000; round += 1) {
    const data = Array.from({ length: Math.floor(random() * 5) }, (_, id) => ({
      ...object(random, 1),
      id: random() < 0.5 ? id : `Ü${id}`,
      modifiedOn: random() < 0.5 ? value(random, 2) : '2026-01-01T00:00:00Z',
    }));
    const body = JSON.stringify({ é: 'ñ😀', data, hasMore: true, after: '’' }, null, random() < 0.3 ? 1 : 0)
      // half a surrogate pair is no text that UTF-8 can hold
      .replace(/\p{Cs}/gu, '?');
    const asText = parse(random() < 0.1 ? `\uFEFF${body}` : body);
    const byBytes = await parseWire(random() < 0.1 ? `\uFEFF${body}` : body);
    expect(byBytes.envelope).toEqual(asText.envelope);
    expect(byBytes.items.map(({ raw, value: seen }) => ({ raw, seen }))).toEqual(
      asText.items.map(({ raw, value: seen }) => ({ raw, seen })),
    );
    for (const { raw, bytes } of byBytes.items) expect(Buffer.from(bytes!, 'latin1').toString()).toBe(raw);
  }
});

test('a page of nothing but ASCII is one text, bytes or not', async () => {
  const page = await parseWire('{"hasMore":false,"data":[{"id":1}]}');
  expect(page.items.map(({ raw, bytes }) => [raw, bytes])).toEqual([['{"id":1}', undefined]]);
});

test('ids beyond 2^53 that round to the same number are different keys', () => {
  const [first, second] = parse(
    '{"hasMore":false,"data":[{"x":{"id":7},"id": 9007199254740993},{"id":9007199254740992}]}',
  ).items;
  expect(first!.value.id).toBe(second!.value.id);
  expect(itemKey(first!, ['id'])).toEqual({ key: '9007199254740993' });
  expect(itemKey(second!, ['id'])).toEqual({ key: '9007199254740992' });
});

test('the number 1 and the text "1" are different keys, and keys of two members do not run together', () => {
  const { items } = parse(
    '{"hasMore":false,"data":[{"id":1,"b":"x"},{"id":"1","b":"x"},{"id":"1\\",\\"x","b":""},{"b":1}]}',
    ['id', 'b'],
  );
  const keys = items.map((item) => JSON.stringify(itemKey(item, ['id'])));
  expect(new Set(keys).size).toBe(4);
  expect(itemKey(items[0]!, ['id', 'b'])).not.toEqual(itemKey(items[1]!, ['id', 'b']));
  expect(itemKey(items[2]!, ['id', 'b'])).toEqual({ key: expect.stringMatching(/,null\]$/) as string });
  expect(itemKey(items[3]!, ['id'])).toEqual({ missing: 'id' });
});

test('a member of an item is found as it was written', () => {
  expect(memberText(' { "a" : [ 1, {"id":2} ] , "id" :  -1.50e3 }', 'id')).toBe('-1.50e3');
  expect(memberText('{"a":1}', 'id')).toBeNull();
  expect(memberText('{}', 'id')).toBeNull();
});
