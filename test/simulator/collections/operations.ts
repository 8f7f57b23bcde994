import { apiFacts, type ApiAnswer, type ApiEndpoint, type ApiModule, type ApiSchema } from 'servicetitan-specs/api';

import { ownRows, sameRows, undescribed } from './exceptions';

/** A row on the way to what is asked for: `/customers/{id}/notes` goes through a customer. */
export interface Level {
  collection: string;
  parameter: string;
}

/** An endpoint of the API facts, and which rows it serves. */
export interface Operation {
  module: ApiModule;
  endpoint: ApiEndpoint;
  /** `/crm/v2/tenant/{tenant}/customers/{id}/notes` */
  path: string;
  /** Module and path without parameters, unless the rows are another collection's: `crm/customers/notes`. */
  collection: string;
  /** The rows whose keys stand in the path, the last one's children are asked for. */
  levels: readonly Level[];
  /** The path parameter that names the one row wanted. */
  key: string | null;
  /** Null: a file. */
  answer: ApiAnswer | null;
}

const isParameter = (segment: string) => segment.startsWith('{');
const parameterOf = (segment: string) => segment.slice(1, -1);

function collectionOf(module: string, segments: readonly string[]): string {
  const names = segments.filter((segment) => !isParameter(segment));
  if (names[0] === 'export') names.shift();
  if (names.at(-1) === 'paginated') names.pop();
  const name = [module, ...names].join('/');
  return sameRows[name] ?? name;
}

function operationOf(module: ApiModule, endpoint: ApiEndpoint): Operation {
  const item = undescribed[endpoint.path];
  const answer = endpoint.answer ?? (item === undefined ? null : { envelope: 'page' as const, item });
  const segments = endpoint.path.split('/').slice(5);
  const byKey = answer?.envelope === 'object' && isParameter(segments.at(-1) ?? '');
  const on = byKey ? segments.slice(0, -1) : segments;
  const levels = on.flatMap((segment, index) =>
    isParameter(segment)
      ? [{ collection: collectionOf(module.module, segments.slice(0, index)), parameter: parameterOf(segment) }]
      : [],
  );
  return {
    module,
    endpoint,
    path: endpoint.path,
    collection: ownRows[endpoint.path] ?? collectionOf(module.module, segments),
    levels,
    key: byKey ? parameterOf(segments.at(-1) ?? '') : null,
    answer,
  };
}

/** Every endpoint of the API facts. */
export const operations: readonly Operation[] = apiFacts.flatMap((module) =>
  module.endpoints.map((endpoint) => operationOf(module, endpoint)),
);

export const scopes: readonly string[] = [
  ...new Set(apiFacts.flatMap(({ endpoints }) => endpoints.map(({ scope }) => scope))),
];

interface Pattern {
  segments: readonly string[];
  operation: Operation;
}

const patterns = new Map<string, Pattern[]>();
for (const operation of operations) {
  const segments = operation.path.split('/').slice(1);
  const kind = `${operation.endpoint.method} ${String(segments.length)} ${segments[0] ?? ''}`;
  const alike = patterns.get(kind) ?? [];
  alike.push({ segments, operation });
  // a literal segment wins over a parameter: /contacts/preferences is no contact
  alike.sort((a, b) => a.segments.filter(isParameter).length - b.segments.filter(isParameter).length);
  patterns.set(kind, alike);
}

export interface MatchedOperation {
  operation: Operation;
  tenantId: string;
  /** Values of the path parameters. */
  keys: Readonly<Record<string, string>>;
}

/** The operation that a request asks for. */
export function matchOperation(method: string, path: string): MatchedOperation | undefined {
  const given = path.replace(/\/$/, '').split('/').slice(1);
  for (const { segments, operation } of patterns.get(`${method} ${String(given.length)} ${given[0] ?? ''}`) ?? []) {
    if (!segments.every((segment, index) => isParameter(segment) || segment === given[index])) continue;
    const keys = segments.flatMap((segment, index): [string, string][] =>
      isParameter(segment) ? [[parameterOf(segment), decodeURIComponent(given[index] ?? '')]] : [],
    );
    const { tenant: tenantId = '', ...others } = Object.fromEntries(keys);
    return { operation, tenantId, keys: others };
  }
  return undefined;
}

/** A schema with its reference followed. */
export function resolved(schema: ApiSchema, module: ApiModule): ApiSchema {
  if (schema.$ref === undefined) return schema;
  const target = resolved(module.schemas[schema.$ref] ?? {}, module);
  return schema.nullable ? { ...target, nullable: true } : target;
}
