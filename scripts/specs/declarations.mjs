// The hand-written part of the types in specs/lib; the rest is made from the JSON Schemas.

export const indexDeclarations = `
export type JsonObject = { [key: string]: unknown };

/** Where a value does not fit the schema. */
export interface SchemaError {
  /** JSON pointer into the value. */
  instancePath: string;
  message: string;
  keyword: string;
  /** What the keyword says; allowedProperties with additionalProperties, propertyName when a name is wrong. */
  params: Record<string, unknown>;
}

/** The streams that the source offers, in reading order. */
export declare const streams: readonly StreamSpec[];
/** The formats that come with the product. */
export declare const legacyFormats: Readonly<
  Record<PresetName, FormatDefinition> & { 'servicetitan-reports': LegacyFormat }
>;
/** The JSON Schema of a legacy format. */
export declare const legacyFormatSchema: JsonObject;
export type LoaderFile = 'customers' | 'invoices';
/** What the loader of uploaded files understands; headers are compared after trim, lower-case and spaces to underscores. */
export declare const loader: {
  /** Per file, fields without which it skips a row in silence; one of each group is enough. */
  readonly required: Readonly<Record<LoaderFile, readonly (readonly string[])[]>>;
  /** Fields, the files that have them and the headers that feed them, the usual one first. */
  readonly fields: readonly { field: string; files: readonly LoaderFile[]; headers: readonly string[] }[];
  /** Headers that look right and are not understood, and what to write instead. */
  readonly refused: Readonly<Record<string, string>>;
};
/** A value with the word extends is judged as an extension, any other as a format that stands alone. */
export declare function validateLegacyFormat(
  value: unknown,
): { valid: true } | { valid: false; errors: SchemaError[] };
`;

export const apiDeclarations = `/** A value as ServiceTitan's OpenAPI files describe it: names, types and numbers, no texts. */
export interface ApiSchema {
  /** Name in the module's schemas. */
  $ref?: string;
  /** Absent: anything. */
  type?: 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean';
  nullable?: true;
  /** int32, int64, decimal, double, date-time, date, time, guid ... */
  format?: string;
  enum?: readonly unknown[];
  minimum?: number;
  maximum?: number;
  properties?: Readonly<Record<string, ApiSchema>>;
  /** Members that are always there (they may still be null). */
  required?: readonly string[];
  items?: ApiSchema;
  /** The object is a map with such values. */
  additionalProperties?: ApiSchema;
  anyOf?: readonly ApiSchema[];
}

export interface ApiParameter {
  name: string;
  in: 'query' | 'path';
  /** Of the value, or of each value of an array. */
  type: 'string' | 'integer' | 'number' | 'boolean' | 'object';
  format?: string;
  array?: true;
  enum?: readonly unknown[];
  required?: true;
  minimum?: number;
  maximum?: number;
  /** How many comma-joined values it takes. */
  maxItems?: number;
  /** What "sort" or "orderBy" takes, where that is said. */
  sortFields?: readonly string[];
}

export interface ApiAnswer {
  /**
   * page: {page, pageSize, hasMore, totalCount, data}; export: {hasMore, continueFrom, data}; data: {data};
   * array: the items alone; object: one item, which is the answer itself.
   */
  envelope: 'page' | 'export' | 'data' | 'array' | 'object';
  item: ApiSchema;
  /** Members of the answer beside those of its envelope. */
  members?: Readonly<Record<string, ApiSchema>>;
}

/** An endpoint that reads. */
export interface ApiEndpoint {
  method: 'GET' | 'POST';
  /** "/crm/v2/tenant/{tenant}/customers/{id}" */
  path: string;
  /** OAuth scope. */
  scope: string;
  /** All but {tenant} and the headers. */
  parameters: readonly ApiParameter[];
  /** null: a file, or an answer that is not described. */
  answer: ApiAnswer | null;
  body?: ApiSchema;
}

export interface ApiModule {
  /** Path segment: "crm". */
  module: string;
  version: string;
  /** By path. */
  endpoints: readonly ApiEndpoint[];
  schemas: Readonly<Record<string, ApiSchema>>;
}

/** What the API offers to read, by module name. */
export declare const apiFacts: readonly ApiModule[];
`;

export const recordDeclarations = `import type { JsonObject } from './index.js';

/** Per stream: draft-07 schema of its records, with tenantId. */
export declare const recordSchemas: Readonly<Record<string, JsonObject>>;
`;

export const nameDeclarations = `
/** The words of menus and sentences for the streams. */
export declare const names: CatalogNames;
`;
