/**
 * Every stream of the source against every endpoint of the simulator: nothing is missing, nothing is invented, and every
 * state is a place to go on from. What there is to read comes from the simulator's own rows and the API facts.
 */
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { fullFormats } from 'ajv-formats/dist/formats';
import type { StreamSpec } from 'servicetitan-specs';

import { startSimulator, type RequestRecord, type Simulator, type Tenant } from '../simulator';
import { matchOperation } from '../simulator/collections/operations';
import { decode } from '../simulator/exact-json';
import {
  addedMembers,
  bare,
  changeEverything,
  collectionOf,
  comesAgain,
  expectedOf,
  outputsOf,
  reportsThere,
  specOf,
  valueAt,
  type Exact,
  type Expected,
  type StreamOutput,
} from '../support/conformance';
import { temporaryFolder } from '../support/connector';
import { errorsOf, type AirbyteStream } from '../support/protocol';
import { connect } from '../support/simulator-api';
import { configured, discover, read, sourceConfig } from '../support/source';

const folder = temporaryFolder();
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The tenant's whole history, short because some streams are read day by day. */
const historyDays = 5;
const today = Math.floor(Date.now() / dayMs) * dayMs;
const dayOf = (daysAgo: number) => new Date(today - daysAgo * dayMs).toISOString().slice(0, 10);
const startDate = dayOf(historyDays);
/** Few rows, but more than one page and one batch of everything that has pages. */
const pageRows = 5;
const tenants = [
  {
    seed: 21,
    from: startDate,
    // older than the overlap of incremental lists, so that a second read brings what changed and nothing else
    until: dayOf(1),
    exactNumbers: true,
    sizes: { customers: 7, locations: 7, jobs: 8, invoices: 8, memberships: 6 },
    collectionRows: 11,
    collections: { 'schedulingpro/schedulers': 2 },
  },
] as const;

interface Side {
  simulator: Simulator;
  tenant: Tenant;
}

async function side(childless: 'empty' | 'not-found'): Promise<Side> {
  const switches = { requestsPerSecond: 10_000, maxPageSize: pageRows, exportBatchSize: pageRows, childless };
  const simulator = await startSimulator({ tenants, switches });
  return { simulator, tenant: simulator.tenants[0] };
}

let offered: readonly AirbyteStream[];
let whole: Side;
let weekly: Side;
let full: Map<string, StreamOutput>;
let first: Map<string, StreamOutput>;
const errors: Record<string, unknown[]> = {};

async function sync(name: string, { simulator, tenant }: Side, streams: unknown[], state?: unknown[]) {
  const config = sourceConfig(simulator, tenant, { start_date: startDate });
  const outcome = await read(folder, config, { streams }, state);
  errors[name] = errorsOf(outcome.messages);
  return outputsOf(outcome.stdout);
}

const incremental = () => offered.filter(({ supported_sync_modes: modes }) => modes.includes('incremental'));
const names = (streams: readonly AirbyteStream[]) => streams.map(({ name }) => name);
/** POSTs have no rows of their own in the simulator. */
const comparable = (spec: StreamSpec) => collectionOf(spec) !== undefined;
const specs = () => names(offered).map(specOf);

/** Streams and what is wrong with them; an empty object when nothing is. */
function findings(list: readonly StreamSpec[], find: (spec: StreamSpec) => unknown): Record<string, unknown> {
  const found = list.map((spec): [string, unknown] => [spec.name, find(spec)]);
  return Object.fromEntries(found.filter(([, what]) => what !== undefined));
}

function outputOf(outputs: Map<string, StreamOutput>, spec: StreamSpec): StreamOutput {
  return outputs.get(spec.name) ?? { records: [], states: [] };
}

interface Comparison {
  /** The rows that are looked for; default all of them. */
  only?(row: Expected['row']): boolean;
  /** Records may come more than once. */
  repeats?: boolean;
}

/** How the records differ from what there is: undefined when they do not. */
function difference(
  spec: StreamSpec,
  tenant: Tenant,
  records: readonly Exact[],
  { only = () => true, repeats = false }: Comparison = {},
): unknown {
  const expected = expectedOf(tenant, spec).filter(({ row }) => only(row));
  const wanted = expected.flatMap((each) => each.records.map((record) => bare(spec, record)));
  const got = records.map((record) => bare(spec, record));
  const missing = wanted.filter((text) => !got.includes(text));
  const invented = got.filter((text) => !wanted.includes(text));
  const repeated = spec.window === undefined && !repeats ? got.length - wanted.length : 0;
  if (missing.length === 0 && invented.length === 0 && repeated === 0) return undefined;
  return { wanted: wanted.length, got: got.length, missing: missing.slice(0, 1), invented: invented.slice(0, 1) };
}

