import { prepareConfig } from '../src/config/validate';
import type { ConnectorBase } from '../src/connector';
import type { JsonObject } from '../src/json';
import { createSecrets } from '../src/output/secrets';

const spec = {
  connectionSpecification: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    required: ['tenant_id', 'client_secret', 'delivery'],
    additionalProperties: true,
    properties: {
      environment: { type: 'string', title: 'Environment', enum: ['production', 'integration'], default: 'production' },
      tenant_id: {
        type: 'string',
        title: 'Tenant ID',
        pattern: '^[0-9]+$',
        pattern_descriptor: 'digits only',
        examples: ['1234567890'],
      },
      client_secret: { type: 'string', title: 'Client Secret', minLength: 1, pattern: '\\S', airbyte_secret: true },
      rate: { type: 'number', title: 'Requests per Second', minimum: 1, maximum: 60, default: 10 },
      since: { type: 'string', title: 'Start Date', format: 'date-time' },
      delivery: {
        type: 'object',
        title: 'Delivery',
        oneOf: [
          {
            title: 'Files',
            required: ['kind', 'directory'],
            properties: {
              kind: { type: 'string', const: 'files' },
              directory: { type: 'string', title: 'Directory' },
              file_type: { type: 'string', title: 'File Type', enum: ['csv', 'xlsx'], default: 'csv' },
            },
          },
          {
            title: 'SFTP',
            required: ['kind', 'host'],
            additionalProperties: false,
            properties: {
              kind: { type: 'string', const: 'sftp' },
              host: { type: 'string', title: 'Host' },
              port: { type: 'integer', title: 'Port', default: 22 },
            },
          },
        ],
      },
      format: {
        type: 'object',
        default: { kind: 'preset' },
        oneOf: [
          { properties: { kind: { const: 'preset' }, preset: { type: 'string', default: 'reports' } } },
          {
            required: ['definition'],
            properties: { kind: { const: 'custom' }, definition: { type: 'string', title: 'Definition' } },
          },
        ],
      },
      reports: {
        type: 'array',
        title: 'Reports',
        items: {
          type: 'object',
          required: ['name'],
          properties: { name: { type: 'string', title: 'Name' }, days: { type: 'integer', default: 1 } },
        },
      },
    },
  },
};

const valid = { tenant_id: '1234', client_secret: 's3cr3t', delivery: { kind: 'files', directory: '/out' } };

function prepare(config: unknown, connector: Pick<ConnectorBase, 'spec' | 'normalise'> = { spec }) {
  const warnings: string[] = [];
  const ignore = (): void => undefined;
  const secrets = createSecrets();
  const log = { debug: ignore, info: ignore, warn: (message: string) => warnings.push(message), error: ignore };
  return { config: prepareConfig(connector, config, { secrets, log }), warnings, secrets };
}

function complaint(config: unknown): string {
  try {
    prepare(config);
  } catch (error) {
    expect(error).toMatchObject({ failureType: 'config' });
    return (error as Error).message;
  }
  throw new Error('the configuration was accepted');
}

test('defaults are filled in, of a oneOf only those of the chosen variant', () => {
  expect(prepare({ ...valid, reports: [{ name: 'a' }] }).config).toEqual({
    ...valid,
    environment: 'production',
    rate: 10,
    delivery: { kind: 'files', directory: '/out', file_type: 'csv' },
    format: { kind: 'preset', preset: 'reports' },
    reports: [{ name: 'a', days: 1 }],
  });
  expect(prepare({ ...valid, delivery: { kind: 'sftp', host: 'h' } }).config.delivery).toEqual({
    kind: 'sftp',
    host: 'h',
    port: 22,
  });
});

test.each([
  ['a missing field by its title', { ...valid, client_secret: undefined }, 'Client Secret is missing'],
  ['a null as missing', { ...valid, tenant_id: null }, 'Tenant ID is missing'],
  [
    'a pattern by its description',
    { ...valid, tenant_id: 'acme' },
    'Tenant ID must be digits only, for example 1234567890',
  ],
  ['a wrong type in everyday words', { ...valid, rate: 'fast' }, 'Requests per Second must be a number'],
  ['a limit', { ...valid, rate: 99 }, 'Requests per Second must be at most 60'],
  ['a format', { ...valid, since: 'yesterday' }, 'Start Date must be a valid date-time'],
  [
    'a choice with the nearest one',
    { ...valid, environment: 'prod' },
    'Environment must be one of production, integration; did you mean production?',
  ],
  [
    'an empty text once, not once per rule',
    { ...valid, client_secret: '' },
    'Client Secret must not be empty;|Client Secret must not be empty\\.',
  ],
  [
    'a field of the chosen variant only',
    { ...valid, delivery: { kind: 'sftp' } },
    'not valid: Delivery > Host is missing\\.',
  ],
  [
    'a variant that there is not',
    { ...valid, delivery: { kind: 'stfp' } },
    'Delivery > kind must be one of files, sftp; did you mean sftp\\?',
  ],
  ['a variant that was not chosen', { ...valid, delivery: {} }, 'not valid: Delivery > kind is missing\\.'],
  [
    'a variant that is no group of fields',
    { ...valid, delivery: 'files' },
    'not valid: Delivery must be a group of fields\\.',
  ],
  [
    'an entry of a list by its position',
    { ...valid, reports: [{ name: 'a' }, {}] },
    'Reports > entry 2 > Name is missing',
  ],
  ['something that is no object', [], 'it is not a JSON object'],
])('%s is told', (_what, config, words) => {
  expect(complaint(config)).toMatch(new RegExp(words));
});

test('everything that is wrong is told at once', () => {
  expect(complaint({ tenant_id: 'x', delivery: { kind: 'files' } })).toBe(
    'The configuration is not valid: Client Secret is missing; Tenant ID must be digits only, for example 1234567890; ' +
      "Delivery > Directory is missing. Correct it in the connector's settings.",
  );
});

test('a list that is empty is as good as one with entries', () => {
  const lists: Pick<ConnectorBase, 'spec'> = {
    spec: {
      connectionSpecification: {
        type: 'object',
        properties: { reports: { type: 'array', items: { type: 'object', required: ['name'] } } },
      },
    },
  };
  const log = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
  expect(prepareConfig(lists, { reports: [] }, { secrets: createSecrets(), log })).toEqual({ reports: [] });
});

test('a value is never quoted', () => {
  expect(complaint({ ...valid, tenant_id: 'v1s1ble?', client_secret: 17, environment: 'v1s1ble' })).not.toMatch(
    /v1s1ble|17/,
  );
});

test('unknown fields are let through with a warning each', () => {
  const given = {
    ...valid,
    debug: true,
    delivery: { kind: 'sftp', host: 'h', hots: 'x' },
    reports: [{ name: 'a', dasy: 2 }],
  };
  const { config, warnings } = prepare(given);
  expect(config.debug).toBe(true);
  const named = warnings.map((warning) => /the field (\S+), which this connector does not know/.exec(warning)?.[1]);
  expect(named.sort()).toEqual(['debug', 'delivery.hots', 'reports.0.dasy']);
});

test('the connector may tidy what people type before it is validated, and both forms of a secret are known', () => {
  const normalise = (config: JsonObject): JsonObject => ({
    ...config,
    tenant_id: String(config.tenant_id).trim(),
    client_secret: 'tidied-secret',
  });
  const { config, secrets } = prepare(
    { ...valid, tenant_id: ' 1234 ', client_secret: 'typed-secret' },
    { spec, normalise },
  );
  expect(config.tenant_id).toBe('1234');
  expect(secrets.mask('typed-secret tidied-secret')).toBe('**** ****');
});
