import { streams, type StreamSpec } from 'servicetitan-specs';

export interface MissingScope {
  readonly scope: string;
  readonly streams: readonly string[];
}

/** Which scopes of the given streams a token does not carry. A token that does not tell its scopes misses none. */
export function missingScopes(granted: readonly string[] | null, wanted: readonly StreamSpec[]): MissingScope[] {
  if (granted === null) return [];
  const missing = new Map<string, string[]>();
  for (const stream of wanted) {
    if (granted.includes(stream.scope)) continue;
    missing.set(stream.scope, [...(missing.get(stream.scope) ?? []), stream.name]);
  }
  return [...missing].map(([scope, names]) => ({ scope, streams: names }));
}

/** The streams that the customer and invoice reports are made from. */
export const defaultStreams: readonly StreamSpec[] = streams.filter((stream) => stream.suggested);

/** "tn.crm.customers:r (customers, customer_contacts); ..." */
export function describeScopes(missing: readonly MissingScope[]): string {
  return missing.map(({ scope, streams: names }) => `${scope} (${names.join(', ')})`).join('; ');
}
