/** Airbyte's connector acceptance rules, asked of the built source as the platform would run it. */
import Ajv from 'ajv';
import addFormats from 'ajv-formats';

import { startSimulator, type Simulator } from '../simulator';
import { coreStreams } from '../simulator/routes';
import { run, sourceProgram, temporaryFolder } from '../support/connector';
import {
  errorsOf,
  recordsOf,
  stateFile,
  statesOf,
  statusesOf,
  type AirbyteMessage,
  type AirbyteStream,
  type JsonSchema,
} from '../support/protocol';
import { catalogOf, check, configured, discover, read, sourceConfig } from '../support/source';

const folder = temporaryFolder();
let simulator: Simulator;
let config: Record<string, unknown>;
let streams: readonly AirbyteStream[];
/** What these tests read; the others are read where all of ServiceTitan is. */
let core: readonly AirbyteStream[];
let fullRead: readonly AirbyteMessage[];

const forbiddenInSpec = [
  'not',
  'anyOf',
  'patternProperties',
  'prefixItems',
  'allOf',
  'if',
  'then',
  'else',
  'dependentSchemas',
  'dependentRequired',
];

function* schemasOf(schema: JsonSchema, path = ''): Generator<[string, JsonSchema]> {
  yield [path, schema];
  for (const [name, child] of Object.entries(schema.properties ?? {})) yield* schemasOf(child, `${path}/${name}`);
  const items = schema.items;
  if (typeof items === 'object' && items !== null) yield* schemasOf(items as JsonSchema, `${path}/[]`);
}

beforeAll(async () => {
  simulator = await startSimulator({ tenants: [{ seed: 3, sizes: { customers: 60, invoices: 150 } }] });
  config = sourceConfig(simulator, simulator.tenants[0]);
  const discovered = await discover(folder, config);
  streams = discovered.messages.find((message) => message.catalog !== undefined)?.catalog?.streams ?? [];
  core = streams.filter(({ name }) => Object.values<string>(coreStreams).includes(name));
  const outcome = await read(folder, config, { streams: core.map((stream) => configured(stream, 'full_refresh')) });
  expect([outcome.code, errorsOf(outcome.messages)]).toEqual([0, []]);
  fullRead = outcome.messages;
});

afterAll(async () => {
  await simulator.close();
  folder.remove();
});

describe('spec', () => {
  let spec: NonNullable<AirbyteMessage['spec']>;
  let fields: [string, JsonSchema][];

  beforeAll(async () => {
    const outcome = await run(sourceProgram, ['spec']);
    expect(outcome.code).toBe(0);
    const specs = outcome.messages.filter((message) => message.type === 'SPEC');
    expect(specs).toHaveLength(1);
    spec = specs[0]!.spec!;
    fields = [...schemasOf(spec.connectionSpecification)].filter(([path]) => path !== '');
  });

  test('describes every field with a title, a description and an order of its own', () => {
    for (const [path, field] of fields)
      expect({
        path,
        title: typeof field.title,
        description: typeof field.description,
        order: typeof field.order,
      }).toEqual({
        path,
        title: 'string',
        description: 'string',
        order: 'number',
      });
    const orders = fields.map(([, field]) => field.order);
    expect(new Set(orders).size).toBe(orders.length);
  });

  test('accepts the configuration that the connection uses, and unknown fields', () => {
    const validate = addFormats(new Ajv({ strict: false })).compile(spec.connectionSpecification);
    expect(validate({ ...config, a_field_of_a_later_version: true })).toBe(true);
    expect(spec.connectionSpecification.additionalProperties).toBe(true);
  });

  test('marks what is secret, and hides what only tests need', () => {
    const properties = spec.connectionSpecification.properties!;
    for (const name of ['client_secret', 'app_key', 'tenant_id'])
      expect([name, properties[name]?.airbyte_secret]).toEqual([name, true]);
    for (const name of ['api_url', 'auth_url']) expect([name, properties[name]?.airbyte_hidden]).toEqual([name, true]);
  });

  test('uses no schema keyword that the form cannot show, and every enum value once', () => {
    for (const [path, field] of [['', spec.connectionSpecification] as const, ...fields]) {
      expect([path, forbiddenInSpec.filter((keyword) => keyword in field)]).toEqual([path, []]);
      if (Array.isArray(field.enum)) expect(new Set(field.enum).size).toBe(field.enum.length);
    }
    expect(JSON.stringify(spec)).not.toContain('$ref');
  });

  test('says nothing of a foreign connector kit', () => {
    const names = Object.keys(spec.connectionSpecification.properties!);
    expect(names.filter((name) => /faros|debug|probe|freshness|heartbeat/.test(name))).toEqual([]);
  });
});

