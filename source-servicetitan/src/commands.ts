import type { Context, SourceConnector } from 'airbyte-runtime';
import { createClient, type ServiceTitanClient } from 'servicetitan-client';
import { createAxiosTransport, sleep } from 'servicetitan-client/node';

import { checkConnection } from './check';
import { toConnection, type SourceConfig } from './config';
import { discoverCatalog } from './discover';
import { planRead } from './read';

const seconds = /^[1-9][0-9]{0,4}$/;

/** An operator behind a slow gateway may need other time-outs than the client's own; unset or unusable means those. */
function timeouts(environment: NodeJS.ProcessEnv): { readTimeoutMs?: number } {
  const text = environment.SERVICETITAN_READ_TIMEOUT_SECONDS ?? '';
  return seconds.test(text) ? { readTimeoutMs: Number(text) * 1000 } : {};
}

/** A person waits at the form for `check` and `discover`: one bad answer is forgiven, an outage is said within seconds. */
const triesOfForm = 3;

function clientFor(config: SourceConfig, context: Context, options: { tries?: number } = {}): ServiceTitanClient {
  return createClient(
    toConnection(config),
    {
      send: createAxiosTransport(timeouts(process.env)),
      sleep,
      now: Date.now,
      random: Math.random,
      log: context.log,
      onToken: context.secrets.add,
      onWait: ({ label, reason, ms }) => {
        if (reason === 'rate_limit' && label !== 'token') context.rateLimited({ name: label }, Date.now() + ms);
      },
    },
    options,
  );
}

/** What needs the client, the transport and the catalog: every command but `spec`. */
export const commands: Pick<SourceConnector<SourceConfig>, 'check' | 'discover' | 'read'> = {
  check: (config, context) => checkConnection(clientFor(config, context, { tries: triesOfForm }), config, Date.now),
  discover: (config, context) => discoverCatalog(clientFor(config, context, { tries: triesOfForm }), context.log),
  read: (config, request, context) => planRead(clientFor(config, context), config, request, context, Date.now),
};
