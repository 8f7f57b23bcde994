import { createHmac } from 'node:crypto';

import { json, type Answer } from './answer';
import type { Clock } from './clock';
import type { Problems } from './problem';
import type { Switches } from './switches';
import type { Tenant } from './types';

/** Seconds that a token lives [ServiceTitan developer documentation]. */
export const tokenLifetime = 900;
/** An RS256 signature has so many bytes. Ours is no RSA: only the simulator has to recognise it. */
const signatureBytes = 256;

interface Claims {
  tenant: string;
  client_id: string;
  scope: string[];
  exp: number;
}

const base64Json = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

export interface Tokens {
  issue(tenant: Tenant): Answer;
  /** The claims of a token that was issued here and has not expired. */
  verify(token: string): Claims | undefined;
}

export function createTokens(clock: Clock, key: string): Tokens {
  let issued = 0;
  const sign = (content: string) => {
    const block = createHmac('sha256', key).update(content).digest();
    return Buffer.alloc(signatureBytes, block).toString('base64url');
  };
  const seconds = () => Math.floor(clock.now() / 1000);
  return {
    issue: (tenant) => {
      issued += 1;
      const now = seconds();
      const jti = createHmac('md5', key).update(String(issued)).digest('hex').toUpperCase();
      const header = {
        alg: 'RS256',
        kid: '0A1B2C3D4E5F60718293A4B5C6D7E8F9RS256',
        typ: 'at+jwt',
        x5t: 'ChssPU5fYHGCk6S1xtfo-Q',
      };
      const { clientId, tenantId, scopes } = tenant;
      const claims = {
        nbf: now,
        exp: now + tokenLifetime,
        iss: 'https://public-api-auth.simulator',
        client_id: clientId,
        tenant: tenantId,
        jti,
        iat: now,
        scope: scopes,
      };
      const content = `${base64Json(header)}.${base64Json(claims)}`;
      return json(200, {
        access_token: `${content}.${sign(content)}`,
        expires_in: tokenLifetime,
        token_type: 'Bearer',
        scope: scopes.join(' '),
      });
    },
    verify: (token) => {
      const [header = '', payload = '', signature = ''] = token.split('.');
      if (signature === '' || signature !== sign(`${header}.${payload}`)) return undefined;
      const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims;
      return claims.exp > clock.now() / 1000 ? claims : undefined;
    },
  };
}

/** Client id and secret from the form, or from HTTP Basic, which works too. */
function credentials(form: URLSearchParams, authorization: string | undefined): { id: string; secret: string } {
  const basic = /^Basic (.+)$/i.exec(authorization ?? '')?.[1];
  if (basic === undefined) return { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret) };
}

const refused = (error: string, description?: string) =>
  json(400, description === undefined ? { error } : { error, error_description: description });

/** `POST /connect/token`. Everything but a token is status 400 with an OAuth error. */
export function answerTokenRequest(
  request: { method: string; form: string; authorization: string | undefined },
  tenants: readonly Tenant[],
  { tokens, switches, problems }: { tokens: Tokens; switches: Switches; problems: Problems },
): Answer {
  if (request.method !== 'POST') return problems(405, 'Method Not Allowed');
  if (switches.tokenThrottled)
    return problems(429, 'Rate limit is exceeded. Try again in 2 seconds.', {}, { 'Retry-After': '2' });
  const form = new URLSearchParams(request.form);
  const { id, secret } = credentials(form, request.authorization);
  const grant = form.get('grant_type');
  if (grant === null || grant === '') return refused('invalid_request');
  if (grant !== 'client_credentials') return refused('unsupported_grant_type');
  const wantedTenant = form.get('tenant');
  const known = tenants.filter(({ clientId, clientSecret }) => clientId === id && clientSecret === secret);
  const tenant = wantedTenant === null ? known[0] : known.find(({ tenantId }) => tenantId === wantedTenant);
  if (tenant === undefined) return refused('invalid_client');
  const scope = form.get('scope');
  if (scope !== null && scope !== '' && scope.split(' ').some((name) => !tenant.scopes.includes(name)))
    return refused('invalid_scope');
  if (tenant.connected) return tokens.issue(tenant);
  if (switches.notConnected === 'described')
    return refused('invalid_client', 'The application is not connected to the tenant.');
  return refused(switches.notConnected);
}
