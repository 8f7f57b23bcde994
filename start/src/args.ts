import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface StartOptions {
  /** configurations of a real tenant; without them the simulator stands in for ServiceTitan */
  readonly sourceConfig?: string;
  readonly destinationConfig?: string;
  /** folder for state, configurations of the demonstration and its legacy files */
  readonly out: string;
  readonly streams?: readonly string[];
  readonly fullRefresh: boolean;
  readonly customers: number;
  readonly invoices: number;
}

export const help = `npm start -- [options]

Syncs a ServiceTitan tenant into legacy report files: check, discover, then read | write with the two connectors'
own executables. Without options a simulated tenant is synced. Run it again to sync only what changed since.

  --source-config FILE        the source's configuration, as Airbyte would hand it over
  --destination-config FILE   the destination's configuration (both are needed for a real tenant)
  --streams a,b,c             streams to sync; default: the ones that the customer and invoice reports need
  --full-refresh              read everything again, whatever the state says
  --out DIR                   where state and output go (default: out)
  --customers N               size of the simulated tenant (default: 2000)
  --invoices N                (default: 10000)
  --help                      this text

Files: OUT/state.json (what was acknowledged), OUT/legacy/<tenant key>/incoming (reports and manifests), rejected,
quarantine. Exit code: 0 when everything was published, 1 when not; the reason is the last thing printed.
`;

export class UsageError extends Error {}

function count(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new UsageError(`--${name} takes a whole number, not "${text}"`);
  return value;
}

/** @throws UsageError for words that `npm start` does not take; undefined when only the help is asked for */
export function parseOptions(argv: readonly string[]): StartOptions | undefined {
  const { values } = parse(argv);
  if (values.help) return undefined;
  const { 'source-config': source, 'destination-config': destination } = values;
  if ((source === undefined) !== (destination === undefined))
    throw new UsageError('--source-config and --destination-config go together: one without the other cannot sync.');
  return {
    ...(source === undefined ? {} : { sourceConfig: resolve(source) }),
    ...(destination === undefined ? {} : { destinationConfig: resolve(destination) }),
    out: resolve(values.out),
    ...(values.streams === undefined ? {} : { streams: values.streams.split(',').map((name) => name.trim()) }),
    fullRefresh: values['full-refresh'],
    customers: count('customers', values.customers),
    invoices: count('invoices', values.invoices),
  };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: false,
      options: {
        'source-config': { type: 'string' },
        'destination-config': { type: 'string' },
        streams: { type: 'string' },
        'full-refresh': { type: 'boolean', default: false },
        out: { type: 'string', default: 'out' },
        customers: { type: 'string', default: '2000' },
        invoices: { type: 'string', default: '10000' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}
