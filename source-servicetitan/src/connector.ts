import type { SourceConnector } from 'airbyte-runtime';

import { version } from '../package.json';
import spec from '../resources/spec.json';

import type * as Commands from './commands';
import { normaliseConfig, type SourceConfig } from './config';

/** Loaded on demand: `spec`, which a form waits for, needs neither the transport nor the catalog. */
function commands(): typeof Commands.commands {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a plain require, which bundlers can follow
  return (require('./commands') as typeof Commands).commands;
}

export const source: SourceConnector<SourceConfig> = {
  name: 'source-servicetitan',
  version,
  spec,
  normalise: normaliseConfig,
  identifiers: ['tenant_id'],
  check: (config, context) => commands().check(config, context),
  discover: (config, context) => commands().discover(config, context),
  read: (config, request, context) => commands().read(config, request, context),
};
