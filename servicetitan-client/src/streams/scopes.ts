import type { StreamSpec } from 'servicetitan-specs';

import { catalog, lineageOf } from './catalog';

export interface MissingScope {
  readonly scope: string;
  readonly streams: readonly string[];
}

/**
 * Which scopes of the given streams a token does not carry, those of a child's parents included. A token that does not
 * tell its scopes misses none.
 */
export function missingScopes(granted: readonly string[] | null, wanted: readonly StreamSpec[]): MissingScope[] {
  if (granted === null) return [];
  const missing = new Map<string, string[]>();
  for (const stream of wanted) {
    const needed = new Set(lineageOf(stream, catalog).map(({ scope }) => scope));
    for (const scope of needed)
      if (!granted.includes(scope)) missing.set(scope, [...(missing.get(scope) ?? []), stream.name]);
  }
  return [...missing].map(([scope, names]) => ({ scope, streams: names }));
}

/** The streams that the customer and invoice reports are made from. */
export const defaultStreams: readonly StreamSpec[] = catalog.streams.filter((stream) => stream.suggested);

/** "tn.crm.customers:r (customers, customer_contacts); ..." */
export function describeScopes(missing: readonly MissingScope[]): string {
  return missing.map(({ scope, streams: names }) => `${scope} (${names.join(', ')})`).join('; ');
}
