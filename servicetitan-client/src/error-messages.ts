import type { ErrorDetails } from './errors';
import { accessPage, howToGrant } from './scopes';

/** What a message needs to know about the request that failed. */
export interface Subject {
  readonly environment: string;
  readonly tenantId: string;
  /** stream, or `token` */
  readonly label: string;
  readonly scope?: string | undefined;
}

/** The server's own words with its trace id, as the end of a message; empty when it said nothing. */
export interface ServerWords {
  readonly status: number;
  readonly quoted: string;
  readonly traceId: string | null;
}

const tenantOf = ({ tenantId, environment }: Pick<Subject, 'tenantId' | 'environment'>): string =>
  `tenant ${tenantId} (${environment})`;

const streamOf = (subject: Subject): string => `${subject.label} of ${tenantOf(subject)}`;

/** " ServiceTitan answered 403: "Scope validation failed" (trace id abc)." */
export function serverSaid({ status, quoted, traceId }: ServerWords): string {
  const words = quoted === '' ? '' : `: "${quoted}"`;
  return ` ServiceTitan answered ${status}${words}${traceId === null ? '' : ` (trace id ${traceId})`}.`;
}

/*
 * One function per kind of failure: what happened, to whom, what to do and where. ServiceTitan's own words come after.
 */

/** ServiceTitan answers an unknown client, a wrong secret and a tenant that never allowed the app with one and the same error. */
export const credentials = (subject: Subject): string =>
  `Not Connected Yet: ServiceTitan's ${subject.environment} environment does not accept this client id and client secret for tenant ${subject.tenantId}. ` +
  `If the app was not allowed for the tenant yet, its admin opens ${accessPage} in ServiceTitan, connects the app, copies the client id and generates a client secret. ` +
  'If it was, one of them is mistyped, was copied with other characters, belongs to the other environment or was replaced by a newer secret: copy the client id again and generate a new client secret there.';

export const notConnected = (subject: Subject): string =>
  `Not Connected Yet: ${tenantOf(subject)} has not allowed this app. ` +
  `The tenant's admin opens ${accessPage} in ServiceTitan, connects the app, and gives you the client id and client secret shown there.`;

export const appDisabled = (subject: Subject): string =>
  `The app is switched off for ${tenantOf(subject)}. ` +
  `The tenant's admin can switch it on again in ServiceTitan under ${accessPage}; the credentials stay the same.`;

export const tokenRefused = (subject: Subject, error: string): string =>
  `ServiceTitan gives no access token for ${tenantOf(subject)}: ${error}. ` +
  `Compare client id and environment with ${accessPage} in ServiceTitan; if they are right, send this message to the developers of this connector.`;

/** Taken from the token, before any call of the API. */
export function tenantMismatch(
  tokenTenant: string,
  connection: { readonly tenantId: string; readonly environment: string },
): ErrorDetails {
  return {
    kind: 'wrong_tenant',
    failureType: 'config',
    message:
      `Wrong tenant: the client id and secret belong to tenant ${tokenTenant}, but the connection names ${tenantOf(connection)}. ` +
      `Correct the Tenant ID, or use the client id and secret that tenant ${connection.tenantId} shows under ${accessPage}.`,
  };
}

export const wrongTenant = (subject: Subject): string =>
  `ServiceTitan refuses ${streamOf(subject)}. Usually the Tenant ID is not the one that the credentials belong to, the App Key is not this app's, ` +
  `or the tenant's admin has switched the app off. Compare Tenant ID and the state of the app with ${accessPage} in ServiceTitan, and the App Key with the developer portal.`;

export const appKey = (subject: Subject): string =>
  `ServiceTitan does not accept the App Key of the connection to ${tenantOf(subject)}. ` +
  'Copy the key of the connected app from the developer portal (My Apps) again; it is the same in both environments.';

