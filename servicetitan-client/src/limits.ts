/** The interesting numbers of the client, with where they come from. Times are milliseconds unless the name says otherwise. */

/** ServiceTitan allows 60 requests per second, application and tenant (developer FAQ, 2025-12). */
export const maxRequestsPerSecond = 60;

/** Departures are spaced this much wider than the rate asks, so that jitter on the way never packs one too many into a second. */
export const spacingMargin = 1.05;

/**
 * A departure that comes late lets the next one come early by at most this much: without it the milliseconds that timers
 * add make 60 requests a second into 52. A second holds 50 ms of margin, of which this leaves half to the way.
 */
export const catchUpMs = 25;

/** A 429 halves the rate, down to this many requests a second. */
export const minRequestsPerSecond = 0.5;

/** For every such time without a 429 the rate recovers by `recoveryShare` of the configured one. */
export const recoveryEveryMs = 10_000;
export const recoveryShare = 0.1;

/** A burst of 429s that belong together lowers the rate once, also when no Retry-After says how long it lasts. */
export const minThrottleWindowMs = 1_000;

/** Tries of one request in all. Ten is what the Singer tap arrived at against bursts of 500s and 429s. */
export const maxTries = 10;

/** Full jitter: a random time between 0 and min(cap, base * 2^n). */
export const backoffBaseMs = 500;
export const backoffCapMs = 30_000;

/** A longer Retry-After is not waited for: Airbyte takes a source that is silent for so long for dead. */
export const maxRetryAfterMs = 15 * 60_000;

/** Tokens live 900 s (developer docs, and seen live); they are renewed this early, or at half of a shorter life. */
export const tokenLifetimeMs = 900_000;
export const tokenRenewEarlyMs = 60_000;
/** `expires_in` beyond a day is not believed. */
export const maxTokenLifetimeMs = 24 * 3_600_000;

/** Rows asked for when the catalog names no page size: every list takes 500, not every list takes more. */
export const defaultPageSize = 500;

/** An empty list page that promises more is asked for again so often before it is believed. */
export const emptyPageRetries = 3;
/** So many pages in a row that stay empty or show nothing new end a list read with an error. */
export const maxFruitlessPages = 3;
/** So many export batches in a row without a row end an export read with an error. */
export const maxEmptyBatches = 100;

/** Characters of the server's own words that an error message quotes. */
export const maxQuotedCharacters = 300;
