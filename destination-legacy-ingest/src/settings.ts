/*
 * The numbers that trade memory, speed and patience against each other. Measured on Node 20 with 1,000,000 invoices of
 * 2 kB; `npm run bench` measures again.
 */

/**
 * Records of a stream that wait for being written together. More would outlive V8's young generation and cost more there
 * than they save in SQLite.
 */
export const bufferedRows = 300;

/** Such writes that are committed together. */
export const groupedWrites = 40;

/** Text of projected records that waits at most, in UTF-16 units: a format may look at long summaries. */
export const bufferedText = 1_000_000;

/** Rows that are read, joined and rendered at a time; a page with all that is made of it should die young. */
export const pageRows = 100;

/** Lookup streams up to this many rows are kept in memory as a whole: zones, tag types, membership types. */
export const smallStreamRows = 5_000;

/** Keys of a larger lookup stream whose rows stay in memory: neighbouring invoices share customers. */
export const cachedKeys = 5_000;

/** Rows that are fetched one by one until the further steps of lookup chains are fetched for whole pages, too. */
export const tolerableMisses = 200;

/** Digests of delivered rows that are noted in one transaction. */
export const notedRows = 20_000;

/** Page cache of the stores, in KiB. Keys that come in no order need it; the process stays below 300 MB. */
export const spoolCacheKiB = 24_000;
export const ledgerCacheKiB = 16_000;

/** Bytes of raw records and of rendered text that are written at a time. */
export const writeBlockBytes = 1 << 20;
export const textBlockBytes = 1 << 18;

/** Bytes of a finished file that are read back at a time. */
export const readBlockBytes = 1 << 18;

/** How long a second run for the same tenant waits for the first to end before it gives up. */
export const lockPatienceMs = 5_000;
export const lockRetryMs = 100;

/** Raw record files are rewritten when more than half of them is dead and they are larger than this. */
export const compactBeyondBytes = 64 * 1024 * 1024;

/** Rows that are moved at a time: each time waits for the disk. */
export const compactedRows = 5_000;

/**
 * States whose records are safe in the workspace wait at most this long. The platform asks for a checkpoint every 15
 * minutes; a batch of input or a slow disk may take the rest.
 */
export const acknowledgeEveryMs = 10 * 60 * 1000;

/** Of each kind of unusable input this many are quoted in the log; all are counted. */
export const quotedComplaints = 3;

/** `check` warns below this: a sync of a large tenant needs several times its raw data. */
export const lowDiskBytes = 1024 * 1024 * 1024;
