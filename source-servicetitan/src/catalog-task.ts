import type { ConfiguredStream, Context, StreamEvent } from 'airbyte-runtime';
import {
  lineageOf,
  missingScopeError,
  ServiceTitanError,
  tenantMember,
  type Catalog,
  type Position,
  type ServiceTitanClient,
} from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

import type { SourceConfig } from './config';
import { describeStats } from './progress';
import { readStream } from './read-stream';
import { toState } from './state';

export interface CatalogRead {
  readonly client: ServiceTitanClient;
  readonly config: SourceConfig;
  readonly context: Context;
  readonly catalog: Catalog;
  /** epoch ms */
  readonly now: () => number;
  /** the token's scopes; null when it does not tell them */
  readonly granted: readonly string[] | null;
  /** resolves when the tenant answers at all */
  readonly tenantAnswers: () => Promise<void>;
}

export interface CatalogStream {
  readonly spec: StreamSpec;
  readonly mode: ConfiguredStream['sync_mode'];
  readonly from: Position;
  /** nothing of the stream was read before, or it is read anew */
  readonly first: boolean;
}

/** A stream needs the scopes of all that is read for it: a child's parents are asked too. */
function refuseMissingScopes({ client, catalog, granted }: CatalogRead, stream: StreamSpec): void {
  for (const { name, scope } of lineageOf(stream, catalog))
    if (granted !== null && !granted.includes(scope))
      throw missingScopeError({
        ...client.tenant,
        label: stream.name,
        scope,
        ...(name === stream.name ? {} : { parent: name }),
      });
}

/** Reads a stream of the catalog. A module that the tenant lacks is an empty stream with a warning. */
export async function* readCatalogStream(
  read: CatalogRead,
  { spec, mode, from, first }: CatalogStream,
): AsyncGenerator<StreamEvent> {
  const { client, config, context, catalog, now } = read;
  refuseMissingScopes(read, spec);
  let events = 0;
  try {
    for await (const event of readStream({
      client,
      catalog,
      stream: spec,
      label: spec.name,
      from,
      mode,
      first,
      always: [tenantMember(config.tenant_id)],
      includeRecentChanges: config.include_recent_changes,
      now,
      log: context.log,
    })) {
      events += 1;
      yield event;
    }
  } catch (error) {
    if (events > 0 || !(error instanceof ServiceTitanError) || error.kind !== 'missing_module') throw error;
    // A wrong app key or tenant answers like a module that is not there: only a tenant that answers can lack a module.
    await read.tenantAnswers();
    context.log.warn(
      `Stream ${spec.name}: tenant ${config.tenant_id} has no ${spec.module} module or no access to it (404). ` +
        'The stream ends empty. Ask ServiceTitan to enable the module, or deselect the stream.',
    );
    yield { type: 'state', state: toState(from, true) };
  }
  context.log.info(`${spec.name}: ${describeStats(client.stats(spec.name))}`);
}
