import type { Query } from './url';

export interface RequestOptions {
  /** whose request this is (the stream), for pacing, statistics and messages */
  readonly label: string;
  /** the scope that the path needs, so that a refusal can name it */
  readonly scope?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** a 409 means "not now" and is tried again, as report runs answer while another one is under way; default false */
  readonly retryConflict?: boolean | undefined;
  /** the endpoint has a limit of its own, so that its 429 does not lower the tenant's rate; default false */
  readonly ownLimit?: boolean | undefined;
  /** Told of each 429: how long the server asks to wait, in milliseconds, null when it does not say. */
  readonly onLimited?: ((waitMs: number | null) => void) | undefined;
}

/** A call of the API that only reads, and may therefore be made again when its answer is lost: some reads are POSTs. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST';
  /** such as `/crm/v2/tenant/{tenant}/customers` */
  readonly path: string;
  readonly query: Query;
  /** of a POST, sent as JSON */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
}
