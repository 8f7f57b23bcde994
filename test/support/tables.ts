/** Syncs whose customers and invoices are counted in thousands, for suites of database deliveries. */
import { setTimeout as delay } from 'node:timers/promises';

import { catalog, exampleRecords, lines, wholeStreams, type Destination, type Records } from './destination';

export const streams = Object.keys(exampleRecords());
export const overwrite = catalog(streams, { mode: 'overwrite' });

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
