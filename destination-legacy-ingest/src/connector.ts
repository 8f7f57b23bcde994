import { setTimeout as sleep } from 'node:timers/promises';

import type { DestinationConnector } from 'airbyte-runtime';

import { version } from '../package.json';
import spec from '../resources/spec.json';

import { check } from './check';
import type { DestinationConfig } from './config';
import { nodeDisk } from './disk/disk';
import { write, type Ports } from './write';

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
    check: (config, { log }) => check(config, ports, log),
    write: (config, catalog, input, output, context) => write(config, catalog, input, output, context, ports),
  };
}
