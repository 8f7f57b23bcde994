/** Who can help: the person who configured the connection, time, or the developers. */
export type FailureType = 'config' | 'transient' | 'system';

export type ErrorKind =
  /** the token endpoint does not accept the client id and secret */
  | 'credentials'
  /** the tenant has not allowed the app */
  | 'not_connected'
  /** the tenant has switched the app off */
  | 'app_disabled'
  /** the token, or the refusal, belongs to another tenant */
  | 'wrong_tenant'
  | 'missing_scope'
  /** the tenant has no such collection (404) */
  | 'missing_module'
  | 'app_key'
  /** the token endpoint refuses the request for another reason than the credentials */
  | 'token_request'
  | 'rate_limit'
  | 'outage'
  /** answers that are cut off, are no JSON or lack what every answer has */
  | 'bad_response'
  /** ServiceTitan refuses the parameters of a request */
  | 'rejected_request'
  /** a stored position of an export feed is no longer accepted */
  | 'expired_position'
  /** a list or feed that promises more and never gives it */
  | 'endless_feed'
  | 'missing_key'
  /** a saved report that is gone, or is not run with these parameters */
  | 'report'
  /** a report's pages that do not fit together */
  | 'moved_report'
  /** the connection cannot be used as it is written */
  | 'settings'
  /** nobody waits for the answer any more */
  | 'aborted';

export interface ErrorDetails {
  readonly kind: ErrorKind;
  readonly failureType: FailureType;
  /** for the operator: what happened, to which tenant or stream, what to do and where */
  readonly message: string;
  /** HTTP status of the answer */
  readonly status?: number;
  readonly scope?: string;
  /** stream, or `token` */
  readonly label?: string;
  /** ServiceTitan's own reference for the failed request, for its support */
  readonly traceId?: string;
  /** the 404 is the gateway's: it knows no such path at all */
  readonly gateway?: boolean;
  readonly cause?: unknown;
}

/** The one error that this package throws on purpose. */
export class ServiceTitanError extends Error {
  override readonly name = 'ServiceTitanError';
  readonly kind: ErrorKind;
  readonly failureType: FailureType;
  readonly status?: number;
  readonly scope?: string;
  readonly label?: string;
  readonly traceId?: string;
  readonly gateway?: boolean;

  constructor(details: ErrorDetails) {
    const { kind, failureType, message, cause, status, scope, label, traceId, gateway } = details;
    super(message, cause === undefined ? {} : { cause });
    this.kind = kind;
    this.failureType = failureType;
    if (status !== undefined) this.status = status;
    if (scope !== undefined) this.scope = scope;
    if (label !== undefined) this.label = label;
    if (traceId !== undefined) this.traceId = traceId;
    if (gateway !== undefined) this.gateway = gateway;
  }
}

/** ServiceTitan answers a tenant that never allowed the app, and one whose secret is wrong, alike. */
export const isNotConnectedYet = ({ kind }: ServiceTitanError): boolean =>
  kind === 'not_connected' || kind === 'credentials';

/** A 2xx answer whose body cannot be used; the request is tried again. */
export class BadBodyError extends Error {
  override readonly name = 'BadBodyError';
}
