import { performance } from 'node:perf_hooks';

import type { RequestRecord, Stats } from './types';

const secretHeaders = new Set(['authorization', 'proxy-authorization', 'st-app-key', 'cookie']);

export interface RequestLog {
  records: RequestRecord[];
  open(
    request: Pick<RequestRecord, 'clock' | 'tenantId' | 'method' | 'path' | 'query' | 'undeclared'>,
    headers: NodeJS.Dict<string | string[]>,
  ): RequestRecord;
  clear(): void;
  stats(): Stats;
}

/** The most entries of a sorted list of times (ms) that lie within one second. */
function peak(times: readonly number[]): number {
  let most = 0;
  let first = 0;
  times.forEach((time, index) => {
    while ((times[first] ?? time) <= time - 1000) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

/** Remembers the latest `size` requests. Secrets stay out of it. */
export function createRequestLog(size: number): RequestLog {
  let number = 0;
  const records: RequestRecord[] = [];
  return {
    records,
    open: (request, headers) => {
      number += 1;
      const shown = Object.entries(headers).filter(([name]) => !secretHeaders.has(name));
      const record: RequestRecord = {
        ...request,
        number,
        at: performance.timeOrigin + performance.now(),
        status: 0,
        fault: null,
        headers: Object.fromEntries(shown.map(([name, value]) => [name, String(value)])),
        rows: 0,
        bytes: 0,
      };
      records.push(record);
      if (records.length > size) records.splice(0, records.length - size);
      return record;
    },
    clear: () => {
      records.length = 0;
    },
    stats: () => {
      const byStatus: Record<string, number> = {};
      const times = new Map<string, number[]>();
      let rows = 0;
      let bytes = 0;
      for (const record of records) {
        byStatus[record.status] = (byStatus[record.status] ?? 0) + 1;
        rows += record.rows;
        bytes += record.bytes;
        if (record.tenantId === null) continue;
        const ofTenant = times.get(record.tenantId) ?? [];
        ofTenant.push(record.at);
        times.set(record.tenantId, ofTenant);
      }
      const peakPerSecond = Object.fromEntries([...times].map(([tenantId, list]) => [tenantId, peak(list)]));
      return { requests: records.length, byStatus, rows, bytes, peakPerSecond };
    },
  };
}
