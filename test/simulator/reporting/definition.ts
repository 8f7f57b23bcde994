import type { Json, JsonObject } from '../exact-json';

export type DataType = 'String' | 'Number' | 'Boolean' | 'Date' | 'Time';

export interface Category {
  /** a slug */
  id: string;
  name: string;
}

export interface Parameter {
  name: string;
  label: string;
  dataType: DataType;
  isArray: boolean;
  isRequired: boolean;
  acceptValues: { fields: Header[]; dynamicSetId: string | null; values: Json[][] | null } | null;
}

export interface Header {
  name: string;
  label: string;
}

export interface Column extends Header {
  dataType: DataType;
  cell(record: JsonObject): Json;
}

/** What the parameters of a run were given, by name. */
export type Given = ReadonlyMap<string, Json>;

/** A saved report. A test changes it as its owner would: at any time, between describing it and running it. */
export interface Report {
  id: number;
  category: string;
  name: string;
  description: string | null;
  /** with the tenant's local offset, like every time in this part of the API */
  modifiedOn: string;
  parameters: Parameter[];
  columns: Column[];
  records(given: Given): Iterable<JsonObject>;
}

export interface Reporting {
  categories: Category[];
  reports: Report[];
  /** dynamic value sets by id: rows of key and display name */
  valueSets: Record<string, () => Json[][]>;
}

export function parameter(name: string, dataType: DataType, more: Partial<Parameter> = {}): Parameter {
  return { name, label: name, dataType, isArray: false, isRequired: false, acceptValues: null, ...more };
}

export const keyAndName: Header[] = [
  { name: 'Id', label: 'Id' },
  { name: 'Name', label: 'Name' },
];

/** A tenant in Phoenix: no summer time, so a day has one offset all year. */
const offset = '-07:00';

/** The midnight of a day where the tenant is. */
export function localMidnight(day: string): string {
  return `${day}T00:00:00${offset}`;
}

/** An instant as the reports write it. */
export function localTime(instant: string): string {
  const local = new Date(Date.parse(instant) - 7 * 3_600_000);
  return `${local.toISOString().slice(0, 19)}${offset}`;
}
