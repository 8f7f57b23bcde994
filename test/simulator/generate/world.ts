import { exact } from '../exact-json';
import { parseTicks, ticksPerDay, type Ticks } from '../ticks';
import type { Sizes, StreamName, TenantOptions } from '../types';

import { hash } from './random';

/** Where the ids of each kind begin: 8 or 9 digits, as in real tenants. Room for 11 million rows each. */
const firstIds = {
  business_units: 11_000_000,
  tag_types: 12_000_000,
  zones: 13_000_000,
  campaigns: 14_000_000,
  membership_types: 15_000_000,
  customers: 100_000_000,
  customer_contacts: 180_000_000,
  locations: 260_000_000,
  location_contacts: 340_000_000,
  memberships: 420_000_000,
  jobs: 500_000_000,
  appointment_assignments: 580_000_000,
  invoices: 660_000_000,
  invoice_items: 740_000_000,
  payments: 860_000_000,
  appointments: 940_000_000,
  employees: 31_000_000,
  technicians: 32_000_000,
  job_types: 33_000_000,
  skus: 34_000_000,
} satisfies Record<StreamName, number> & Record<string, number>;
export type Kind = keyof typeof firstIds;

/** Ids grow by 1..13, so that they are not a plain count. */
const idStep = 7;
/** Put before the nine digits of an id: beyond 2^53 and below 2^63. */
export const exactPrefix = '9007199254';

/** What every generator of a tenant looks at. Everything follows from the seed and the sizes. */
export interface World {
  seed: number;
  sizes: Sizes;
  from: Ticks;
  until: Ticks;
  exactNumbers: boolean;
  tenantId: string;
  /** A repeatable number for a row and a purpose. */
  hash(purpose: number, row: number): number;
  id(kind: Kind, row: number): number;
  /** The row that has this id, were the stream long enough. */
  rowOf(kind: Kind, id: number | string): number | undefined;
  /** JSON text of an id. */
  idText(kind: Kind, row: number): string;
  /** The id as it stands in a tree. */
  ref(kind: Kind, row: number): number | string;
  /** A decimal as it stands in a tree, with more digits than a double holds when the tenant has exact numbers. */
  decimal(value: number): number | string;
}

const defaultCustomers = 200;
const defaultInvoices = 500;

function sizesOf(given: Partial<Sizes>): Sizes {
  const customers = given.customers ?? defaultCustomers;
  const invoices = given.invoices ?? defaultInvoices;
  const jobs = given.jobs ?? invoices;
  return {
    business_units: 6,
    tag_types: 24,
    zones: 8,
    campaigns: 20,
    membership_types: 6,
    customer_contacts: Math.round(customers * 2.2),
    locations: Math.round(customers * 1.25),
    location_contacts: Math.round(customers * 0.5),
    memberships: Math.round(customers * 0.3),
    appointment_assignments: Math.round(jobs * 1.2),
    payments: Math.round(invoices * 0.7),
    ...given,
    customers,
    invoices,
    jobs,
  };
}

function moment(text: string): Ticks {
  const ticks = parseTicks(text);
  if (ticks === undefined) throw new RangeError(`not a date: ${text}`);
  return ticks;
}

export function createWorld(tenantId: string, options: TenantOptions): World {
  const seed = options.seed ?? 1;
  const exactNumbers = options.exactNumbers ?? false;
  const id = (kind: Kind, row: number) => firstIds[kind] + row * idStep + (hash(seed, firstIds[kind], row) % idStep);
  const idText = (kind: Kind, row: number) => {
    const digits = String(id(kind, row));
    return exactNumbers ? exactPrefix + digits.padStart(9, '0') : digits;
  };
  const from = moment(options.from ?? '2019-01-01');
  const until = moment(options.until ?? '2025-10-31');
  if (until - from < ticksPerDay) throw new RangeError('a tenant needs at least a day between from and until');
  return {
    seed,
    sizes: sizesOf(options.sizes ?? {}),
    from,
    until,
    exactNumbers,
    tenantId,
    hash: (purpose, row) => hash(seed, purpose, row),
    id,
    rowOf: (kind, wanted) => {
      const digits = String(wanted);
      if (exactNumbers && !digits.startsWith(exactPrefix)) return undefined;
      const number = Number(exactNumbers ? digits.slice(exactPrefix.length) : digits);
      const row = Math.floor((number - firstIds[kind]) / idStep);
      return row >= 0 && id(kind, row) === number ? row : undefined;
    },
    idText,
    ref: (kind, row) => (exactNumbers ? exact(idText(kind, row)) : id(kind, row)),
    decimal: (value) => (exactNumbers ? exact(`${value.toFixed(4)}000000000000012345`) : value),
  };
}
