import { hash } from 'crypto';

// In one go: making a hash object costs more than hashing a row.
const sha256 = (text: string): string => hash('sha256', text);

// 64 bits: short enough for a file name, long enough that two batches of a tenant never meet.
const BATCH_ID_DIGITS = 16;
const CONTENT_DIGITS = 32;

/** Names a batch by its content: no clock, no generation, no sync id, so that a re-delivery is recognised. */
export function batchId(batch: {
  tenantKey: string;
  formatSha256: string;
  /** In the format's order; a report in several files has an entry for each. */
  reports: readonly { report: string; sha256: string }[];
}): string {
  const files = batch.reports.map(({ report, sha256: digest }) => `${report} ${digest}`);
  return sha256([batch.tenantKey, batch.formatSha256, ...files].join('\n')).slice(0, BATCH_ID_DIGITS);
}

/** Digest of a row's content as delivered, 32 hex digits; for `resend: if-content-changed`. */
export function contentDigest(cells: readonly string[]): string {
  return sha256(cells.join('\u001f')).slice(0, CONTENT_DIGITS);
}

/** When a snapshot's version, epoch seconds, must be greater than any before it, even if the clock went back. */
export function nextVersion(nowEpochMs: number, previous: number | null): number {
  const now = Math.floor(nowEpochMs / 1000);
  return previous === null ? now : Math.max(now, previous + 1);
}
