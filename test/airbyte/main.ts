#!/usr/bin/env node
import { parseArgs } from 'node:util';

import { createClock } from '../simulator/clock';

import { startAirbyte } from './airbyte';

const usage = `Usage: node test/lib/airbyte/main.js [options]

Starts a simulation of Airbyte's public API and prints one JSON line with its address, application and workspace when it is ready.

  --port N             port to listen on; default 0 takes a free one
  --host ADDRESS       address to listen on; default 127.0.0.1
  --workspace NAME     name of its workspace
  --client-id ID       of the application; default airbyte-client
  --client-secret S    default airbyte-client-secret
  --token-seconds N    life of an access token; default 180
  --definitions        the two connectors of this repository are there from the start
  --clock MOMENT       stand still at this moment; default real time
  --help               this text

It stops on SIGTERM and SIGINT.`;

const options = {
  port: { type: 'string', default: '0' },
  host: { type: 'string', default: '127.0.0.1' },
  workspace: { type: 'string', default: 'ServiceTitan' },
  'client-id': { type: 'string', default: 'airbyte-client' },
  'client-secret': { type: 'string', default: 'airbyte-client-secret' },
  'token-seconds': { type: 'string', default: '180' },
  definitions: { type: 'boolean', default: false },
  clock: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

function count(text: string, name: string): number {
  if (!/^\d+$/.test(text)) throw new RangeError(`--${name} takes a whole number, not ${text}`);
  return Number(text);
}

async function main(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options, allowPositionals: false });
  if (values.help) {
    console.log(usage);
    return;
  }
  const application = { clientId: values['client-id'], clientSecret: values['client-secret'] };
  const airbyte = await startAirbyte({
    port: count(values.port, 'port'),
    host: values.host,
    workspace: values.workspace,
    application,
    tokenSeconds: count(values['token-seconds'], 'token-seconds'),
    clock: createClock(values.clock),
  });
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      void airbyte.close();
    });
  const { apiUrl, webUrl, workspaceId } = airbyte;
  const definitions = values.definitions ? airbyte.installConnectors() : {};
  console.log(JSON.stringify({ apiUrl, webUrl, workspaceId, ...application, ...definitions }));
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
