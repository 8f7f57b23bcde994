/** The claims that this client looks at; what a token does not say is null. */
export interface Claims {
  readonly tenant: string | null;
  readonly scopes: readonly string[] | null;
}

const noClaims: Claims = { tenant: null, scopes: null };

function decodeBase64Url(text: string): string {
  const binary = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  return new TextDecoder().decode(Uint8Array.from(binary, (character) => character.charCodeAt(0)));
}

/** ServiceTitan writes the claim as an array and the member of the token response as one text with blanks; both are read. */
export function parseScopes(value: unknown): string[] | null {
  if (typeof value === 'string') return value.split(/\s+/).filter((scope) => scope !== '');
  if (Array.isArray(value)) return value.filter((scope): scope is string => typeof scope === 'string');
  return null;
}

/**
 * Reads tenant and scopes out of an access token. The signature is ServiceTitan's to check; here the claims only tell
 * early what the API would refuse later. A token that is no JWT has no claims and is no error.
 */
export function readClaims(token: string): Claims {
  const payload = token.split('.')[1];
  if (payload === undefined) return noClaims;
  try {
    const claims: unknown = JSON.parse(decodeBase64Url(payload));
    if (typeof claims !== 'object' || claims === null) return noClaims;
    const { tenant, scope } = claims as { tenant?: unknown; scope?: unknown };
    return {
      tenant: typeof tenant === 'string' || typeof tenant === 'number' ? String(tenant) : null,
      scopes: parseScopes(scope),
    };
  } catch {
    return noClaims;
  }
}