describe('discover', () => {
  test('offers the streams once each, with keys and cursors that their schemas have', () => {
    expect(streams.map((stream) => stream.name)).toEqual(
      expect.arrayContaining([
        'customers',
        'customer_contacts',
        'locations',
        'invoices',
        'invoice_items',
        'payments',
        'jobs',
        'memberships',
      ]),
    );
    expect(new Set(streams.map((stream) => stream.name)).size).toBe(streams.length);
    for (const stream of streams) {
      const properties = stream.json_schema.properties!;
      for (const path of stream.source_defined_primary_key ?? []) {
        const [field] = path;
        expect([stream.name, field, properties[field!]?.type]).not.toEqual([stream.name, field, undefined]);
      }
      for (const field of stream.default_cursor_field ?? [])
        expect([stream.name, Object.keys(properties)]).toEqual([stream.name, expect.arrayContaining([field])]);
      expect(stream.supported_sync_modes.length).toBeGreaterThan(0);
      expect(properties.tenantId?.type).toEqual(expect.stringContaining('integer'));
    }
  });

  test('gives schemas that draft 7 accepts and that tolerate fields added later', () => {
    for (const { name, json_schema: schema } of streams) {
      const ajv = new Ajv({ strict: false });
      expect([name, ajv.validateSchema(schema)]).toEqual([name, true]);
      for (const [path, part] of schemasOf(schema)) {
        expect([name, path, ['$ref', 'allOf', 'not', 'oneOf'].filter((keyword) => keyword in part)]).toEqual([
          name,
          path,
          [],
        ]);
        if (part.properties !== undefined) expect([name, path, part.additionalProperties]).toEqual([name, path, true]);
      }
    }
  });
});

describe('a full refresh', () => {
  test('reads rows of every stream, each within its schema and with its key', () => {
    for (const stream of core) {
      const records = recordsOf(fullRead, stream.name);
      expect([stream.name, records.length]).not.toEqual([stream.name, 0]);
      const validate = addFormats(new Ajv({ strict: false, allErrors: true })).compile(stream.json_schema);
      for (const record of records) {
        expect([stream.name, record.id, validate(record), validate.errors]).toEqual([
          stream.name,
          record.id,
          true,
          null,
        ]);
        expect(record.tenantId).toBe(Number(simulator.tenants[0].tenantId));
      }
    }
  });

  test('tells the start, the running and the end of each stream, in this order', () => {
    for (const { name } of core) {
      const statuses = statusesOf(fullRead, name);
      expect([name, statuses[0], statuses.at(-1)]).toEqual([name, 'STARTED', 'COMPLETE']);
      expect(statuses.slice(1, -1).filter((status) => status.startsWith('RUNNING')).length).toBeGreaterThan(0);
    }
  });

  test('leaves one whole state per stream, of type STREAM, with the count of its records', () => {
    for (const { name } of core) {
      const states = statesOf(fullRead, name);
      expect([name, states.length]).toEqual([name, 1]);
      expect(states[0]).toMatchObject({ type: 'STREAM', stream: { stream_state: { complete: true } } });
      expect([name, states[0]!.sourceStats]).toEqual([name, { recordCount: recordsOf(fullRead, name).length }]);
    }
  });

  test('reads the same rows a second time, later', async () => {
    const again = await read(folder, config, { streams: core.map((stream) => configured(stream, 'full_refresh')) });
    for (const { name } of core) expect(recordsOf(again.messages, name)).toEqual(recordsOf(fullRead, name));
    const emitted = (messages: readonly AirbyteMessage[]): number =>
      Math.max(...messages.map((message) => message.record?.emitted_at ?? 0));
    expect(emitted(again.messages)).toBeGreaterThan(emitted(fullRead));
  });

  test('reads inactive rows too', () => {
    expect(recordsOf(fullRead, 'customers').filter((record) => record.active === false).length).toBeGreaterThan(0);
  });
});

