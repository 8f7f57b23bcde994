/** ServiceTitan answers or gives up within 100 s (partner API docs); a longer silence is a dead connection. */
export const readTimeoutMs = 120_000;

/** A body that drips in is read to its end, but not for ever. */
export const totalTimeoutMs = 600_000;

/** Far above 5000 fat rows, far below what a string can hold. */
export const maxBodyBytes = 256 * 1024 * 1024;

/** More than a tenant's budget ever has under way; a proxy or gateway in between is not flooded. */
export const maxSockets = 16;

export const maxRedirects = 3;

export const userAgent = 'airbyte-source-servicetitan';
