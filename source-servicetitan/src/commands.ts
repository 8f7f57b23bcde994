import type { Context, SourceConnector } from 'airbyte-runtime';
import { createClient, tenantNumber, type ServiceTitanClient } from 'servicetitan-client';
import { createAxiosTransport, sleep } from 'servicetitan-client/node';

import { checkConnection } from './check';
import { toConnection, type SourceConfig } from './config';
import { discoverCatalog } from './discover';
import { planRead } from './read';
import { checkReports, discoverReports, planReports, splitCatalog } from './reports';

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
  async check(config, context) {
    const client = clientFor(config, context, { tries: triesOfForm });
    return checkReports(await checkConnection(client, config, Date.now), client, config);
  },
  async discover(config, context) {
    const client = clientFor(config, context, { tries: triesOfForm });
    const { streams } = await discoverCatalog(client, context.log);
    return { streams: [...streams, ...(await discoverReports(client, config))] };
  },
  async read(config, { catalog, states }, context) {
    const client = clientFor(config, context);
    const { reports, others } = splitCatalog(catalog, config);
    const tenantId = tenantNumber(config.tenant_id);
    const besides = planReports(reports, { client, config, context, states, tenantId, now: Date.now, sleep });
    const plan = await planRead(client, config, { states, catalog: others }, context, Date.now);
    return { ...plan, tasks: [...plan.tasks, ...besides] };
  },
};
