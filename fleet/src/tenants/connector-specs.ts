import { readFileSync } from 'node:fs';

import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** What a connector's form asks for, read from the `spec` that the connector itself prints. */
export interface ConnectorSpec {
  validate: ValidateFunction;
  /** Dotted paths of the fields that Airbyte keeps in its vault; variants of a choice share their paths. */
  secrets: readonly string[];
}

interface FieldSchema {
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

/** @param connector package of the connector */
export function connectorSpec(connector: 'source-servicetitan' | 'destination-legacy-ingest'): ConnectorSpec {
  const text = readFileSync(require.resolve(`${connector}/resources/spec.json`), 'utf8');
  const { connectionSpecification } = JSON.parse(text) as { connectionSpecification: FieldSchema };
  const ajv = new Ajv({ allErrors: true, strict: false, verbose: true });
  addFormats(ajv);
  return { validate: ajv.compile(connectionSpecification), secrets: secretPaths(connectionSpecification, '') };
}
