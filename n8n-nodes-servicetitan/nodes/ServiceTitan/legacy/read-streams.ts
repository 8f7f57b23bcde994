import { createHeldRecords, type CompiledFormat, type HeldRecords } from 'legacy-format';
import type { IExecuteFunctions } from 'n8n-workflow';
import {
  catalog,
  openFeed,
  ServiceTitanError,
  startOf,
  tenantMember,
  type FeedContext,
  type ServiceTitanClient,
} from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

import { asNodeError } from '../../../transport';

export interface StreamsRead {
  readonly context: IExecuteFunctions;
  readonly itemIndex: number;
  readonly client: ServiceTitanClient;
  readonly format: CompiledFormat;
  /** ISO-8601: only records of the report's own stream that changed since; null for all */
  readonly changedSince: string | null;
  /** Told of a stream that is left empty. */
  readonly onMissing: (stream: string, why: ServiceTitanError) => void;
}

/** A tenant without the module has no such records; without the scope they may be left out where the format says so. */
function mayBeMissing(error: unknown, optional: boolean): error is ServiceTitanError {
  if (!(error instanceof ServiceTitanError)) return false;
  return error.kind === 'missing_module' || (optional && error.kind === 'missing_scope');
}

async function readStream(
  stream: StreamSpec,
  since: string | null,
  read: StreamsRead,
  into: HeldRecords,
): Promise<void> {
  const { client, context } = read;
  const feed: FeedContext = {
    client,
    catalog,
    label: stream.name,
    always: [tenantMember(client.tenant.tenantId)],
    // a version that comes twice is kept once
    includeRecentChanges: true,
    first: true,
    now: Date.now,
    log: context.logger,
  };
  const from = startOf(stream, since ?? undefined, catalog);
  for await (const { items } of openFeed(stream, from, feed))
    for (const { raw } of items)
      into.add(stream.name, { data: JSON.parse(raw) as Record<string, unknown>, rawJson: () => raw });
}

/**
 * Reads every stream that a format looks at: the report's own, and all of those that it is joined to.
 * @throws an error for n8n when one of them cannot be read; nothing of a report can be believed then
 */
export async function readStreams(read: StreamsRead): Promise<HeldRecords> {
  const { context, itemIndex, format, changedSince, onMissing } = read;
  const records = createHeldRecords(format);
  const sources = new Set(format.reports.map(({ source }) => source));
  for (const { stream, optional } of format.streams) {
    const spec = catalog.find(stream);
    if (spec === undefined) throw new Error(`ServiceTitan has no stream "${stream}", which the definition names`);
    try {
      await readStream(spec, sources.has(stream) ? changedSince : null, read, records);
    } catch (error) {
      if (sources.has(stream) || !mayBeMissing(error, optional)) throw asNodeError(context, error, itemIndex);
      onMissing(stream, error);
    }
  }
  return records;
}
