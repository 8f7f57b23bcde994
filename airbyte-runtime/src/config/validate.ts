import type { ConnectorBase, Logger } from '../connector';
import { operatorError } from '../errors';
import { isJsonObject, type JsonObject } from '../json';
import { secretValues, type Secrets } from '../output/secrets';

import { fillDefaults, unknownFields } from './fill';
import { narrowSchema } from './narrow';
import type * as SchemaCheck from './schema-check';
import { describeErrors } from './words';

/** Loaded on demand: ajv takes as long as the rest of the runtime. */
function schemaErrors(schema: JsonObject, config: JsonObject): ReturnType<typeof SchemaCheck.schemaErrors> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a plain require, which bundlers can follow
  const check = require('./schema-check') as typeof SchemaCheck;
  return check.schemaErrors(schema, config);
}

function invalid(clauses: readonly string[]): Error {
  return operatorError({
    failureType: 'config',
    message: `The configuration is not valid: ${clauses.join('; ')}. Correct it in the connector's settings.`,
  });
}

function addSecrets(schema: JsonObject, config: JsonObject, shown: readonly string[], secrets: Secrets): void {
  const masked = Object.fromEntries(Object.entries(config).filter(([field]) => !shown.includes(field)));
  for (const value of secretValues(schema, masked)) secrets.add(value);
}

/**
 * Makes a connector's configuration of a parsed file: secrets are known before anything can be said about it, then it
 * is tidied, filled with defaults and checked against the spec. Fields that the spec does not know are let through with
 * a warning: an older or newer version of the connector may know them.
 * @throws a config error that names each wrong field by its title, and no value
 */
export function prepareConfig(
  connector: Pick<ConnectorBase, 'spec' | 'normalise' | 'identifiers'>,
  value: unknown,
  { secrets, log }: { readonly secrets: Secrets; readonly log: Logger },
): JsonObject {
  if (!isJsonObject(value)) throw invalid(['it is not a JSON object']);
  // a spec is a JSON file
  const schema = connector.spec.connectionSpecification as JsonObject;
  const identifiers = connector.identifiers ?? [];
  addSecrets(schema, value, identifiers, secrets);
  const tidied = connector.normalise?.(value) ?? value;
  addSecrets(schema, tidied, identifiers, secrets);
  const config = fillDefaults(schema, tidied);
  if (!isJsonObject(config)) throw invalid(['it is not a JSON object']);
  const narrowed = narrowSchema(schema, config);
  const errors = schemaErrors(narrowed, config);
  if (errors.length > 0) throw invalid(describeErrors(errors, narrowed));
  for (const field of unknownFields(narrowed, config))
    log.warn(`The configuration has the field ${field}, which this connector does not know. It is ignored.`);
  return config;
}
