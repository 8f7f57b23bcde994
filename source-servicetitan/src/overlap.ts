/**
 * How far an incremental list read reaches back before the moment the last one began. ServiceTitan documents that
 * changes can take 15 minutes to show in its export feeds; lists are given the same grace, which also covers a row that
 * was stamped before our read and committed after it.
 */
const overlapMs = 15 * 60_000;

/**
 * The lower bound of the next list read: the moment this read began by the server's clock, minus the overlap, and never
 * before the bound that this read used (an operator may have set one ahead on purpose).
 */
export function nextLowerBound(readFrom: string, usedBound: string | null): string {
  const next = new Date(Date.parse(readFrom) - overlapMs).toISOString();
  return usedBound !== null && Date.parse(usedBound) > Date.parse(next) ? usedBound : next;
}
