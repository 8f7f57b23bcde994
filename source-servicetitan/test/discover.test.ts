import { catalog, cheapestFirst, createClient, isIncremental, missingScopes } from 'servicetitan-client';
import { streams } from 'servicetitan-specs';

import {
  connection,
  createWorld,
  failure,
  jwt,
  tokenAnswer,
  type Answer,
} from '../../servicetitan-client/test/support/world';
import { discoverCatalog } from '../src/discover';

import { streamOf } from './support/streams';

async function discover(token: Answer): Promise<{ names: string[]; lines: string[] }> {
  const world = createWorld(
    () => ({ status: 500 }),
    () => token,
  );
  const lines: string[] = [];
  const log = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };
  const found = await world.run(discoverCatalog(createClient(connection, world.ports, { tries: 3 }), log));
  expect(world.api()).toEqual([]);
  return { names: found.streams.map(({ name }) => name), lines };
}

const all = streams.map(({ name }) => name);

test('with a token that covers everything all streams are listed, and nothing needs to be said', async () => {
  const scope = [...new Set(streams.map((stream) => stream.scope))];
  expect(await discover(tokenAnswer({ access_token: jwt({ scope }) }))).toEqual({ names: all, lines: [] });
});

test('what the token does not cover is listed too, with a line that names the scope, also when it is the parent that needs it', async () => {
  const scope = [...new Set(streams.map((stream) => stream.scope))].filter((one) => one !== 'tn.jpm.jobs:r');
  const { names, lines } = await discover(tokenAnswer({ access_token: jwt({ scope }) }));
  expect(names).toEqual(all);
  expect(lines).toContainEqual(expect.stringMatching(/^Stream jobs: .*tn\.jpm\.jobs:r/));
  expect(lines).toContainEqual(expect.stringMatching(/^Stream job_attachments: .*tn\.jpm\.jobs:r/));
  expect(lines.filter((line) => line.includes('customers'))).toEqual([]);
});

test('a token that does not tell its scopes misses none', async () => {
  expect((await discover(tokenAnswer({ access_token: 'opaque' }))).lines).toEqual([]);
});

test('credentials that are not accepted fail as in check, instead of a list that cannot be read', async () => {
  const error = await failure(discover({ status: 400, body: '{"error":"invalid_client"}' }));
  expect(error).toMatchObject({ kind: 'credentials', failureType: 'config' });
});

test('an outage of the token endpoint hides no stream: it is said, and the list is given', async () => {
  const { names, lines } = await discover({ status: 503 });
  expect(names).toEqual(all);
  expect(lines).toEqual([expect.stringContaining('All streams are listed')]);
});

test('a stream names a cursor exactly when there is a way to read only what is new', () => {
  for (const stream of streams)
    expect([stream.name, isIncremental(stream, catalog)]).toEqual([stream.name, stream.cursor !== null]);
});

test('every parent is a stream, and its scope is among what a child needs', () => {
  for (const stream of streams.filter(({ parent }) => parent !== undefined))
    expect(missingScopes([], [stream]).map(({ scope }) => scope)).toContain(catalog.parentOf(stream)!.scope);
});

test('the connection is proved with a plain small list that every tenant has, never with a child, a window or a POST', () => {
  const odd = [
    streamOf('children', { parent: { stream: 'customers', keys: [{ field: 'id', parameter: 'id', as: 'x' }] } }),
    streamOf('windows', { window: { from: 'a', to: 'b', days: 1, daysBack: 0 } }),
    streamOf('each', { each: { parameter: 'a', values: ['1', '2'] } }),
    streamOf('posted', { feed: 'whole', method: 'POST', body: {}, suggested: true }),
    streamOf('columned', { columns: 'fields' }),
  ];
  const plain = [
    streamOf('exported', { feed: 'export', suggested: true }),
    streamOf('rare'),
    streamOf('zones', { suggested: true, order: 9 }),
  ];
  expect(cheapestFirst([...odd, ...plain], null).map(({ name }) => name)).toEqual(['zones', 'rare', 'exported']);
  expect(cheapestFirst(streams, null)[0]!.suggested).toBe(true);
});
