import type { CheckedConnection } from './connection';
import { tenantMismatch } from './error-messages';
import { BadBodyError, ServiceTitanError } from './errors';
import { parseScopes, readClaims } from './jwt';
import { maxTokenLifetimeMs, tokenLifetimeMs, tokenRenewEarlyMs } from './limits';
import type { Ports } from './ports';
import type { Timing } from './request';
import type { HttpRequest, HttpResponse } from './transport';

export interface AccessToken {
  readonly value: string;
  /** epoch ms, counted from before the request was sent */
  readonly expiresAt: number;
  /** epoch ms from which on it is not used for a new request */
  readonly renewAt: number;
  /** the tenant it is bound to; null when the token does not say */
  readonly tenant: string | null;
  /** the scopes it carries; null when neither token nor answer says, which does not mean that it has none */
  readonly scopes: readonly string[] | null;
}

export interface Tokens {
  /** A token that is good for a request now; fetched at most once at a time, however many ask. */
  current(): Promise<AccessToken>;
  /** The API refused this token: the next `current` gives another one. */
  refused(token: AccessToken): void;
}

/** The request for a token: client credentials in a form body (developer docs, "your first API call"). */
export function tokenRequest(connection: CheckedConnection): HttpRequest {
  const form = [
    ['grant_type', 'client_credentials'],
    ['client_id', connection.clientId],
    ['client_secret', connection.clientSecret],
  ] as const;
  return {
    method: 'POST',
    url: connection.authUrl,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
    body: form.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&'),
  };
}

function lifetimeMs(expiresIn: unknown): number {
  if (expiresIn === undefined || expiresIn === null) return tokenLifetimeMs;
  const ms = Number(expiresIn) * 1000;
  if (!(ms > 0 && ms <= maxTokenLifetimeMs))
    throw new BadBodyError('the token does not say sensibly how long it lives');
  return ms;
}

const headerSafe = /^[\x21-\x7e]+$/;

/**
 * Reads the answer of the token endpoint.
 * @throws BadBodyError for an answer that is no token
 */
export function parseToken(response: HttpResponse, { sentAt }: Timing): AccessToken {
  let answer: unknown;
  try {
    answer = JSON.parse(response.body);
  } catch {
    throw new BadBodyError('the token endpoint did not answer with JSON');
  }
  if (typeof answer !== 'object' || answer === null)
    throw new BadBodyError('the token endpoint answered without a token');
  const { access_token: value, expires_in: expiresIn, scope } = answer as Readonly<Record<string, unknown>>;
  if (typeof value !== 'string' || !headerSafe.test(value))
    throw new BadBodyError('the token endpoint answered without a token');
  const life = lifetimeMs(expiresIn);
  const claims = readClaims(value);
  return {
    value,
    expiresAt: sentAt + life,
    renewAt: sentAt + life - Math.min(tokenRenewEarlyMs, life / 2),
    tenant: claims.tenant,
    scopes: claims.scopes ?? parseScopes(scope),
  };
}

/**
 * Keeps the tenant's token. A failed fetch is not kept: whoever asks next tries again.
 * @param fetchToken asks the token endpoint, with pacing and retries
 */
export function createTokens(fetchToken: () => Promise<AccessToken>, ports: Pick<Ports, 'now' | 'onToken'>): Tokens {
  let kept: AccessToken | undefined;
  let fetching: Promise<AccessToken> | undefined;

  async function renew(): Promise<AccessToken> {
    try {
      kept = await fetchToken();
      ports.onToken?.(kept.value);
      return kept;
    } finally {
      fetching = undefined;
    }
  }

  return {
    async current() {
      if (kept !== undefined && ports.now() < kept.renewAt) return kept;
      return (fetching ??= renew());
    },
    refused(token) {
      if (kept?.value === token.value) kept = undefined;
    },
  };
}

/** Tenant ids are compared as numbers: a claim may be written with leading zeros or as a number. */
function sameTenant(a: string, b: string): boolean {
  return a === b || (/^\d+$/.test(a) && /^\d+$/.test(b) && BigInt(a) === BigInt(b));
}

/** @throws ServiceTitanError (wrong_tenant) when the token says that it belongs to another tenant */
export function assertOwnTenant(token: AccessToken, connection: CheckedConnection): void {
  if (token.tenant === null || sameTenant(token.tenant, connection.tenantId)) return;
  throw new ServiceTitanError(tenantMismatch(token.tenant, connection));
}
