/** The interesting numbers of reading streams, with where they come from. */

/**
 * Parents whose children are asked for side by side. The tenant's pacer decides when a request departs; this many under
 * way fill the default budget of 10 requests a second up to an answer time of a second.
 */
export const parentsAtOnce = 10;

/** Children that wait for those of an earlier, slower parent, in characters of JSON: beyond it nothing more is asked for. */
export const waitingCharacters = 8_000_000;

/** And in parents, since most have no children at all. */
export const waitingParents = 500;

/**
 * So many parents that answer 404, and none that does not, mean that the tenant lacks the children's module. A single
 * one is a record that was deleted meanwhile.
 */
export const missingParentsBelieved = 200;

/**
 * How far an incremental read reaches back before the moment the last one began, in ms. ServiceTitan documents that
 * changes can take 15 minutes to show in its export feeds; lists are given the same grace, which also covers a row that
 * was stamped before our read and committed after it.
 */
export const overlapMs = 15 * 60_000;
