import { setTimeout as sleep } from 'node:timers/promises';

import type { DestinationConnector } from 'airbyte-runtime';

import { version } from '../package.json';
import spec from '../resources/spec.json';

import type * as Commands from './commands';
import type { DestinationConfig } from './config';
import { nodeDisk } from './disk/disk';
import type { Ports } from './write';

/** Loaded on demand: `spec`, which a form waits for, needs neither formats nor a spool nor deliveries. */
function commands(): typeof Commands {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a plain require, which bundlers can follow
  return require('./commands') as typeof Commands;
}

export const nodePorts: Ports = {
  disk: nodeDisk,
  now: Date.now,
  sleep: (ms) => sleep(ms),
  every(ms, act) {
    const timer = setInterval(act, ms);
    return () => {
      clearInterval(timer);
    };
  },
};

export function createDestination(ports: Ports): DestinationConnector<DestinationConfig> {
  return {
    name: 'destination-legacy-ingest',
    version,
    spec,
    check: (config, { log }) => commands().check(config, ports, log),
    write: (config, catalog, input, output, context) =>
      commands().write(config, catalog, input, output, context, ports),
  };
}
