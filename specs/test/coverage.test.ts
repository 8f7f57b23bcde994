/** What the catalog chooses, held against what the API offers: all of specs/api is decided on, and only what is there is asked for. */
import { readFileSync } from 'fs';
import { join } from 'path';

import { streams, type StreamSpec } from 'servicetitan-specs';
import { apiFacts, type ApiEndpoint, type ApiParameter } from 'servicetitan-specs/api';
import { recordSchemas } from 'servicetitan-specs/records';

interface LeftOut {
  reasons: Record<string, string>;
  endpoints: { method?: string; path: string; reason: string; stream?: string; note?: string }[];
}

const leftOut = JSON.parse(readFileSync(join(__dirname, '..', 'catalog', 'left-out.json'), 'utf8')) as LeftOut;
const named = ({ method = 'GET', path }: { method?: string; path: string }): string => `${method} ${path}`;
const endpoints = new Map(apiFacts.flatMap((module) => module.endpoints.map((each) => [named(each), each] as const)));
const streamNames = streams.map(({ name }) => name);

describe('the endpoints of the API', () => {
  const read = new Set(streams.map(named));

  it('are each read by a stream or left out for a reason, and never both', () => {
    const left = leftOut.endpoints.map(named);
    expect([...endpoints.keys()].filter((name) => !read.has(name)).sort()).toEqual([...left].sort());
  });

  it('are left out for one of the reasons, with the stream that has the rows where there is one', () => {
    const because = new Set(leftOut.endpoints.map(({ reason }) => reason));
    expect([...because].sort()).toEqual(Object.keys(leftOut.reasons).sort());
    for (const { path, reason, stream, note } of leftOut.endpoints) {
      const needsStream = ['export twin', 'same rows', 'by id'].includes(reason);
      expect([path, stream === undefined ? !needsStream : streamNames.includes(stream)]).toEqual([path, true]);
      if (reason === 'not a collection') expect([path, note]).toEqual([path, expect.any(String)]);
    }
  });

  it('are read by the export feed where there is one', () => {
    for (const stream of streams) {
      const twin = stream.path.replace('/tenant/{tenant}/', '/tenant/{tenant}/export/');
      expect([stream.name, stream.feed !== 'export' && endpoints.has(`GET ${twin}`)]).toEqual([stream.name, false]);
    }
  });
});

/** Every parameter that a read of the stream sends, with the value where the catalog knows it. */
function sent(stream: StreamSpec): [string, string | undefined][] {
  const { parameters = {}, sort, modifiedFilter, createdFilter, each, parent, window } = stream;
  const unknown = [
    modifiedFilter,
    createdFilter,
    ...(parent?.keys.map(({ parameter }) => parameter) ?? []),
    ...[window?.from, window?.to].filter((name) => !name?.startsWith('{')),
    ...(stream.feed === 'list' ? ['page', 'pageSize'] : []),
    ...(stream.feed === 'export' ? ['from', 'includeRecentChanges'] : []),
  ].filter((name) => name !== undefined);
  return [
    ...Object.entries(parameters),
    ...(sort === undefined ? [] : [['sort', sort] as [string, string]]),
    ...(each?.values.map((value) => [each.parameter, value] as [string, string]) ?? []),
    ...unknown.map((name) => [name, undefined] as [string, undefined]),
  ];
}

/** Values of the parameters by which ServiceTitan's lists hide rows unless asked for them. */
const everything: Record<string, string> = {
  active: 'Any',
  activeState: 'All',
  activeOnly: 'false',
  includeInactive: 'true',
};

function accepts({ type, enum: values, sortFields }: ApiParameter, value: string): boolean {
  if (values) return values.includes(value);
  if (sortFields) return sortFields.includes(value.replace(/^[+-]/, ''));
  if (type === 'boolean') return value === 'true' || value === 'false';
  return type === 'string' || Number.isFinite(Number(value));
}

describe.each(streams.map((stream) => [stream.name, stream] as const))('the stream %s', (_name, stream) => {
  const endpoint = endpoints.get(named(stream)) as ApiEndpoint;
  const declared = new Map(endpoint.parameters.map((parameter) => [parameter.name, parameter]));

  it('sends only what the endpoint declares, since ServiceTitan ignores the rest in silence', () => {
    for (const [name, value] of sent(stream)) {
      const parameter = declared.get(name);
      expect([name, parameter?.name]).toEqual([name, name]);
      expect([name, value, value === undefined || accepts(parameter!, value)]).toEqual([name, value, true]);
    }
  });

  it('sends all that the endpoint demands', () => {
    const names = sent(stream).map(([name]) => name);
    const demanded = endpoint.parameters.filter(({ required }) => required).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(demanded));
  });

  it('asks for inactive rows wherever they are hidden by default', () => {
    for (const [name, value] of Object.entries(everything))
      if (declared.has(name) && (declared.get(name)!.enum?.includes(value) ?? true))
        expect([name, stream.parameters?.[name]]).toEqual([name, value]);
  });

  it('reads the envelope that comes, in pages no bigger than the API takes', () => {
    const envelope = endpoint.answer?.envelope;
    if (stream.feed === 'export') expect(envelope).toBe('export');
    if (stream.feed === 'list') expect([undefined, 'page']).toContain(envelope);
    if (stream.feed === 'whole' && declared.has('page'))
      expect(stream.parameters).toMatchObject({ page: '1', pageSize: '5000' });
    expect(stream.pageSize ?? 0).toBeLessThanOrEqual(declared.get('pageSize')?.maximum ?? 5000);
    const ids = declared.get(stream.parent?.keys[0]?.parameter ?? '');
    if (stream.parent?.batch !== undefined) expect(ids?.in).toBe('query');
    expect(stream.parent?.batch ?? 0).toBeLessThanOrEqual(ids?.maxItems ?? 50);
  });

  it('has a cursor exactly when there is a way to ask for what is new', () => {
    const { feed, modifiedFilter, createdFilter, parent, window } = stream;
    const ways = [feed === 'export', modifiedFilter, createdFilter, parent?.follow, window?.as].filter(Boolean);
    expect([ways.length > 0, ways.length <= 1]).toEqual([stream.cursor !== null, true]);
  });

  it('comes after its parent, which has the keys, and is incremental if the child follows its changes', () => {
    if (stream.parent === undefined) return;
    const { stream: name, keys, follow } = stream.parent;
    const parent = streams.find((other) => other.name === name);
    expect(parent?.order).toBeLessThan(stream.order);
    if (follow === 'changed') expect(parent?.cursor).toEqual(expect.any(String));
    const inPath = [...stream.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter).slice(1);
    expect(keys.map(({ parameter }) => parameter)).toEqual(expect.arrayContaining(inPath));
    for (const { field } of keys) {
      const found = field.split('.').reduce<unknown>((schema, part) => {
        const member = (schema as { properties?: Record<string, { items?: unknown }> }).properties?.[
          part.replace('[]', '')
        ];
        return part.endsWith('[]') ? member?.items : member;
      }, recordSchemas[name]);
      expect([field, typeof found]).toEqual([field, 'object']);
    }
  });
});
