import type { StreamEvent } from 'airbyte-runtime';
import type { Item } from 'servicetitan-client';

/**
 * Records made at once. The text of a record is made when it is written and is garbage right after: so many at a time
 * are garbage while they are young, a whole page of them would be moved about and kept.
 */
const recordsAtOnce = 100;

function recordsOf(items: readonly Item[], more: boolean): StreamEvent {
  const bytes = items.flatMap((item) => item.bytes ?? []);
  return bytes.length === items.length
    ? { type: 'records', raw: bytes, encoding: 'latin1', more }
    : { type: 'records', raw: items.map(({ raw }) => raw), more };
}

/** The records of a page, some at a time; of an empty page too, which shows that the stream goes on. */
export function* recordEvents(items: readonly Item[]): Generator<StreamEvent> {
  for (let from = 0; from === 0 || from < items.length; from += recordsAtOnce)
    yield recordsOf(items.slice(from, from + recordsAtOnce), from + recordsAtOnce < items.length);
}
