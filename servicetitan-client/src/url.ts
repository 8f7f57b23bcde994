export type Query = readonly (readonly [name: string, value: string])[];

/** Query parameters by name; one with several values is sent once for each. */
export type Parameters = Readonly<Record<string, string | readonly string[]>>;

export const queryOf = (parameters: Parameters): Query =>
  Object.entries(parameters).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const));

/**
 * A path with its `{name}` parts filled in, percent-encoded. `{tenant}` stays for the client.
 * @throws Error for a value that would make the path another one: an empty one leads to the collection, dots lead up
 */
export function fillPath(path: string, values: Readonly<Record<string, string>>): string {
  return path.replace(/\{([^{}]+)\}/g, (part, name: string) => {
    const value = values[name];
    if (value === undefined) return part;
    if (value === '' || value === '.' || value === '..')
      throw new Error(`"${value}" cannot be the {${name}} of a path`);
    return encodeURIComponent(value);
  });
}

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
