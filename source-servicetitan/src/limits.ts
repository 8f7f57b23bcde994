/** The interesting numbers of the source, with where they come from. */

/** Seconds that ServiceTitan is assumed to take for an answer; it documents none. */
const answerSeconds = 0.5;
/** Each holds a page or two: 15 streams of rich rows stay below 150 MB with this many, and not with 8. */
const maxStreamsAtOnce = 6;

/**
 * Streams read at once. One stream has one request under way, so that many keep the tenant's rate busy as long as an
 * answer takes `answerSeconds`, and one more, so that a stream that is stuck in a wait costs the others nothing.
 */
export function streamsAtOnce(requestsPerSecond: number): number {
  return Math.min(maxStreamsAtOnce, Math.ceil(requestsPerSecond * answerSeconds) + 1);
}
