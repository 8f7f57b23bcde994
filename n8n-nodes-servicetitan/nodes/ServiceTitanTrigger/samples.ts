import type { FeedPage } from 'servicetitan-client';

import { recordOf } from '../ServiceTitan/resources/output';

import { eventOf } from './events';
import { sampleDays, sampleRecords } from './limits';
import type { Change } from './news';
import { firstPage, type Poll } from './read';
import { watchFrom } from './watched';

const dayMs = 24 * 3_600_000;
/** Enough to pick the last few of. */
const sampledRows = 50;

const newest = ({ items }: FeedPage): Change[] =>
  items
    .slice(-sampleRecords)
    .map(recordOf)
    .map((record) => ({ record, event: eventOf(record, '', null) }));

/** Some records as the workflow would get them, for somebody who builds it: changes of late, else any. */
export async function samples(poll: Poll): Promise<Change[]> {
  const lately = new Date(poll.now() - sampleDays * dayMs).toISOString();
  for (const since of [lately, '2000-01-01T00:00:00Z']) {
    const from = watchFrom(poll.stream, since);
    const page = from === null ? null : await firstPage(poll, from, sampledRows);
    if (page !== null && page.items.length > 0) return newest(page);
  }
  return [];
}
