import { isLoopback } from '../hosts';
import type { HttpRequest, HttpResponse } from '../transport';

const redirects = new Set([301, 302, 303, 307, 308]);

/** What must never reach a host that the caller did not name. */
const credentials = new Set(['authorization', 'st-app-key', 'cookie', 'proxy-authorization']);

/**
 * The request that a redirect asks for, or null when it is not followed: a POST carries the client secret, and a way
 * from https to plain http can be read by others. To another host (file endpoints of ServiceTitan answer 302 to a blob
 * store) the request goes without credentials, and they are not taken up again behind it.
 */
export function redirected(request: HttpRequest, response: HttpResponse): HttpRequest | null {
  const { location } = response.headers;
  if (!redirects.has(response.status) || request.method !== 'GET' || location === undefined) return null;
  if (!URL.canParse(location, request.url)) return null;
  const from = new URL(request.url);
  const to = new URL(location, request.url);
  if (to.protocol !== 'https:' && !(to.protocol === 'http:' && isLoopback(to.hostname))) return null;
  if (to.username !== '' || to.password !== '') return null;
  if (to.origin === from.origin) return { ...request, url: to.href };
  const headers = Object.entries(request.headers).filter(([name]) => !credentials.has(name.toLowerCase()));
  return { ...request, url: to.href, headers: Object.fromEntries(headers) };
}
