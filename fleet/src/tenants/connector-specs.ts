import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import destinationSpec from 'destination-legacy-ingest/resources/spec.json';
import sourceSpec from 'source-servicetitan/resources/spec.json';

import type { ActorKind } from '../airbyte/api';

/** What a connector's form asks for, read from the `spec` that the connector itself prints. */
export interface ConnectorSpec {
  validate: ValidateFunction;
  /** as `secretsOf` gives them */
  secrets: readonly string[];
}

interface FieldSchema {
  readonly type?: unknown;
  readonly airbyte_secret?: boolean;
  readonly properties?: Readonly<Record<string, FieldSchema>>;
  readonly oneOf?: readonly FieldSchema[];
}

function secretPaths(schema: FieldSchema, path: string): string[] {
  const below = Object.entries(schema.properties ?? {}).flatMap(([name, field]) =>
    secretPaths(field, path === '' ? name : `${path}.${name}`),
  );
  const variants = (schema.oneOf ?? []).flatMap((variant) => secretPaths(variant, path));
  return [...new Set([...(schema.airbyte_secret === true ? [path] : []), ...below, ...variants])];
}

const specs: Readonly<Record<ActorKind, { connectionSpecification: FieldSchema }>> = {
  source: sourceSpec,
  destination: destinationSpec,
};

/** Dotted paths of the fields that Airbyte keeps in its vault; variants of a choice share their paths. */
export const secretsOf = (kind: ActorKind): readonly string[] => secretPaths(specs[kind].connectionSpecification, '');

/** What the connector's form asks for. */
export function connectorSpec(kind: ActorKind): ConnectorSpec {
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
  addFormats(ajv);
  return { validate: ajv.compile(specs[kind].connectionSpecification), secrets: secretsOf(kind) };
}
