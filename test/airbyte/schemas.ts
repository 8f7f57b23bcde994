import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

import facts from './schemas.json';

export type SchemaName = keyof typeof facts.definitions;

const ajv = new Ajv({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(facts, 'api');

function words(errors: readonly ErrorObject[] | null | undefined): string {
  return (errors ?? []).map(({ instancePath, message }) => `${instancePath || 'body'} ${message ?? ''}`).join('; ');
}

/** What is wrong with a value, in words; null when it is what the published API says. */
export function schemaErrors(name: SchemaName, value: unknown): string | null {
  const validate = ajv.getSchema(`api#/definitions/${name}`);
  if (validate === undefined) throw new RangeError(`there is no schema ${name}`);
  return validate(value) === true ? null : words(validate.errors);
}

const compiled = new WeakMap<object, ValidateFunction>();

/** The same for a connector's own specification of its configuration. */
export function configurationErrors(specification: object, configuration: unknown): string | null {
  let validate = compiled.get(specification);
  if (validate === undefined) {
    // One instance each: specifications carry the same $id or none
    const own = new Ajv({ strict: false, allErrors: true });
    addFormats(own);
    validate = own.compile(specification);
    compiled.set(specification, validate);
  }
  return validate(configuration) ? null : words(validate.errors);
}
