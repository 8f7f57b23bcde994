import Ajv, { type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';

import type { JsonObject } from '../json';

/** What is wrong with a value by a draft-07 schema; empty when nothing is. Airbyte's own keywords are let through. */
export function schemaErrors(schema: JsonObject, value: JsonObject): readonly ErrorObject[] {
  const ajv = new Ajv({ allErrors: true, strict: false, logger: false, verbose: true });
  addFormats(ajv);
  const validate = ajv.compile(schema);
  return validate(value) ? [] : (validate.errors ?? []);
}
