import type { RequestStats } from 'servicetitan-client';

/** What was asked and waited for, for a person: "1 request, 0 retries, 0.2 s waiting". */
export function describeStats({ requests, retries, waitedMs }: RequestStats): string {
  const asked = requests === 1 ? '1 request' : `${requests} requests`;
  const again = retries === 1 ? '1 retry' : `${retries} retries`;
  return `${asked}, ${again}, ${(waitedMs / 1000).toFixed(1)} s waiting`;
}
