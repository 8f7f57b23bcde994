import { BadBodyError } from '../errors';
import type { HttpResponse } from '../transport';

/** What a parameter or a column holds, in ServiceTitan's words (OpenAPI, 2026-05). */
export const dataTypes = ['String', 'Number', 'Boolean', 'Date', 'Time'] as const;
export type DataType = (typeof dataTypes)[number];

export interface ReportParameter {
  readonly name: string;
  readonly label: string;
  readonly dataType: DataType;
  readonly isArray: boolean;
  readonly isRequired: boolean;
  readonly acceptValues: AcceptValues | null;
}

export interface AcceptValues {
  /** rows of key and, where there is one, display name */
  readonly values: readonly (readonly unknown[])[] | null;
  /** the set to ask for when the values are a list of the tenant's, such as its business units */
  readonly dynamicSetId: string | null;
}

export interface ReportField {
  readonly name: string;
  readonly label: string;
  readonly dataType: DataType;
}

/** A report as its owner has it now; it can be another one at the next look. */
export interface ReportDefinition {
  readonly id: number;
  readonly name: string;
  /** when its structure changed, with the tenant's local offset */
  readonly modifiedOn: string | null;
  readonly parameters: readonly ReportParameter[];
  readonly fields: readonly ReportField[];
}

type Members = Readonly<Record<string, unknown>>;

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** A type that a later release adds is text until this connector knows it. */
const dataType = (value: unknown): DataType => dataTypes.find((type) => type === value) ?? 'String';

function acceptValues(value: unknown): AcceptValues | null {
  if (!isMembers(value)) return null;
  const { values, dynamicSetId } = value;
  return {
    values: Array.isArray(values) ? values.filter((row): row is unknown[] => Array.isArray(row)) : null,
    dynamicSetId: text(dynamicSetId),
  };
}

function named(value: unknown, what: string): { members: Members; name: string; label: string } {
  const name = isMembers(value) ? text(value.name) : null;
  if (!isMembers(value) || name === null) throw new BadBodyError(`a ${what} without a name`);
  return { members: value, name, label: text(value.label) ?? name };
}

function parameter(value: unknown): ReportParameter {
  const { members, name, label } = named(value, 'parameter');
  return {
    name,
    label,
    dataType: dataType(members.dataType),
    isArray: members.isArray === true,
    isRequired: members.isRequired === true,
    acceptValues: acceptValues(members.acceptValues),
  };
}

function field(value: unknown): ReportField {
  const { members, name, label } = named(value, 'field');
  return { name, label, dataType: dataType(members.dataType) };
}

export function parseMembers(body: string): Members {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new BadBodyError(`a body of ${body.length} characters that is not JSON, or only a part of it`);
  }
  if (!isMembers(parsed)) throw new BadBodyError('a body that is not an object');
  return parsed;
}

/** @throws BadBodyError for a body that describes no report */
export function parseDefinition(response: HttpResponse): ReportDefinition {
  const { id, name, modifiedOn, parameters, fields } = parseMembers(response.body);
  if (!Number.isSafeInteger(id)) throw new BadBodyError('a report without an id');
  if (!Array.isArray(parameters)) throw new BadBodyError('a report without "parameters"');
  if (!Array.isArray(fields)) throw new BadBodyError('a report without "fields"');
  return {
    id: Number(id),
    name: text(name) ?? '',
    modifiedOn: text(modifiedOn),
    parameters: parameters.map(parameter),
    fields: fields.map(field),
  };
}
