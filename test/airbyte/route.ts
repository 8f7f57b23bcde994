import type { SchemaName } from './schemas';
import type { Store } from './store';
import type { Json } from './types';

export interface Call {
  readonly store: Store;
  /** The names in braces of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Checked against the route's `request`. */
  readonly body: Json;
  /** The address of the path that was called, for links to other pages. */
  readonly address: string;
}

/** One operation of the published API. No `response`: 204. */
export interface Route {
  readonly request?: SchemaName;
  readonly response?: SchemaName;
  readonly handle: (call: Call) => unknown;
}

export type Routes = Readonly<Record<string, Route>>;

/** A named part of the path; the router only calls a route whose path it matched. */
export function param({ params }: Call, name: string): string {
  const value = params[name];
  if (value === undefined) throw new RangeError(`the route has no ${name}`);
  return value;
}

/** The route of a call and the named parts of its path. */
export function match(
  routes: Routes,
  method: string,
  path: string,
): { route: Route; params: Record<string, string> } | undefined {
  for (const [name, route] of Object.entries(routes)) {
    const [verb, template = ''] = name.split(' ');
    if (verb !== method) continue;
    const pattern = new RegExp(`^${template.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    const matched = pattern.exec(path);
    if (matched !== null) return { route, params: { ...matched.groups } };
  }
  return undefined;
}
