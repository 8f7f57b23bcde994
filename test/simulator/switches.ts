/**
 * What no public source settles about ServiceTitan, so a client must live with every value. Each can be changed while
 * the simulator runs.
 */
export interface Switches {
  /** Status for a missing or wrong ST-App-Key; with 404 the body is the gateway's text. */
  appKeyStatus: 401 | 403 | 404;
  /** Status when the tenant in the URL is not the token's. */
  tenantMismatchStatus: 403 | 404;
  /** Body of a 401. */
  unauthorizedBody: 'problem' | 'empty' | 'html';
  /** Status for a valid token whose tenant has switched the app off since. */
  disconnectedStatus: 401 | 403;
  /** What the token endpoint answers for a tenant that has not connected the app; always with status 400. */
  notConnected: 'invalid_client' | 'unauthorized_client' | 'described';
  /** The token endpoint answers 429. */
  tokenThrottled: boolean;
  /** Rows per page that a list gives at most, whatever is asked for. */
  maxPageSize: number;
  /** A page size above the maximum. */
  overMaxPageSize: 'clamp' | 'reject';
  /** A list of the rows that belong to a row which has none. */
  childless: 'empty' | 'not-found';
  /** Order of a list without `sort`. */
  defaultOrder: 'id-descending' | 'unsorted';
  /** A sort field that the endpoint does not name, or a `+` that was not percent-encoded. */
  badSort: 'reject' | 'ignore';
  /** Resolution at which the modified and created filters compare. */
  filterResolution: '100ns' | 'ms';
  /** A continueFrom that is garbage or belongs to another endpoint; `ignore` reads from the beginning. */
  badToken: 'reject' | 'ignore';
  /** Form of the Retry-After header of a 429. */
  retryAfter: 'integer' | 'decimal' | 'date' | 'none';
  /** Requests per second and tenant before 429. */
  requestsPerSecond: number;
  /** Rows per export batch. */
  exportBatchSize: number;
  /** What the limit of each report's own counts: every request for data, only first pages, or nothing. */
  reportLimit: 'page' | 'run' | 'off';
  /** Rows per page that a report gives at most, whatever is asked for. */
  reportMaxPageSize: number;
  /** A report may be run once in so many seconds. */
  reportRunSeconds: number;
  /** Milliseconds that every answer waits. */
  latencyMs: number;
  /** Compress answers when the client accepts gzip. */
  gzip: boolean;
}

/** 60 requests a second is the documented limit; 1000 rows a batch is an assumption, the size is not documented. */
export const defaultSwitches: Readonly<Switches> = {
  appKeyStatus: 401,
  tenantMismatchStatus: 403,
  unauthorizedBody: 'problem',
  disconnectedStatus: 401,
  notConnected: 'invalid_client',
  tokenThrottled: false,
  maxPageSize: 5000,
  overMaxPageSize: 'clamp',
  childless: 'empty',
  defaultOrder: 'id-descending',
  badSort: 'reject',
  filterResolution: '100ns',
  badToken: 'reject',
  retryAfter: 'integer',
  requestsPerSecond: 60,
  exportBatchSize: 1000,
  reportLimit: 'page',
  reportMaxPageSize: 25_000,
  reportRunSeconds: 60,
  latencyMs: 0,
  gzip: false,
};
