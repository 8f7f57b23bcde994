import { overlapMs } from './limits';

/** The moment up to which a read that began then has certainly seen everything, ISO-8601 in UTC. */
export function settledBefore(readFrom: string): string {
  return new Date(Date.parse(readFrom) - overlapMs).toISOString();
}

/**
 * The lower bound of the next list read: the moment this read began by the server's clock, minus the overlap, and never
 * before the bound that this read used (an operator may have set one ahead on purpose).
 */
export function nextLowerBound(readFrom: string, usedBound: string | null): string {
  const next = settledBefore(readFrom);
  return usedBound !== null && Date.parse(usedBound) > Date.parse(next) ? usedBound : next;
}
