import type { Clock } from './clock';
import type { Faults, RequestMatch } from './fault-effects';
import type { Reporting } from './reporting';
import type { Switches } from './switches';

/** The streams the simulator holds, named as in the product's catalog. */
export const streamNames = [
  'business_units',
  'tag_types',
  'zones',
  'campaigns',
  'membership_types',
  'customers',
  'customer_contacts',
  'locations',
  'location_contacts',
  'memberships',
  'jobs',
  'appointment_assignments',
  'invoices',
  'invoice_items',
  'payments',
] as const;
export type StreamName = (typeof streamNames)[number];

/** A stream, or any other collection by module and path without parameters: `jpm/projects`, `crm/customers/notes`. */
export type CollectionName = StreamName | `${string}/${string}`;

/** Rows per stream. `invoice_items` follows from the invoices; what is left out follows from customers and invoices. */
export type Sizes = Record<Exclude<StreamName, 'invoice_items'>, number>;

export interface TenantOptions {
  /** Digits; default 100000001, 100000002, ... */
  tenantId?: string;
  clientId?: string;
  clientSecret?: string;
  appKey?: string;
  /** Default: every scope the simulator's routes ask for. */
  scopes?: readonly string[];
  /** Has the tenant's admin allowed the app? Default true. */
  connected?: boolean;
  /** Modules the tenant has not bought, as their path segments (`memberships`, `dispatch`): 404. */
  modulesOff?: readonly string[];
  seed?: number;
  /** Default 200 customers, 500 invoices. */
  sizes?: Partial<Sizes>;
  /** Rows of every other collection; default 30, fewer of those that belong to rows of another one. */
  collectionRows?: number;
  /** Rows of single collections. */
  collections?: Readonly<Record<string, number>>;
  /** When the tenant's data begins and ends (ISO); default 2019-01-01 to 2025-10-31, so that a seed gives the same data on any day. */
  from?: string;
  until?: string;
  /** 19-digit ids beyond 2^53 and decimals with more digits than a double holds. */
  exactNumbers?: boolean;
  /** Days of business that are played on top of the generated data, see `playDay`. Default 0. */
  days?: number;
}

export interface SimulatorOptions {
  /** 0 (default) takes a free port. */
  port?: number;
  /** Address to listen on; default 127.0.0.1. */
  host?: string;
  /** Default: one tenant with default options. */
  tenants?: readonly TenantOptions[];
  /** Default: real time. */
  clock?: Clock;
  switches?: Partial<Switches>;
  /** Request records that are kept; the oldest go first. Default 100,000. */
  requestLogSize?: number;
}

export type RowId = number | string;
export type Fields = Readonly<Record<string, unknown>>;

/**
 * A change of a tenant's data. It is stamped with the simulator's clock unless `modifiedOn` (ISO, up to 7 fraction
 * digits) is given. `fields` may name nested members with dots (`address.street`). `lateBySeconds` makes the row show up
 * in the export feed so much later than the usual 15 minutes, behind rows with a newer modifiedOn.
 */
export type Mutation = { stream: CollectionName; fields?: Fields; modifiedOn?: string; lateBySeconds?: number } &
  /** `ownerId`: the row it belongs to, in collections such as `crm/customers/notes`. */
  (
    | { action: 'add'; count?: number; ownerId?: RowId }
    | { action: 'edit' | 'deactivate' | 'activate' | 'delete'; id: RowId }
    /** The row becomes inactive with mergedToId; its target is stamped too. */
    | { action: 'merge'; id: RowId; intoId: RowId }
    /** Edits these rows (or the first `count`) in one millisecond; the stamps differ in the 7th digit or are equal. */
    | { action: 'edit-many'; ids?: readonly RowId[]; count?: number; equalStamps?: boolean }
  );

export interface MutationOutcome {
  /** Ids of the rows that were added or changed, as text so that no digit is lost. */
  ids: string[];
}

export interface RequestRecord {
  number: number;
  /** Real time, epoch ms with fractions. */
  at: number;
  /** The simulator's time, epoch ms. */
  clock: number;
  tenantId: string | null;
  method: string;
  path: string;
  query: [string, string][];
  /** Names in the query that the endpoint does not declare; ServiceTitan ignores them in silence. */
  undeclared: string[];
  /** 0 while the answer is under way or when none was sent. */
  status: number;
  /** Kind of the fault that hit the request. */
  fault: string | null;
  /** Without authorization, st-app-key and cookies. */
  headers: Record<string, string>;
  rows: number;
  bytes: number;
}

/** A row as an endpoint sends it. */
export interface ServedRow {
  id: string;
  /** Keys of the rows that stand in the endpoint's path, by parameter. */
  keys: Readonly<Record<string, string>>;
  text: string;
}

export interface Tenant {
  readonly tenantId: string;
  readonly clientId: string;
  clientSecret: string;
  appKey: string;
  connected: boolean;
  scopes: readonly string[];
  modulesOff: readonly string[];
  /** Rows that a stream holds, inactive and deleted ones included. */
  count(stream: CollectionName): number;
  /** JSON text of every row as it is now, in id order, as the export feeds send it. */
  texts(stream: CollectionName): Generator<string>;
  /** The same, parsed (digits beyond 2^53 are lost here). */
  rows(stream: CollectionName): Record<string, unknown>[];
  /** JSON text of one row. */
  text(stream: CollectionName, id: RowId): string;
  /**
   * What a GET endpoint has to give over all pages, parents and values of its active filter, at most narrowed by a query.
   * `path` is the template of the API facts: `/crm/v2/tenant/{tenant}/customers/{id}/notes`.
   */
  served(path: string, query?: Readonly<Record<string, string>>): ServedRow[];
  /** What is saved in the tenant's reporting; change it as its owner would, also between two requests. */
  readonly reporting: Reporting;
  mutate(mutation: Mutation): MutationOutcome;
  /** Plays the next day after `until`: new customers, invoices and payments, edits, a merge. Deterministic by seed. */
  playDay(): void;
}

/** Runs once, when the answer of the `after`-th matching request (default 1) is made and about to be sent. */
export interface Hook extends RequestMatch {
  after?: number;
  run(): void;
}

export interface Stats {
  requests: number;
  byStatus: Record<string, number>;
  rows: number;
  bytes: number;
  /** Most API requests of one tenant within any second of real time, by tenant. */
  peakPerSecond: Record<string, number>;
}

export interface Simulator {
  /** `http://127.0.0.1:8080` */
  readonly apiUrl: string;
  /** The full token endpoint, `http://127.0.0.1:8080/connect/token` */
  readonly authUrl: string;
  readonly tenants: readonly [Tenant, ...Tenant[]];
  readonly clock: Clock;
  readonly switches: Switches;
  readonly faults: Faults;
  /** Newest last. */
  readonly requests: readonly RequestRecord[];
  clearRequests(): void;
  stats(): Stats;
  tenant(tenantId: string): Tenant;
  mutate(tenantId: string, mutation: Mutation): MutationOutcome;
  afterRequest(hook: Hook): void;
  /** Ends every connection and frees the port. */
  close(): Promise<void>;
}
