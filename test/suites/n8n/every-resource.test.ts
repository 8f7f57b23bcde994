/** Every resource and operation of the node once, against every endpoint of the simulator. */
import { readFileSync } from 'fs';
import { join } from 'path';

import { parseLossless } from 'legacy-format';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { StreamSpec } from 'servicetitan-specs';
import { names } from 'servicetitan-specs/names';

import { resources } from '../../../n8n-nodes-servicetitan/generated/resources';
import { encode } from '../../simulator/exact-json';
import { bare, collectionOf, expectedOf, specOf, type Exact, type Expected } from '../../support/conformance';
import { startNodeWorld, type NodeWorld } from '../../support/n8n-nodes';

const all = Object.entries(resources);
const day = (daysAgo: number): string => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);

let world: NodeWorld;

beforeAll(async () => {
  world = await startNodeWorld({
    tenants: [
      {
        seed: 21,
        from: day(5),
        until: day(1),
        exactNumbers: true,
        sizes: { customers: 7, locations: 7, jobs: 8, invoices: 8, memberships: 6 },
        collectionRows: 11,
        collections: { 'schedulingpro/schedulers': 2 },
      },
    ],
    switches: { requestsPerSecond: 10_000, maxPageSize: 5, exportBatchSize: 5 },
  });
}, 900_000);
afterAll(() => world.close());

const groupOf = (name: string): string =>
  names.groups.find(({ modules }) => modules.includes(specOf(name).module))?.value ?? '';

/** As Get Many reads it. */
const listOf = (name: string): StreamSpec => ({ ...specOf(name), ...resources[name]?.list });

/** An exact record of the simulator as n8n's items hold it. */
const asItem = (record: Exact): Exact => parseLossless(encode(record)) as Exact;

/** What the simulator has for a list; nothing where its rows are not a collection's. */
const rowsOf = (list: StreamSpec): Expected[] =>
  collectionOf(list) === undefined ? [] : expectedOf(world.tenant, list);

/** A parent whose rows there are: its keys as the node's parameters. */
function keysFor(name: string, list: StreamSpec): { parameters: INodeParameters; keys: Record<string, string> } {
  const { keys = [] } = resources[name] ?? {};
  const [first] = keys;
  if (first === undefined) return { parameters: {}, keys: {} };
  if (first.batch !== undefined) {
    const parents = expectedOf(world.tenant, specOf(list.parent?.stream ?? ''));
    return { parameters: { [first.name]: parents.map(({ row }) => row.id).join(', ') }, keys: {} };
  }
  const found = rowsOf(list)[0]?.row.keys ?? {};
  return {
    parameters: Object.fromEntries(keys.map((key) => [key.name, found[key.parameter] ?? ''])),
    keys: { ...found },
  };
}

const aReport = async () => {
  const [category] = await world.items({ group: 'reports', resource: 'reporting_categories', operation: 'getAll' });
  const reportCategoryId = String(category?.json.id);
  const reports = { group: 'reports', resource: 'reports', operation: 'getAll', reportCategoryId };
  const [report] = await world.items(reports);
  return { reportCategoryId, reportId: String(report?.json.id) };
};

/** Resources of the Reporting API, whose keys are found by asking. */
const reporting = async (name: string): Promise<INodeParameters> => {
  if (name === 'reports') return { reportCategoryId: (await aReport()).reportCategoryId };
  if (name === 'dynamic_value_sets') return { dynamicSetId: 'business-units' };
  return {};
};

interface Preview {
  type: string;
  properties: Record<string, { type: string }>;
}

const previewOf = (name: string, operation: string): Preview =>
  JSON.parse(
    readFileSync(
      join(
        __dirname,
        '../../../n8n-nodes-servicetitan/nodes/ServiceTitan/__schema__/v1.0.0',
        name,
        `${operation}.json`,
      ),
      'utf8',
    ),
  ) as Preview;

/** Members of a simplified item that its preview does not name, or not as what they are. */
function unlike(preview: Preview, item: IDataObject): string[] {
  const is = (value: unknown, type: string | undefined): boolean => {
    if (value === null) return true;
    if (Array.isArray(value)) return type === 'array';
    if (typeof value === 'number') return type === 'number' || type === 'integer';
    // a number with more digits than JSON numbers keep is a text
    return typeof value === type || (typeof value === 'string' && (type === 'integer' || type === 'number'));
  };
  return Object.entries(item)
    .filter(([name, value]) => !is(value, preview.properties[name]?.type))
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
}

