import { textTakes, type ColumnKind } from '../tables/server';

/** Types of the columns that are made here; `double precision` is what the staging tables have for totals. */
export const columnTypes: Readonly<Record<ColumnKind, string>> = {
  text: 'text',
  name: 'text',
  date: 'text',
  number: 'double precision',
  integer: 'integer',
  bigint: 'bigint',
  version: 'text',
  boolean: 'boolean',
  instant: 'timestamp with time zone',
  identity: 'bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
};

/** By `udt_name` of information_schema.columns: what can be put into a column without losing any of it. */
const taken: Readonly<Record<string, readonly ColumnKind[]>> = {
  text: textTakes,
  varchar: textTakes,
  citext: textTakes,
  date: ['date'],
  timestamp: ['date'],
  timestamptz: ['date'],
  numeric: ['number', 'integer', 'bigint', 'version'],
  float8: ['number', 'integer'],
  int8: ['integer', 'bigint', 'version'],
  int4: ['integer'],
};

export const takenBy = (udtName: string): readonly ColumnKind[] => taken[udtName] ?? [];