beforeAll(async () => {
  [whole, weekly] = await Promise.all([side('empty'), side('not-found')]);
  const answer = await discover(folder, sourceConfig(whole.simulator, whole.tenant));
  offered = answer.messages.flatMap(({ catalog }) => catalog?.streams ?? []);
  [full, first] = await Promise.all([
    sync(
      'full',
      whole,
      offered.map((stream) => configured(stream, 'full_refresh')),
    ),
    sync(
      'first',
      weekly,
      incremental().map((stream) => configured(stream, 'incremental')),
    ),
  ]);
}, 180_000);

afterAll(async () => {
  await Promise.all([whole.simulator.close(), weekly.simulator.close()]);
  folder.remove();
});

describe('a full refresh of every stream', () => {
  test('ends without an error', () => {
    expect(offered.length).toBeGreaterThan(150);
    expect(errors.full).toEqual([]);
  });

  test('reads every row of every collection, inactive ones too, and no other', () => {
    const compared = specs().filter(comparable);
    expect(compared.length).toBeGreaterThan(150);
    expect(findings(compared, (spec) => difference(spec, whole.tenant, outputOf(full, spec).records))).toEqual({});
    const inactive = compared.filter((spec) =>
      expectedOf(whole.tenant, spec).some(({ row }) => row.text.includes('"active":false')),
    );
    expect(inactive.length).toBeGreaterThan(60);
  });

  test('reads something of every stream', () => {
    const empty = (spec: StreamSpec) => (outputOf(full, spec).records.length === 0 ? 'no records' : undefined);
    expect(findings(specs(), empty)).toEqual({});
  });

  test('sends declared parameters with allowed values only', () => {
    for (const { simulator } of [whole, weekly]) {
      expect(simulator.requests.filter(({ undeclared }) => undeclared.length > 0)).toEqual([]);
      const refused = simulator.requests.filter(({ status }) => status !== 200);
      // a parent without children answers 404; anything else would be a wrong path or parameter
      const levels = ({ method, path }: RequestRecord) => matchOperation(method, path)?.operation.levels.length ?? 0;
      expect(refused.filter((request) => request.status !== 404 || levels(request) === 0)).toEqual([]);
    }
  });

  test('gives records that hold against their discovered schemas', () => {
    const ajv = addFormats(new Ajv({ strict: false }));
    // Airbyte says in another keyword that a moment has no zone
    ajv.addFormat('date-time', fullFormats['iso-date-time']);
    const schemas = new Map(offered.map(({ name, json_schema: schema }) => [name, ajv.compile(schema)]));
    const wrong = findings(specs(), (spec) => {
      const holds = schemas.get(spec.name);
      const plain = outputOf(full, spec).records.map((record) => JSON.parse(plainText(record)) as unknown);
      const bad = plain.find((record) => holds?.(record) !== true);
      return bad === undefined ? undefined : holds?.errors;
    });
    expect(wrong).toEqual({});
  });

  test('gives keys that are there and differ from record to record', () => {
    const wrong = findings(specs(), (spec) => {
      const keys = outputOf(full, spec).records.map((record) => spec.primaryKey.map((path) => valueAt(record, path)));
      if (spec.primaryKey.length === 0) return undefined;
      if (keys.some((key) => key.includes(undefined))) return 'a key is missing';
      return new Set(keys.map((key) => key.join(' '))).size === keys.length ? undefined : 'a key is repeated';
    });
    expect(wrong).toEqual({});
  });

  test('puts the tenant, and the parent of a record, into it', () => {
    const lacking = (spec: StreamSpec, record: Exact) =>
      addedMembers(spec).filter((name) => record[name] === undefined || record[name] === null);
    const wrong = findings(specs(), (spec) => {
      const record = outputOf(full, spec).records.find((each) => lacking(spec, each).length > 0);
      return record && lacking(spec, record);
    });
    expect(wrong).toEqual({});
  });

  test('reads the saved reports that there are, what they ask for and the values they take', async () => {
    const there = await reportsThere(await connect(whole.simulator));
    for (const [name, rows] of Object.entries(there)) {
      expect(rows.length).toBeGreaterThan(0);
      const read = outputOf(full, specOf(name)).records.map(
        (record) => JSON.parse(bare(specOf(name), record)) as unknown,
      );
      expect({ name, read }).toEqual({ name, read: rows.map((row) => JSON.parse(bare(specOf(name), row)) as unknown) });
    }
  });

  test('asks for the capacity of the next two weeks, today included', async () => {
    const client = await connect(whole.simulator);
    const body = { startsOnOrAfter: `${dayOf(0)}T00:00:00Z`, endsOnOrBefore: `${dayOf(-14)}T00:00:00Z` };
    const { text } = await client.post('/dispatch/v2/tenant/{tenant}/capacity', body);
    const spec = specOf('capacities');
    const { availabilities } = decode(text) as { availabilities: Exact[] };
    expect(outputOf(full, spec).records.map((record) => bare(spec, record))).toEqual(
      availabilities.map((slot) => bare(spec, slot)),
    );
  });

  test('ends with one state that says it is complete', () => {
    const wrong = findings(specs(), (spec) => {
      const { states, records } = outputOf(full, spec);
      const [last] = states;
      return states.length === 1 && last?.state.complete === true && last.after === records.length ? undefined : states;
    });
    expect(wrong).toEqual({});
  });
});

