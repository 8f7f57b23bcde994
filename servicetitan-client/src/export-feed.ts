import type { ServiceTitanClient } from './client';
import { endlessFeed, expiredPosition, type Subject } from './error-messages';
import { BadBodyError, ServiceTitanError } from './errors';
import { missingKeyError } from './found-errors';
import { itemKey } from './item-key';
import { itemView, type ItemView } from './item-view';
import { parsePage, type Item } from './json-items';
import { maxEmptyBatches } from './limits';
import { readAhead } from './read-ahead';
import type { Accept } from './request';
import type { RowsRead } from './rows-read';
import { beganAt } from './server-clock';
import { queryOf, type Query } from './url';

export interface ExportRead extends Omit<RowsRead, 'primaryKey'> {
  /** null: from the very first row; a date: rows modified since; else a `continueFrom` of an earlier read of this feed */
  readonly from: string | null;
  /** `from` is a `continueFrom` that was kept; default: it does not look like a date */
  readonly stored?: boolean | undefined;
  /** also rows of the last 15 minutes, which may then come again */
  readonly includeRecentChanges?: boolean | undefined;
  readonly primaryKey?: readonly string[] | undefined;
  /** ask for the next batch early; default true */
  readonly ahead?: boolean | undefined;
}

export interface ExportBatch {
  readonly items: readonly Item[];
  /** where the next read goes on; null only when a feed without a start has never named a position */
  readonly continueFrom: string | null;
  /** ISO-8601: the server's clock when the read began, never later */
  readonly readFrom: string;
  readonly last: boolean;
}

interface Batch {
  readonly items: readonly Item[];
  readonly hasMore: boolean;
  readonly continueFrom: string | null;
  readonly readFrom: string;
}

const looksLikeDate = /^\d{4}-\d{2}-\d{2}(T|$)/;

function acceptBatch(view: ItemView): Accept<Batch> {
  return (response, timing) => {
    const { items, hasMore, envelope } = parsePage(response, view.members);
    const { continueFrom } = envelope;
    const position = typeof continueFrom === 'string' && continueFrom !== '' ? continueFrom : null;
    if (hasMore && position === null) throw new BadBodyError('a batch that promises more without "continueFrom"');
    return { items: view.finish(items), hasMore, continueFrom: position, readFrom: beganAt(response, timing) };
  };
}

function batchQuery(read: ExportRead, from: string | null): Query {
  return [
    ...(from === null ? [] : [['from', from] as const]),
    ...queryOf(read.parameters ?? {}),
    ...(read.includeRecentChanges === true ? [['includeRecentChanges', 'true'] as const] : []),
  ];
}

/** ServiceTitan documents neither how long a position lives nor what it answers to an old one; a 400 is all there can be. */
function asExpiredPosition(error: unknown, subject: Subject): unknown {
  if (!(error instanceof ServiceTitanError) || error.kind !== 'rejected_request') return error;
  return new ServiceTitanError({
    kind: 'expired_position',
    failureType: 'config',
    message: expiredPosition(subject),
    label: subject.label,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(error.traceId === undefined ? {} : { traceId: error.traceId }),
    cause: error,
  });
}

/** Ends a read that goes on without getting anywhere. */
function createProgressGuard(subject: Subject, from: string | null): (batch: Batch) => void {
  const positions = new Set<string | null>([from]);
  let emptyBatches = 0;
  const fail = (what: string): never => {
    throw new ServiceTitanError({
      kind: 'endless_feed',
      failureType: 'system',
      message: endlessFeed(subject, what),
      label: subject.label,
    });
  };
  return ({ hasMore, continueFrom, items }) => {
    if (!hasMore) return;
    if (positions.has(continueFrom)) fail('it names a position where this read has been before');
    positions.add(continueFrom);
    emptyBatches = items.length === 0 ? emptyBatches + 1 : 0;
    if (emptyBatches >= maxEmptyBatches) fail(`${emptyBatches} batches in a row are empty`);
  };
}

/**
 * Reads an export feed from a position to its present end. Every batch names the position behind it, from which a later
 * read can go on.
 * @throws ServiceTitanError; batches that were handed on before stay valid
 */
export async function* readExport(client: ServiceTitanClient, read: ExportRead): AsyncGenerator<ExportBatch> {
  const { label, scope, ahead = true, signal, primaryKey = [] } = read;
  const stored = read.stored ?? (read.from !== null && !looksLikeDate.test(read.from));
  const subject: Subject = { ...client.tenant, label, scope };
  const checkProgress = createProgressGuard(subject, read.from);
  const view = itemView({ ...read, primaryKey });
  let readFrom: string | undefined;
  let position = read.from;
  let first = true;

  const fetchNext = async (stop: AbortSignal): Promise<Batch> => {
    const atStoredPosition = first && stored;
    first = false;
    try {
      const options = { label, scope, signal: stop };
      const batch = await client.get(read.path, batchQuery(read, position), options, acceptBatch(view));
      checkProgress(batch);
      position = batch.continueFrom ?? position;
      return { ...batch, continueFrom: position };
    } catch (error) {
      throw atStoredPosition ? asExpiredPosition(error, subject) : error;
    }
  };

  for await (const batch of readAhead(fetchNext, { ahead, signal })) {
    for (const item of batch.items) {
      const key = itemKey(item, primaryKey);
      if ('missing' in key) throw missingKeyError(subject, key.missing);
    }
    readFrom ??= batch.readFrom;
    yield { items: batch.items, continueFrom: batch.continueFrom, readFrom, last: !batch.hasMore };
  }
}
