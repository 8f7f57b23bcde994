/** ServiceTitan answers or gives up within 100 s (partner API docs); a longer silence is a dead connection. */
export const readTimeoutMs = 120_000;

/** A body that drips in is read to its end, but not for ever. */
export const totalTimeoutMs = 600_000;

/** Far above 5000 fat rows, far below what a string can hold. */
export const maxBodyBytes = 256 * 1024 * 1024;

/** Memory that bodies are read into is kept in pieces of these sizes: most pages fit, a huge one is not held on to. */
export const minSpareBytes = 64 * 1024;
export const maxSpareBytes = 8 * 1024 * 1024;
/** and in so many of them: bodies that arrive at the same time are few, as departures are spaced */
export const maxSpares = 2;

/** More than a tenant's budget ever has under way; a proxy or gateway in between is not flooded. */
export const maxSockets = 16;

export const maxRedirects = 3;

export const userAgent = 'airbyte-source-servicetitan';
