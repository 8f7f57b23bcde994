import type { StagingValue } from 'legacy-format';

/** A table by its place and name, unquoted. */
export interface TableName {
  /** schema or database */
  readonly schema: string;
  readonly name: string;
}

/** As people write it. */
export const labelOf = ({ schema, name }: TableName): string => `${schema}.${name}`;

/** What a column is to hold; every server has a type of its own for each. */
export type ColumnKind =
  /** any text, however long */
  | 'text'
  /** short text that is looked up: a tenant, a batch id */
  | 'name'
  /** YYYY-MM-DD */
  | 'date'
  /** decimals, as the staging tables of today hold them */
  | 'number'
  | 'integer'
  | 'bigint'
  /** epoch seconds; text in the staging tables of today */
  | 'version'
  | 'boolean'
  | 'instant'
  /** a number that the server gives, growing */
  | 'identity';

/** The kinds whose values a column of any text holds as they are. */
export const textTakes: readonly ColumnKind[] = ['text', 'name', 'date', 'number', 'integer', 'bigint', 'version'];

export interface ColumnDefinition {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly required?: boolean;
  /** SQL */
  readonly initially?: string;
}

export interface TableDefinition {
  readonly table: TableName;
  readonly columns: readonly ColumnDefinition[];
  /** columns of the index that finds a tenant's rows */
  readonly index: readonly string[];
}

/** A column of a table that is there. */
export interface FoundColumn {
  readonly name: string;
  /** as the server calls its type */
  readonly type: string;
  /** the kinds whose values it takes without a change */
  readonly takes: readonly ColumnKind[];
  /** an insert must give it a value */
  readonly mustBeGiven: boolean;
}

export type Row = readonly StagingValue[];
/** Rows that are sent together. */
export type Rows = AsyncIterable<readonly Row[]> | Iterable<readonly Row[]>;

export interface Condition {
  readonly sql: string;
  readonly values: readonly StagingValue[];
}

/** One connection, in one transaction from its beginning to its end. Every call has a time limit. */
export interface Session {
  /** SQL with `?` for each value. */
  query<R extends object = Record<string, unknown>>(sql: string, values?: readonly StagingValue[]): Promise<R[]>;
  /** Deletes rows. @returns how many */
  remove(table: TableName, condition: Condition): Promise<number>;
  /** Sends rows as they come, without holding them all. */
  load(table: TableName, columns: readonly string[], rows: Rows): Promise<void>;
  /** The same of whole lines in COPY's text format. */
  loadLines(table: TableName, columns: readonly string[], lines: Iterable<Buffer>): Promise<void>;
  /** Asked before rows are loaded: what will select those of this transaction and no other's. */
  ownRows(table: TableName): Promise<Condition>;
  exists(table: TableName): Promise<boolean>;
  /** @returns none when the table is not there */
  columns(table: TableName): Promise<FoundColumn[]>;
  commit(): Promise<void>;
}

/** What to wait for before a transaction begins. */
export type Lock = 'tenant' | 'tables' | 'none';

/** A kind of database server, with the address and the credentials of one. */
export interface TableServer {
  /** of the kind, for messages */
  readonly title: string;
  /** for messages: user, host, port, database; no secret */
  readonly place: string;
  readonly quote: (name: string) => string;
  readonly nameOf: (table: TableName) => string;
  /** Text equal to the last byte, whatever the column's collation, by an index if there is one. */
  readonly is: (column: string, value: string) => Condition;
  /** An instant (epoch milliseconds) as a column of kind `instant` is compared with. */
  readonly instant: (ms: number) => string;
  /** SQL of a value that may be text, as a decimal that can be summed up */
  readonly decimal: (column: string) => string;
  /** Whether a transaction that is rolled back takes new tables back, too. */
  readonly transactionalTables: boolean;
  /** Statements that make a table, with its schema if the server has such and it is missing. */
  create(session: Session, definition: TableDefinition): Promise<void>;
  /** Adds a column that may be empty. */
  addColumn(session: Session, table: TableName, column: ColumnDefinition): Promise<void>;
  /** What is wrong with a table as a whole; an engine without transactions. */
  problemsOf(session: Session, table: TableName, appends: boolean): Promise<string[]>;
  /**
   * Connects and begins a transaction; what `work` does not commit is rolled back, and the connection is closed.
   * @returns what work returns; undefined when somebody else holds the lock
   */
  transaction<T>(lock: Lock, work: (session: Session) => Promise<T>): Promise<{ readonly result: T } | undefined>;
  /** An error of the driver in words for the operator; any other as it is. */
  explain(error: unknown): unknown;
}
