import type { AirbyteCatalog, Logger } from 'airbyte-runtime';
import { catalog, howToGrant, missingScopes, ServiceTitanError, type ServiceTitanClient } from 'servicetitan-client';
import type * as Records from 'servicetitan-specs/records';

import { offeredStreams } from './offered-streams';

type DiscoverLog = Pick<Logger, 'info' | 'warn'>;

/** The scopes of the token; null when ServiceTitan cannot be asked just now. @throws ServiceTitanError that the admin can mend */
async function scopesOf(client: ServiceTitanClient, log: DiscoverLog): Promise<readonly string[] | null> {
  try {
    return (await client.token()).scopes;
  } catch (error) {
    if (!(error instanceof ServiceTitanError) || error.failureType === 'config') throw error;
    log.warn(`Which streams the app may read is not known: ${error.message} All streams are listed.`);
    return null;
  }
}

/** A line for each stream that the app may not read. It stays in the list: scopes can be granted later. */
function sayMissingScopes(scopes: readonly string[] | null, log: DiscoverLog): void {
  const missing = missingScopes(scopes, catalog.streams);
  for (const { scope, streams } of missing)
    for (const stream of streams)
      log.warn(`Stream ${stream}: the app lacks the scope ${scope}, so reading this stream would fail.`);
  if (missing.length > 0) log.info(howToGrant('what is missing'));
}

/** The record schemas are big and loaded on demand: no other command looks at them. */
function records(): typeof Records {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a plain require, which bundlers can follow
  return require('servicetitan-specs/records') as typeof Records;
}

/**
 * Every stream of specs/catalog, whatever the tenant granted. Wrong credentials are an error as in `check`; an outage is
 * not, because the list does not depend on ServiceTitan.
 * @throws ServiceTitanError (config)
 */
export async function discoverCatalog(client: ServiceTitanClient, log: DiscoverLog): Promise<AirbyteCatalog> {
  sayMissingScopes(await scopesOf(client, log), log);
  const { recordSchemas } = records();
  return {
    streams: offeredStreams.map((stream) => {
      const schema = recordSchemas[stream.name];
      if (schema === undefined) throw new Error(`specs has no record schema for the stream ${stream.name}`);
      return { ...stream, json_schema: schema };
    }),
  };
}
