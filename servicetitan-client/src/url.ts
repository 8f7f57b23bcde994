export type Query = readonly (readonly [name: string, value: string])[];

/**
 * The address of an API call. Values are percent-encoded, `+` included: ServiceTitan reads a bare one as a blank, which
 * breaks `sort=+Id` and time zones.
 */
export function buildUrl(apiUrl: string, path: string, tenantId: string, query: Query): string {
  const filled = path
    .replaceAll('{tenant}', encodeURIComponent(tenantId))
    .replace(/^\/+/, '')
    .replace(/\/{2,}/g, '/');
  const pairs = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${apiUrl}/${filled}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
}