describe('incremental reads', () => {
  test('a second read with the state of the first brings no row that is older than what was read', async () => {
    const catalog = { streams: core.map((stream) => configured(stream, 'incremental')) };
    const first = await read(folder, config, catalog);
    const second = await read(folder, config, catalog, stateFile(first.messages));
    expect(second.code).toBe(0);
    for (const { name } of core) {
      const newest = recordsOf(first.messages, name)
        .map((record) => String(record.modifiedOn))
        .sort()
        .at(-1)!;
      for (const record of recordsOf(second.messages, name)) expect(String(record.modifiedOn) >= newest).toBe(true);
      expect([name, statesOf(second.messages, name).length]).not.toEqual([name, 0]);
    }
  });

  test('every state on the way can be resumed from, and together the rows are all there', async () => {
    simulator.switches.exportBatchSize = 25;
    const first = await read(folder, config, catalogOf('incremental', 'customers'));
    const states = statesOf(first.messages, 'customers');
    expect(states.length).toBeGreaterThan(2);
    expect(states.map((state) => state.stream.stream_state.complete)).toEqual([
      ...states.slice(1).map(() => false),
      true,
    ]);
    let before = 0;
    for (const state of states) {
      before += state.sourceStats!.recordCount;
      const rest = await read(folder, config, catalogOf('incremental', 'customers'), [
        { type: 'STREAM', stream: state.stream },
      ]);
      expect(before + recordsOf(rest.messages, 'customers').length).toBe(simulator.tenants[0].count('customers'));
    }
    simulator.switches.exportBatchSize = 1000;
  });

  test('a state in the future brings no records and one state, for an export feed and for a list', async () => {
    const future = (name: string, state: Record<string, unknown>): unknown => ({
      type: 'STREAM',
      stream: { stream_descriptor: { name }, stream_state: state },
    });
    const outcome = await read(folder, config, catalogOf('incremental', 'customers', 'zones'), [
      future('customers', { continueFrom: '2099-01-01', seededFrom: null, complete: true }),
      future('zones', { modifiedOnOrAfter: '2099-01-01T00:00:00Z', complete: true }),
    ]);
    expect(outcome.code).toBe(0);
    for (const name of ['customers', 'zones'])
      expect([recordsOf(outcome.messages, name).length, statesOf(outcome.messages, name).length]).toEqual([0, 1]);
  });
});

describe('what the source refuses', () => {
  const refusal = async (catalog: unknown, state?: unknown): Promise<string> => {
    const outcome = await read(folder, config, catalog, state);
    const [error] = errorsOf(outcome.messages);
    expect([outcome.code, error?.failure_type]).toEqual([1, 'config_error']);
    expect(recordsOf(outcome.messages, 'customers')).toEqual([]);
    return error!.message;
  };

  test('a stream that it does not have, by name', async () => {
    expect(await refusal(catalogOf('full_refresh', 'customers', 'invocies'))).toContain('invocies');
  });

  test('a sync mode that does not exist', async () => {
    const [stream] = (catalogOf('full_refresh', 'customers') as { streams: Record<string, unknown>[] }).streams;
    expect(await refusal({ streams: [{ ...stream, sync_mode: 'sometimes' }] })).toContain('sometimes');
  });

  test.each([
    ['customers', { modifiedOnOrAfter: '2026-01-01T00:00:00Z' }],
    ['zones', { continueFrom: 'abc' }],
    ['zones', { modifiedOnOrAfter: 'last week' }],
    ['customers', { format: 'base64/gzip', data: 'H4sIAAAA' }],
  ])('a state of another shape for %s: %j', async (name, streamState) => {
    const state = [{ type: 'STREAM', stream: { stream_descriptor: { name }, stream_state: streamState } }];
    expect(await refusal(catalogOf('incremental', name), state)).toContain(name);
  });

  test('a legacy state', async () => {
    expect(await refusal(catalogOf('incremental', 'customers'), [{ type: 'LEGACY', data: { customers: 1 } }])).toMatch(
      /state/i,
    );
  });
});

test('check says Connected for a connection that works', async () => {
  const { code, messages } = await check(folder, config);
  expect(code).toBe(0);
  expect(messages.filter((message) => message.type === 'CONNECTION_STATUS')).toMatchObject([
    { connectionStatus: { status: 'SUCCEEDED', message: expect.stringContaining('Connected') as string } },
  ]);
});
