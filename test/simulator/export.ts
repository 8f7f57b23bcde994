import type { Answer } from './answer';
import type { Problems } from './problem';
import { createQueryReader } from './query';
import type { ExportRoute } from './routes';
import type { Feed, FeedPosition } from './store/feed';
import type { Store } from './store/store';
import type { Switches } from './switches';
import { parseTicks } from './ticks';

/** A continueFrom says which feed it belongs to and how far it was read. Clients must not look inside. */
function writeToken(owner: string, position: FeedPosition): string {
  return Buffer.from(JSON.stringify([owner, position])).toString('base64url');
}

function readToken(owner: string, text: string, feed: Feed): FeedPosition | undefined {
  try {
    const [tokenOwner, position] = JSON.parse(Buffer.from(text, 'base64url').toString()) as [string, FeedPosition];
    return tokenOwner === owner && position.position <= feed.length() ? position : undefined;
  } catch {
    return undefined;
  }
}

export type ExportHandler = (
  route: ExportRoute,
  store: Store,
  pairs: readonly (readonly [string, string])[],
  tenantId: string,
) => Answer;

export function createExportHandler(switches: Switches, problems: Problems): ExportHandler {
  return (route, store, pairs, tenantId) => {
    const query = createQueryReader(pairs);
    const includeRecent = query.boolean('includeRecentChanges') ?? false;
    const active =
      route.active === 'active' ? (query.oneOf('active', ['True', 'Any', 'False'] as const) ?? 'True') : 'Any';
    const from = query.text('from') ?? null;
    const owner = `${tenantId} ${route.module}/${route.path}`;
    const start = startOf(from, owner, store.feed, switches.badToken);
    if (start === undefined) query.fail('from', `The value '${from ?? ''}' is not valid.`);
    if (start === undefined || Object.keys(query.errors).length > 0) return problems(400, undefined, query.errors);

    const batch = store.feed.read(start, switches.exportBatchSize, includeRecent);
    const wanted = (row: number) => active === 'Any' || store.active(row) === (active === 'True');
    const send = (text: string) => route.send?.(text) ?? text;
    const rows = batch.rows.filter(wanted).map((row) => send(store.text(row)));
    const continueFrom = writeToken(owner, batch.next);
    return { status: 200, headers: {}, body: { kind: 'export', from, continueFrom, hasMore: batch.hasMore, rows } };
  };
}

function startOf(
  from: string | null,
  owner: string,
  feed: Feed,
  badToken: Switches['badToken'],
): FeedPosition | undefined {
  if (from === null) return { position: 0 };
  const date = parseTicks(from);
  if (date !== undefined) return feed.seed(date);
  return readToken(owner, from, feed) ?? (badToken === 'ignore' ? { position: 0 } : undefined);
}
