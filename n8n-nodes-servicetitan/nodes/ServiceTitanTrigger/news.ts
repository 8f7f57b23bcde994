import type { IDataObject } from 'n8n-workflow';
import type { FeedPage } from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

import { recordOf } from '../ServiceTitan/resources/output';

import { eventOf, type EventType } from './events';
import { isKnown, type Version } from './memory';
import type { TriggerState } from './state';
import { versionOf } from './version';

export interface Change {
  readonly event: EventType;
  readonly record: IDataObject;
}

export interface News {
  take(page: FeedPage): void;
  /** what is new, in the order in which it came */
  readonly changes: readonly Change[];
  readonly handedOn: readonly Version[];
  /** the keys of the last page */
  ofPage(): ReadonlySet<string>;
}

/** Sorts out what is news among the records that come, and keeps account of it. */
export function createNews(stream: StreamSpec, before: TriggerState): News {
  const seen: Record<string, string> = { ...before.seen };
  const changes: Change[] = [];
  const handedOn: Version[] = [];
  let ofPage = new Set<string>();
  return {
    take({ items }: FeedPage): void {
      ofPage = new Set();
      for (const item of items) {
        const record = recordOf(item);
        const version = versionOf(record, item, stream);
        ofPage.add(version.key);
        if (version.changed !== null && Date.parse(version.changed) < Date.parse(before.since)) continue;
        if (isKnown(seen, version)) continue;
        changes.push({ record, event: eventOf(record, version.key, { ...before, seen }) });
        seen[version.key] = version.version;
        handedOn.push(version);
      }
    },
    changes,
    handedOn,
    ofPage: () => ofPage,
  };
}
