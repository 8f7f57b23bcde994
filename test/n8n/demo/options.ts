import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

export interface DemoOptions {
  /** n8n's; the next ones are for its code runner, the simulated ServiceTitan and the simulated Airbyte */
  readonly port: number;
  /** where n8n keeps its data between runs */
  readonly data: string;
}

export const help = `npm run n8n -- [options]

A real n8n with the ServiceTitan nodes and the workflow templates, and a simulated ServiceTitan behind it; nothing of it
can be reached from other machines. The first run installs n8n and the Node it needs into ~/.cache/servicetitan-sync
(about five minutes, 3 GB); later ones take some seconds. Ctrl-C stops everything.

  --port N     n8n's port (default 5678); the next three are used, too
  --data DIR   where n8n keeps workflows, credentials and runs (default out/n8n); delete it to begin anew
  --help       this text
`;

export class UsageError extends Error {}

/** @throws UsageError; undefined when only the help is asked for */
export function parseOptions(args: string[]): DemoOptions | undefined {
  const options = {
    port: { type: 'string', default: '5678' },
    data: { type: 'string', default: 'out/n8n' },
    help: { type: 'boolean', default: false },
  } as const;
  let values;
  try {
    ({ values } = parseArgs({ args, options, allowPositionals: false }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
  if (values.help) return undefined;
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_532)
    throw new UsageError(`--port takes a number from 1 to 65532, not "${values.port}"`);
  return { port, data: resolve(values.data) };
}
