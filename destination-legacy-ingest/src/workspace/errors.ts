import { operatorError } from 'airbyte-runtime';

export function damagedRecords(tenant: string, aside: string, cause: unknown): Error {
  return operatorError({
    failureType: 'transient',
    message: `The stored records of tenant ${tenant} turned out to be damaged. Nothing was published. They were put aside as ${aside}; the next attempt begins without them and says which streams to refresh.`,
    cause,
  });
}

export function lostRecords(tenant: string, streams: readonly string[]): Error {
  const [them, these] = streams.length === 1 ? ['it', 'this stream'] : ['them', 'these streams'];
  return operatorError({
    failureType: 'config',
    message: `The stored records of ${streams.join(', ')} are lost or were never all kept (tenant ${tenant}), and the source sends only what changed since: what is made of ${them} would have gaps. Refresh ${these} in Airbyte (connection, Status, the stream's menu: refresh, or clear data and sync): ${streams.join(', ')}. Until then nothing is published, so that nobody is switched off by a list with gaps.`,
  });
}
