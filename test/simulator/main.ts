#!/usr/bin/env node
import { parseArgs } from 'node:util';

import { createClock } from './clock';
import { collections } from './collections/collections';
import { startSimulator } from './simulator';
import { defaultSwitches, type Switches } from './switches';
import { streamNames, type Sizes, type TenantOptions } from './types';

const usage = `Usage: npm run simulator -- [options]

Starts a simulated ServiceTitan and prints one JSON line with its addresses and credentials when it is ready.

  --port N            port to listen on; default 0 takes a free one
  --host ADDRESS      address to listen on; default 127.0.0.1
  --tenants N         so many tenants, each with its own seed; default 1
  --seed N            the same seed gives the same data; default 1
  --customers N       customers per tenant; default 200
  --invoices N        invoices per tenant; default 500
  --size STREAM=N     rows of another stream; may be repeated
  --rows N            rows of every collection that is no such stream; default 30
  --collection NAME=N rows of one of them, jpm/projects for instance; may be repeated
  --from DATE         when the tenants' data begins; default 2019-01-01
  --until DATE        when it ends; default 2025-10-31
  --days N            days of business played on top of the data; default 0
  --exact-numbers     ids beyond 2^53 and decimals with more digits than a double holds
  --not-connected     the tenants have not allowed the app
  --clock MOMENT      stand still at this moment; default real time
  --switch NAME=VALUE a switch of test/README.md; may be repeated
  --help              this text

It stops on SIGTERM and SIGINT.`;

const options = {
  port: { type: 'string', default: '0' },
  host: { type: 'string', default: '127.0.0.1' },
  tenants: { type: 'string', default: '1' },
  seed: { type: 'string', default: '1' },
  customers: { type: 'string' },
  invoices: { type: 'string' },
  size: { type: 'string', multiple: true },
  rows: { type: 'string' },
  collection: { type: 'string', multiple: true },
  from: { type: 'string' },
  until: { type: 'string' },
  days: { type: 'string', default: '0' },
  'exact-numbers': { type: 'boolean', default: false },
  'not-connected': { type: 'boolean', default: false },
  clock: { type: 'string' },
  switch: { type: 'string', multiple: true },
  help: { type: 'boolean', default: false },
} as const;

function count(text: string, name: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`--${name} takes a whole number, not ${text}`);
  return Number(text);
}

function pair(text: string, name: string): [string, string] {
  const [key = '', value = ''] = text.split('=');
  if (key === '' || value === '') throw new RangeError(`--${name} takes NAME=VALUE, not ${text}`);
  return [key, value];
}

function collectionSizes(given: readonly string[]): Record<string, number> {
  const pairs = given.map((text) => pair(text, 'collection'));
  for (const [name] of pairs) if (!collections.has(name)) throw new RangeError(`there is no collection ${name}`);
  return Object.fromEntries(pairs.map(([name, rows]) => [name, count(rows, 'collection')]));
}

function sizes(values: { customers?: string; invoices?: string; size?: string[] }): Partial<Sizes> {
  const given: Record<string, number> = {};
  for (const text of values.size ?? []) {
    const [stream, rows] = pair(text, 'size');
    if (!streamNames.some((name) => name === stream) || stream === 'invoice_items')
      throw new RangeError(`--size knows no stream ${stream} with a size of its own`);
    given[stream] = count(rows, 'size');
  }
  if (values.customers !== undefined) given.customers = count(values.customers, 'customers');
  if (values.invoices !== undefined) given.invoices = count(values.invoices, 'invoices');
  return given;
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options, allowPositionals: false });
  if (values.help) {
    console.log(usage);
    return;
  }
  const { from, until } = values;
  const tenant: TenantOptions = {
    sizes: sizes(values),
    collections: collectionSizes(values.collection ?? []),
    ...(values.rows === undefined ? {} : { collectionRows: count(values.rows, 'rows') }),
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
    days: count(values.days, 'days'),
    exactNumbers: values['exact-numbers'],
    connected: !values['not-connected'],
  };
  const seed = count(values.seed, 'seed');
  const tenants = Array.from({ length: count(values.tenants, 'tenants') }, (_, index) => ({
    ...tenant,
    seed: seed + index,
  }));
  const simulator = await startSimulator({
    port: count(values.port, 'port'),
    host: values.host,
    tenants,
    clock: createClock(values.clock),
    switches: switches(values.switch ?? []),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      void simulator.close();
    });
  const { apiUrl, authUrl } = simulator;
  const access = simulator.tenants.map(({ tenantId, clientId, clientSecret, appKey }) => ({
    tenantId,
    clientId,
    clientSecret,
    appKey,
  }));
  console.log(JSON.stringify({ apiUrl, authUrl, ...access[0], tenants: access }));
}

/** Numbers and booleans as such, everything else as text. */
function parsed(value: string): unknown {
  return /^(\d+(\.\d+)?|true|false)$/.test(value) ? JSON.parse(value) : value;
}

function switches(given: readonly string[]): Partial<Switches> {
  const pairs = given.map((text) => pair(text, 'switch'));
  for (const [name] of pairs) if (!(name in defaultSwitches)) throw new RangeError(`there is no switch ${name}`);
  return Object.fromEntries(pairs.map(([name, value]) => [name, parsed(value)]));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