describe('Get Many', () => {
  it.each(all.filter(([, { operations }]) => operations.includes('getAll')).map(([name]) => name))(
    'reads every record of %s',
    async (name) => {
      const list = listOf(name);
      const { parameters, keys } = keysFor(name, list);
      const question: INodeParameters = {
        group: groupOf(name),
        resource: name,
        operation: 'getAll',
        returnAll: true,
        output: 'raw',
        filters: resources[name]?.inactive === undefined ? {} : { includeInactive: true },
        ...parameters,
        ...(await reporting(name)),
        ...(list.window === undefined ? {} : { fromDay: day(6), toDay: day(0) }),
      };
      const asked = await world.items(question);
      expect(asked.every(({ pairedItem }) => JSON.stringify(pairedItem) === '{"item":0}')).toBe(true);
      const { requests } = world.simulator;
      expect(requests.filter(({ path }) => path !== '/connect/token').flatMap(({ undeclared }) => undeclared)).toEqual(
        [],
      );
      world.simulator.clearRequests();
      const preview = previewOf(name, 'getAll');
      const simplified = await world.items({ ...question, output: 'simplified' });
      // the columns of a value set are its own
      if (list.columns === undefined) expect(simplified.flatMap(({ json }) => unlike(preview, json))).toEqual([]);
      expect(Math.max(0, ...simplified.map(({ json }) => Object.keys(json).length))).toBeLessThanOrEqual(10);
      if (collectionOf(list) === undefined) return;
      const wanted = rowsOf(list)
        .filter(({ row }) => Object.entries(keys).every(([parameter, key]) => row.keys[parameter] === key))
        .flatMap(({ records }) => records.map((record) => bare(list, asItem(record))));
      expect(asked.map(({ json }) => bare(list, json)).sort()).toEqual(wanted.sort());
    },
  );
});

describe('Get', () => {
  it.each(all.filter(([, { get }]) => get !== undefined).map(([name]) => name))('reads one of %s', async (name) => {
    const { get } = resources[name]!;
    // the simulator shows entries that are empty in lists only
    const template = rowsOf(listOf(name)).find(({ records: [record] }) => record?.isEmpty !== true);
    const record = template?.records[0] as IDataObject | undefined;
    const { reportCategoryId, reportId } = await aReport();
    const wanted = name === 'reporting_descriptions' ? reportId : template?.row.id;
    const parameters = (get?.keys ?? []).map(({ parameter, name: field }): [string, INodeParameters | string] => {
      if (field === 'recordId') return [field, { __rl: true, mode: 'id', value: wanted ?? '' }];
      return [field, template?.row.keys[parameter] ?? String(record?.[parameter] ?? reportCategoryId)];
    });
    const question = { group: groupOf(name), resource: name, operation: 'get', ...Object.fromEntries(parameters) };
    const [item, ...others] = await world.items({ ...question, output: 'raw' });
    expect(others).toEqual([]);
    expect(item?.pairedItem).toEqual({ item: 0 });
    // the simulator makes a record anew where its answer wraps it
    expect(String(item?.json.id)).toEqual(get?.inside === undefined ? wanted : expect.stringMatching(/^\d+$/));
    const [simplified] = await world.items(question);
    expect(unlike(previewOf(name, 'get'), simplified?.json ?? {})).toEqual([]);
  });
});

describe('Get Changes', () => {
  it.each(all.filter(([, { operations }]) => operations.includes('getChanges')).map(([name]) => name))(
    'reads the feed of %s and gives a token',
    async (name) => {
      const { outputs, error } = await world.run({
        group: groupOf(name),
        resource: name,
        operation: 'getChanges',
        output: 'raw',
        includeRecentChanges: true,
      });
      expect(error).toBeNull();
      const stream = specOf(name);
      const wanted = expectedOf(world.tenant, stream).flatMap(({ records }) =>
        records.map((record) => bare(stream, asItem(record))),
      );
      expect((outputs[0] ?? []).map(({ json }) => bare(stream, json)).sort()).toEqual(wanted.sort());
      expect(outputs[1]).toEqual([
        {
          json: expect.objectContaining({ resource: name, records: wanted.length, hasMore: false }) as unknown,
          pairedItem: { item: 0 },
        },
      ]);
      expect(typeof outputs[1]?.[0]?.json.continueFrom).toBe('string');
    },
  );
});
