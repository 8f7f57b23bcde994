import type { StreamSpec } from 'servicetitan-specs';

export type OperationName = 'getAll' | 'get' | 'getChanges';

/** A key of another record that a request names, and the node's parameter that holds it. */
export interface RequestKey {
  /** of the API: in the path, else of the query */
  readonly parameter: string;
  /** of the node */
  readonly name: string;
  /** member under which a record gets it when it lacks it */
  readonly as?: string;
  /** The parameter takes so many keys at once, joined by commas. */
  readonly batch?: number;
}

/** How a filter becomes a query parameter, where it does not just go as it is. */
export interface FilterSpec {
  /** instant: a moment; day: a calendar date; repeated: once for each value */
  readonly kind?: 'instant' | 'day' | 'repeated';
  /** the API's name, where it cannot be the node's */
  readonly parameter?: string;
}

/** Query parameters that hide or show what was deactivated. */
export interface InactiveSwitch {
  readonly on: Readonly<Record<string, string>>;
  readonly off: Readonly<Record<string, string>>;
}

/** What the node knows of a stream beside the catalog; made from specs/ when the package is built. */
export interface ResourceData {
  readonly one: string;
  readonly many: string;
  readonly operations: readonly OperationName[];
  /** of an export feed: the list of the same rows, as what differs from the stream */
  readonly list?: Partial<StreamSpec>;
  readonly keys: readonly RequestKey[];
  readonly inactive?: InactiveSwitch;
  readonly filters: Readonly<Record<string, FilterSpec>>;
  /** the filter that finds records by a text, and whether the list takes ids */
  readonly search: { readonly parameter?: string; readonly ids: boolean };
  readonly get?: {
    readonly path: string;
    readonly scope: string;
    readonly keys: readonly RequestKey[];
    /** member of the answer that is the record, where it is not the answer itself */
    readonly inside?: string;
  };
  readonly fields: readonly string[];
  /** at most ten of the fields */
  readonly simplified: readonly string[];
  /** the fields by which people know a record */
  readonly label: readonly string[];
}
