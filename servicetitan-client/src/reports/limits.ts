/** The interesting numbers of saved reports, with where they come from. */

/**
 * Rows asked for at once. Each page may count as a run, so few large ones are wanted, and 25,000 is the most that the API
 * gives (OpenAPI, 2026-05). With 28 columns such a page took the process to 215 MB, one of 10,000 rows to 141 MB.
 */
export const reportPageSize = 10_000;

/** A report may be run once a minute (help pages of 2026; the developer FAQ of 2025-12 says five times). */
export const runEveryMs = 60_000;

/** Rows asked for at once of lists of categories, reports and values; the default is 50. */
export const listPageSize = 500;
/** Pages of such a list that are read at most: more is no list that a person chooses from. */
export const maxListPages = 20;
/** Values of a dynamic set that a parameter is compared with at most; a longer set is left to ServiceTitan to check. */
export const maxDynamicValues = 2_000;

/** Entries of a list that a message names. */
export const maxListed = 30;
