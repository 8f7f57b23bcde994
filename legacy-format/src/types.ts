import type { ColumnType, LegacyFormat, OnFailure } from 'servicetitan-specs';

import type { ResolvedFormat } from './resolve';

/** A projected value. Numbers are JS numbers only when exact, else their exact text; missing fields are null. */
export type FieldValue =
  string | number | boolean | null | readonly FieldValue[] | { readonly [name: string]: FieldValue };

/** The projected values of one record; the index is the position in its projection's paths. */
export type Fields = readonly FieldValue[];

/** What a format needs to know of the connection it works for. */
export interface FormatContext {
  tenantKey: string;
  /** IANA name; a name that this machine does not know is a FormatError. */
  timeZone: string;
  trade?: string;
  /** Wins over the format's own context.software. */
  software?: string;
  importId?: number;
  /** Compute the columns that only staging uses; for database deliveries. Default false. */
  staging?: boolean;
  /** UTF-16 units that a cell of the files can hold, when that is less than the format's `maxCellLength`. */
  cellLimit?: number;
}

/** Why a stream is needed: `neededBy` names each report and column header; the source of a report names no column. */
export interface StreamUse {
  stream: string;
  roles: ('source' | 'lookup' | 'aggregate')[];
  /** True when every use is a lookup that is declared optional: without the stream its columns stay empty. */
  optional: boolean;
  neededBy: { report: string; column: string | null }[];
}

/** Which values of a stream's records the format looks at. */
export interface Projection {
  stream: string;
  /** `a.b` steps into objects, `a[].b` collects an array. Always holds `id`, `modifiedOn` and the cursor. */
  paths: readonly string[];
  /** Position of `id` (the primary key) and of the cursor field in `paths`. */
  keyIndex: number;
  cursorIndex: number;
  /**
   * The values of one parsed record. When a number among them lost digits in JSON.parse, the record is read again
   * from `exactText()`, its JSON text, and such numbers become strings.
   */
  project(record: Readonly<Record<string, unknown>>, exactText: () => string): FieldValue[];
}

/** A way in which records of a stream are found: by the value (or values) of one path. */
export interface IndexUse {
  /** `<stream>.<path>`, e.g. `customer_contacts.customerId`; lookups by primary key are here too (`zones.id`). */
  name: string;
  stream: string;
  path: string;
  /** The keys under which a record of the stream is found, from its projected values. */
  keysOf(fields: Fields): string[];
}

/** A key to fetch before a row is rendered. */
export interface LookupKey {
  index: string;
  key: string;
}

/** Hands out the projected records under a key, in any order; an empty array when there is none. */
export interface LookupReader {
  rows(index: string, key: string): readonly Fields[];
}

export type ReasonCode =
  | 'MISSING_REQUIRED'
  | 'BAD_VALUE'
  | 'PATTERN'
  | 'NOT_ALLOWED'
  | 'TOO_LONG'
  | 'TOO_EARLY'
  | 'TOO_LATE'
  | 'NOT_UNIQUE'
  | 'SUM_MISMATCH'
  | 'MISSING_KEY'
  | 'UNREADABLE';

/** Why a row was rejected, or what is odd about a row that was kept. */
export interface Reason {
  code: ReasonCode;
  /** The column's name in the format; empty when the record as a whole is meant. */
  column: string;
  message: string;
  /** What the format asks for: leave the row out, keep it, or hold the whole batch back. */
  failure: OnFailure;
}

/**
 * A cell as data: plain decimals for numbers and money, `YYYY-MM-DD` and `YYYY-MM-DDTHH:mm:ss` (tenant zone) for dates,
 * booleans, text; null when empty.
 */
export type CellValue = string | boolean | null;

export interface Row {
  kind: 'row';
  /** The key columns' values, joined by U+001F when there are several. */
  key: string;
  /** The text of each enabled column, in the header's order. */
  cells: string[];
  /** The values of `CompiledReport.columns`: the enabled ones first, then those that are only computed. */
  values: CellValue[];
  truncatedCells: number;
  warnings: readonly Reason[];
}

export interface RejectedRow {
  kind: 'rejected';
  /** Null when the key itself is missing. */
  key: string | null;
  reasons: readonly Reason[];
  /** True when the format says that a row like this holds the whole batch back (`fail`). */
  fatal: boolean;
}

export type Rendered = { kind: 'filtered' } | RejectedRow | Row;

export interface ReportColumn {
  name: string;
  header: string;
  type: ColumnType;
  enabled: boolean;
}

/** One pass over the records of a report: remembers keys and unique values, so records must come once each. */
export interface ReportRun {
  render(fields: Fields): Rendered;
}

export type ControlTotalValue = number | string | null | Record<string, number>;

export interface ControlTotals {
  /** Counts a row that is written; rejected, filtered and unchanged ones are not added. */
  add(row: Row): void;
  result(): Record<string, ControlTotalValue>;
}

/** Values of one batch that no record has. `version` is epoch seconds. */
export interface BatchValues {
  version: number | null;
}

export type StagingValue = string | number | boolean | null;

/** The rows of a database delivery. */
export interface StagingTable {
  table: string;
  write: 'replace-for-tenant' | 'append-batch';
  columns: readonly string[];
  /** One value per column; numbers and money are plain decimal text, empty cells null. */
  row(row: Pick<Row, 'values'>, batch: BatchValues): StagingValue[];
}

export interface CompiledReport {
  key: string;
  title: string;
  mode: 'snapshot' | 'changes';
  /** The stream whose records become rows. */
  source: string;
  /** Whether a changes report leaves out rows whose content was delivered before. */
  resend: 'if-content-changed' | 'once' | 'always';
  header: readonly string[];
  columns: readonly ReportColumn[];
  /** True when reading the source in the numeric order of its primary key gives rows in the order of their key. */
  numericKey: boolean;
  /** Order of rows by key: digits by number, before all others, which come by code point. */
  compareKeys(a: string, b: string): number;
  /**
   * The keys that rendering looks up. Without `lookups` only those that the record itself holds; with `lookups` also
   * the following steps of chains whose earlier steps are already there.
   */
  lookupKeys(fields: Fields, lookups?: LookupReader): LookupKey[];
  /** `today` is the tenant's calendar date, YYYY-MM-DD. What `lookups` holds under a key must not change during the run. */
  begin(options: { lookups: LookupReader; today: string }): ReportRun;
  totals(): ControlTotals;
  /** Null when the report declares no staging table or the context did not ask for staging. */
  staging: StagingTable | null;
}

export interface CompiledFormat {
  /** The format with every default filled in. */
  definition: ResolvedFormat;
  /** sha256 of the definition as canonical JSON, hex. */
  sha256: string;
  context: Readonly<FormatContext> & { software: string };
  streams: readonly StreamUse[];
  indexes: readonly IndexUse[];
  reports: readonly CompiledReport[];
  /** Throws a RangeError for a stream that the format does not use. */
  projection(stream: string): Projection;
  /** The tenant's calendar date of an instant, YYYY-MM-DD; null when the text is no instant. */
  dateInZone(instant: string): string | null;
}

export type { ColumnType, LegacyFormat, OnFailure };