export const unauthorized = (subject: Subject): string =>
  `ServiceTitan refuses ${streamOf(subject)} although its access token is new. Usually the App Key is not the key of the app that the client id belongs to, ` +
  `or the tenant's admin has switched the app off. Compare the App Key with the developer portal, and the state of the app with ${accessPage} in ServiceTitan.`;

export const missingScope = (subject: Subject): string =>
  subject.scope === undefined
    ? `The app may not read ${streamOf(subject)}: a scope is missing. ${howToGrant('the scope of this data')}`
    : `The app may not read ${streamOf(subject)}: it lacks the scope ${subject.scope}. ${howToGrant(subject.scope)} Or do not select this stream.`;

/** Why a stream needs the scope of another one. */
export const readForEach = (label: string, parent: string): string =>
  ` ${label} is read for each row of ${parent}, which needs that scope.`;

export const missingModule = (subject: Subject): string =>
  `ServiceTitan has no ${streamOf(subject)}: the module is not enabled for the tenant. ` +
  'Ask ServiceTitan to enable it, or do not select this stream.';

export const unknownPath = (subject: Subject): string =>
  `ServiceTitan's gateway knows no ${streamOf(subject)}: the tenant lacks the module, or Tenant ID, App Key or environment of the connection are wrong. ` +
  `If other streams work, do not select this one; if none does, compare the connection with ${accessPage} in ServiceTitan and the App Key with the developer portal.`;

export const rejectedRequest = (subject: Subject): string =>
  `ServiceTitan rejects the request for ${streamOf(subject)}. If the start date was changed lately, correct it; otherwise send this message to the developers of this connector.`;

export const redirected = (subject: Subject): string =>
  `ServiceTitan sends the request for ${streamOf(subject)} to another address, which is not followed with credentials. ` +
  'Check the proxy of this machine, and API URL and Auth URL if they are set.';

export const proxyRefused = (subject: Subject): string =>
  `The proxy of this machine did not let the request for ${streamOf(subject)} through: it wants a user name and password. ` +
  'Put them into HTTPS_PROXY (http://user:password@host:port), or name ServiceTitan in NO_PROXY.';

export const rateLimit = (subject: Subject, tries: number): string =>
  `ServiceTitan's rate limit kept out ${streamOf(subject)} for ${tries} tries. ` +
  'The next sync goes on from here. If this repeats, lower Requests per Second, or find out which other integration of this app uses up the limit.';

export const longWait = (subject: Subject, seconds: number): string =>
  `ServiceTitan asks to leave ${streamOf(subject)} alone for ${seconds} seconds, which is longer than anybody waits. ` +
  'The next sync goes on from here; schedule it for later.';

export const outage = (subject: Subject, tries: number, what: string): string =>
  `ServiceTitan could not be reached for ${streamOf(subject)} in ${tries} tries (${what}). ` +
  'The next sync goes on from here. If this repeats, look at status.servicetitan.com, and at the network and proxy of this machine.';

export const badResponse = (subject: Subject, tries: number, what: string): string =>
  `ServiceTitan's answers for ${streamOf(subject)} could not be used in ${tries} tries (${what}). ` +
  'The next sync goes on from here. If this repeats, look for a proxy that changes answers, then report it to ServiceTitan.';

export const expiredPosition = (subject: Subject): string =>
  `ServiceTitan no longer accepts the stored position of ${streamOf(subject)}. ` +
  'Refresh the stream in Airbyte (or delete its state) so that it is read from the start; nothing else needs to change.';

export const endlessFeed = (subject: Subject, what: string): string =>
  `ServiceTitan promises more of ${streamOf(subject)} without giving any: ${what}. ` +
  'The read was ended instead of going round for ever. Run the sync again; if it repeats, report it to ServiceTitan with this message.';

export const missingKey = (subject: Subject, key: string): string =>
  `ServiceTitan sent a row of ${streamOf(subject)} without its key "${key}", so it cannot be told from other rows. ` +
  'Nothing of this page was used. Report it to the developers of this connector.';
