import { operatorError } from 'airbyte-runtime';
import type { CompiledFormat } from 'legacy-format';

import type { HttpDeliveryConfig } from '../../config';

/** The text fields of an upload, in order. */
export type FormFields = readonly (readonly [name: string, value: string])[];

interface Wanted {
  readonly name: string;
  /** undefined: nothing says what it is to be */
  readonly value: string | undefined;
  /** how to say it */
  readonly advice: string;
}

/** A value that the format takes from the connection: `context.trade`. */
function contextValue(
  name: string,
  { definition, context }: CompiledFormat,
  version: number | null,
): string | undefined {
  const declared = definition.context[name as keyof typeof definition.context];
  if (declared === undefined) return undefined;
  if (declared.const !== undefined && name !== 'software') return String(declared.const);
  switch (declared.from) {
    case 'connection.tenantKey':
      return context.tenantKey;
    case 'connection.trade':
      return context.trade;
    case 'batch.legacyImportId':
      return context.importId === undefined ? undefined : String(context.importId);
    case 'batch.epochSeconds':
      return version === null ? '' : String(version);
    default:
      return context.software;
  }
}

function declaredFields(report: string, format: CompiledFormat, version: number | null): Wanted[] {
  return Object.entries(format.definition.delivery.http?.fields ?? {}).map(([name, value]) => {
    if (typeof value !== 'string') {
      const advice = `add a form field with the name ${name}, the report ${report} and the value that the receiving system expects`;
      return { name, value: value[report], advice };
    }
    const [, from] = /^context\.(.+)$/.exec(value) ?? [];
    const advice = `fill in "${from ?? name}" of the destination, or add a form field with the name ${name} (an empty value leaves it out)`;
    return { name, value: from === undefined ? value : contextValue(from, format, version), advice };
  });
}

/**
 * The fields that go with a file of a report: the format's, then those of the configuration, which win. An empty value
 * leaves a field out.
 * @throws a config error that names the field and the report when nothing says what it is to be
 */
export function formFields(
  report: string,
  { fields = [] }: Pick<HttpDeliveryConfig, 'fields'>,
  format: CompiledFormat,
  version: number | null,
): FormFields {
  const wanted = new Map(declaredFields(report, format, version).map((field) => [field.name, field]));
  // what is said for one report wins over what is said for all
  for (const own of [false, true])
    for (const { name, value, report: only = '' } of fields)
      if (own ? only === report : only === '') wanted.set(name, { name, value: value ?? '', advice: '' });
  return [...wanted.values()].flatMap(({ name, value, advice }) => {
    if (value === undefined)
      throw operatorError({
        failureType: 'config',
        message: `Report ${report} cannot be uploaded: nothing says what its form field ${name} is (tenant ${format.context.tenantKey}). In the HTTP delivery ${advice}; or leave the report out of the format.`,
      });
    return value === '' ? [] : [[name, value] as const];
  });
}
