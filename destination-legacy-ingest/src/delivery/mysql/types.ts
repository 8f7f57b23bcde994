import { textTakes, type ColumnKind } from '../tables/server';

/** Types of the columns that are made here. A name is compared byte by byte and must fit into an index. */
export const columnTypes: Readonly<Record<ColumnKind, string>> = {
  text: 'mediumtext',
  name: 'varchar(255) COLLATE utf8mb4_bin',
  date: 'mediumtext',
  number: 'double',
  integer: 'int',
  bigint: 'bigint',
  version: 'varchar(32)',
  boolean: 'boolean',
  instant: 'datetime',
  identity: 'bigint AUTO_INCREMENT PRIMARY KEY',
};

/** By `data_type` of information_schema.columns: what can be put into a column without losing any of it. */
const taken: Readonly<Record<string, readonly ColumnKind[]>> = {
  tinytext: textTakes,
  text: textTakes,
  mediumtext: textTakes,
  longtext: textTakes,
  varchar: textTakes,
  date: ['date'],
  datetime: ['date'],
  timestamp: ['date'],
  decimal: ['number', 'integer', 'bigint', 'version'],
  double: ['number', 'integer'],
  bigint: ['integer', 'bigint', 'version'],
  int: ['integer'],
};

export const takenBy = (dataType: string): readonly ColumnKind[] => taken[dataType.toLowerCase()] ?? [];