describe('a first incremental read', () => {
  const streams = () => names(incremental()).map(specOf);

  test('reads every row, with a 404 for a parent that has no children', () => {
    expect(errors.first).toEqual([]);
    expect(weekly.simulator.requests.some(({ status }) => status === 404)).toBe(true);
    const compared = streams().filter(comparable);
    expect(findings(compared, (spec) => difference(spec, weekly.tenant, outputOf(first, spec).records))).toEqual({});
  });

  test('writes states that are small, plain, and complete at the end only', () => {
    const wrong = findings(streams(), (spec) => {
      const { states } = outputOf(first, spec);
      const big = states.find(({ state }) => JSON.stringify(state).length > 2000);
      const early = states.slice(0, -1).find(({ state }) => state.complete !== false);
      const complete = states.at(-1)?.state.complete;
      return big ?? early ?? (complete === true ? undefined : { complete });
    });
    expect(wrong).toEqual({});
    expect(streams().filter((spec) => outputOf(first, spec).states.length > 1).length).toBeGreaterThan(50);
  });

  test('can be gone on with from every state it wrote, and nothing is lost', async () => {
    const most = Math.max(...streams().map((spec) => outputOf(first, spec).states.length));
    const resume = async (place: number) => {
      const with_ = streams().filter((spec) => outputOf(first, spec).states[place] !== undefined);
      const chosen = incremental().filter(({ name }) => with_.some((spec) => spec.name === name));
      const states = with_.map((spec) => outputOf(first, spec).states[place]?.line);
      const rest = await sync(
        `resume ${String(place)}`,
        weekly,
        chosen.map((each) => configured(each, 'incremental')),
        states,
      );
      return findings(with_.filter(comparable), (spec) => {
        const { records, states: written } = outputOf(first, spec);
        const before = records.slice(0, written[place]?.after);
        return difference(spec, weekly.tenant, [...before, ...outputOf(rest, spec).records], { repeats: true });
      });
    };
    for (let place = 0; place < most; place += 2) {
      const found = await Promise.all([resume(place), ...(place + 1 < most ? [resume(place + 1)] : [])]);
      expect(found).toEqual(found.map(() => ({})));
    }
    expect(Object.entries(errors).filter(([, list]) => list.length > 0)).toEqual([]);
  }, 180_000);
});

describe('an incremental read a week later', () => {
  test('brings what changed and nothing else', async () => {
    const { simulator, tenant } = weekly;
    const streams = names(incremental()).map(specOf);
    const states = streams.map((spec) => outputOf(first, spec).states.at(-1)?.line);
    simulator.clock.advance(hourMs);
    const changes = changeEverything(tenant, streams.filter(comparable));
    // export feeds show changes a quarter of an hour late
    simulator.clock.advance(hourMs);
    const second = await sync(
      'second',
      weekly,
      incremental().map((stream) => configured(stream, 'incremental')),
      states,
    );
    expect(errors.second).toEqual([]);
    const wrong = findings(streams.filter(comparable), (spec) =>
      difference(spec, tenant, outputOf(second, spec).records, {
        only: (row) => comesAgain(tenant, spec, row, changes),
      }),
    );
    expect(wrong).toEqual({});
    const brought = streams.filter((spec) => outputOf(second, spec).records.length > 0);
    expect(brought.length).toBeGreaterThan(120);
  }, 180_000);
});

/** Text of an exact tree as the source printed it. */
function plainText(record: Exact): string {
  return JSON.stringify(record).replace(/"\\u0001([^"]+)"/g, '$1');
}
