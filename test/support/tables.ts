/** Syncs whose customers and invoices are counted in thousands, for suites of database deliveries. */
import { setTimeout as delay } from 'node:timers/promises';

import type { Outcome } from './connector';
import {
  acknowledged,
  catalog,
  exampleRecords,
  failure,
  lines,
  wholeStreams,
  type Destination,
  type Records,
} from './destination';

export const streams = Object.keys(exampleRecords());
export const overwrite = catalog(streams, { mode: 'overwrite' });

export const loaderPassword = 'loader-secret-9fKq';

/** A delivery into the database that the suite's server has for it, as a user who may only load. */
export const loadingInto = (kind: 'postgres' | 'mysql', port: number, changes: Record<string, unknown>) => ({
  delivery: {
    kind,
    host: '127.0.0.1',
    port,
    database: 'ingest',
    user: 'loader',
    password: loaderPassword,
    ssl_mode: 'require',
    ...changes,
  },
});

/** The sync failed in these words, claimed nothing, and did not tell the password. */
export function expectRefusal(outcome: Outcome, type: 'config' | 'transient', words: RegExp): void {
  expect(failure(outcome)).toMatchObject({ type: `${type}_error`, message: expect.stringMatching(words) as unknown });
  expect(acknowledged(outcome)).toEqual([]);
  expect(outcome.stdout + outcome.stderr).not.toContain(loaderPassword);
}

/** Waits until something is there; a suite that waits in vain fails soon. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (const began = Date.now(); Date.now() - began < 30_000;) {
    const found = await ask();
    if (found !== undefined) return found;
    await delay(20);
  }
  throw new Error(`waited in vain for ${what}`);
}

export interface Sizes {
  readonly customers?: number;
  readonly invoices?: number;
  /** of each invoice */
  readonly total?: string;
  /** of each customer */
  readonly name?: string;
}

/** Whole streams with so many customers and invoices, all of them good. */
export function sized({ customers = 3, invoices = 2, total = '10.25', name = 'Ann Example' }: Sizes = {}): string {
  const records: Records = exampleRecords();
  const [customer] = records.customers ?? [];
  const [invoice] = records.invoices ?? [];
  return lines(
    ...wholeStreams({
      ...records,
      customers: Array.from({ length: customers }, (_, at) => ({ ...customer, id: 1000 + at, name: `${name} ${at}` })),
      invoices: Array.from({ length: invoices }, (_, at) => ({
        ...invoice,
        id: 5000 + at,
        total,
        subTotal: total,
        salesTax: '0.00',
      })),
    }),
  );
}

export const write = (destination: Destination, config: Record<string, unknown>, sizes: Sizes = {}) =>
  destination.write(sized(sizes), overwrite, config);
