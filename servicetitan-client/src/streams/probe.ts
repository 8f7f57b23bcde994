import type { StreamSpec } from 'servicetitan-specs';

import type { ServiceTitanClient } from '../client';
import { ServiceTitanError } from '../errors';
import { readExport } from '../export-feed';
import { readList } from '../list-paging';
import { accessPage } from '../scopes';

import { dayOf } from './calendar';
import { catalog } from './catalog';
import { collectionOf } from './collection';

/** More than one collection is asked because a tenant may lack a module; three would all have to be missing. */
const collectionsToAsk = 3;

/** Answers one small request with rows, whatever else there is to know: no parent, no window, no shape of its own. */
function isPlain({ feed, parent, window, each, rows, columns, firstPage }: StreamSpec): boolean {
  return feed !== 'whole' && [parent, window, each, rows, columns, firstPage].every((word) => word === undefined);
}

/** Lists before feeds, and those that the reports need first: every tenant has them. */
export function cheapestFirst(streams: readonly StreamSpec[], granted: readonly string[] | null): StreamSpec[] {
  const usable = streams.filter((stream) => isPlain(stream) && (granted === null || granted.includes(stream.scope)));
  const rank = ({ feed, suggested }: StreamSpec): number => (feed === 'list' ? 0 : 2) + (suggested ? 0 : 1);
  return usable.sort((a, b) => rank(a) - rank(b) || a.order - b.order).slice(0, collectionsToAsk);
}

async function ask(client: ServiceTitanClient, stream: StreamSpec, today: string): Promise<void> {
  const collection = collectionOf(stream);
  const pages =
    stream.feed === 'list'
      ? readList(client, { ...collection, pageSize: 1, ahead: false })
      : readExport(client, { ...collection, from: today, ahead: false });
  for await (const _page of pages) return;
}

/**
 * Proves with the cheapest request there is that this tenant answers this app: one row of a list, or today's part of an
 * export feed. A collection that is not there is not proof against the connection until several are not there.
 * @throws ServiceTitanError that says why the tenant does not answer
 */
export async function probeTenant(
  client: ServiceTitanClient,
  granted: readonly string[] | null,
  now: () => number,
): Promise<void> {
  const today = dayOf(now());
  let missing: ServiceTitanError | undefined;
  for (const stream of cheapestFirst(catalog.streams, granted)) {
    try {
      return await ask(client, stream, today);
    } catch (error) {
      if (!(error instanceof ServiceTitanError) || error.kind !== 'missing_module') throw error;
      missing = error;
    }
  }
  if (missing !== undefined) throw unknownToTenant(missing);
}

function unknownToTenant(cause: ServiceTitanError): ServiceTitanError {
  return new ServiceTitanError({
    kind: 'app_key',
    failureType: 'config',
    message:
      'ServiceTitan does not know any collection under this tenant. Usually the app key is not the one of the connected ' +
      'app, or the tenant id or environment is wrong. Compare App Key with the developer portal, and Tenant ID with ' +
      `${accessPage} in ServiceTitan.`,
    ...(cause.status === undefined ? {} : { status: cause.status }),
    cause,
  });
}
