/** Rows that are made into records at once: their texts are there beside the page's own. */
export const rowsPerEvent = 1_000;
