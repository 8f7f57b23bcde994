import { customerOfLocation } from './people';
import { pick, rowFor } from './random';
import { priceBook, terms } from './words';
import type { World } from './world';

/**
 * What invoices, their items, their payments and their jobs must agree on. Invoices come in `variants` that repeat, so
 * that their number of items, and with it the row of each item, is known without counting.
 */
export const variants = 97;
/** Coprime with `variants`: neighbours differ. */
const stride = 37;

export interface Line {
  sku: number;
  quantity: number;
  priceCents: number;
}

export interface Sale {
  kind: 'job' | 'membership' | 'adjustment';
  status: 'Pending' | 'Posted' | 'Exported';
  term: readonly [string, number];
  lines: readonly Line[];
  subTotalCents: number;
  taxCents: number;
  totalCents: number;
}

/** Items per invoice; with them an average invoice has about 2 kB of JSON. */
const lineCounts = [1, 1, 1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 5, 1] as const;

function saleOf(variant: number): Sale {
  const kind = variant < 2 ? 'adjustment' : variant < 5 ? 'membership' : 'job';
  const lines = Array.from({ length: kind === 'job' ? pick(lineCounts, variant) : 1 }, (_, index) => {
    const sku = (variant + index * 3) % priceBook.length;
    const [, , , price] = pick(priceBook, sku);
    const quantity = 1 + ((variant + index) % 7 === 0 ? 2 : 0);
    return { sku, quantity, priceCents: kind === 'adjustment' ? -Math.abs(price) : price };
  });
  const subTotalCents = lines.reduce((sum, line) => sum + line.quantity * line.priceCents, 0);
  const taxCents = variant % 4 === 0 ? 0 : Math.round(subTotalCents * 0.08225);
  const status = variant % 16 === 5 ? 'Pending' : variant % 3 === 0 ? 'Posted' : 'Exported';
  return {
    kind,
    status,
    term: pick(terms, variant),
    lines,
    subTotalCents,
    taxCents,
    totalCents: subTotalCents + taxCents,
  };
}

export const sales: readonly Sale[] = Array.from({ length: variants }, (_, variant) => saleOf(variant));

export function variantOf(world: World, invoice: number): number {
  return (invoice * stride + world.seed) % variants;
}

export function saleFor(world: World, invoice: number): Sale {
  const sale = sales[variantOf(world, invoice)];
  if (sale === undefined) throw new RangeError(`a seed must be a whole number from 0, not ${String(world.seed)}`);
  return sale;
}

/** An adjustment's invoice: the nearest one before it that is none itself. */
export function adjustedInvoice(world: World, invoice: number): number | null {
  if (saleFor(world, invoice).kind !== 'adjustment') return null;
  let parent = invoice - 1;
  while (parent >= 0 && saleFor(world, parent).kind === 'adjustment') parent -= 1;
  return parent < 0 ? null : parent;
}

export function placeOf(world: World, invoice: number): { location: number; customer: number } {
  const location = rowFor(world.hash(80, adjustedInvoice(world, invoice) ?? invoice), world.sizes.locations);
  return { location, customer: customerOfLocation(world, location) };
}

/** The number people see on job and invoice. */
export function referenceNumber(world: World, invoice: number): string {
  const parent = adjustedInvoice(world, invoice);
  return parent === null ? String(100_200_300 + invoice) : `${referenceNumber(world, parent)}-1`;
}

/** Where an invoice's items begin in their stream, and the way back. */
export function createLineIndex(world: World): {
  firstItem(invoice: number): number;
  locate(item: number): { invoice: number; line: number };
} {
  const starts = [0];
  for (let invoice = 0; invoice < variants; invoice += 1)
    starts.push((starts[invoice] ?? 0) + saleFor(world, invoice).lines.length);
  const perRound = starts[variants] ?? 0;
  return {
    firstItem: (invoice) => Math.floor(invoice / variants) * perRound + (starts[invoice % variants] ?? 0),
    locate: (item) => {
      const within = item % perRound;
      let invoice = 0;
      while ((starts[invoice + 1] ?? Infinity) <= within) invoice += 1;
      return { invoice: Math.floor(item / perRound) * variants + invoice, line: within - (starts[invoice] ?? 0) };
    },
  };
}

/** The payment row of an invoice: payments are spread evenly over the invoices. */
export function paymentOf(world: World, invoice: number): number | null {
  const { payments, invoices } = world.sizes;
  const applied = Math.min(payments, invoices);
  const payment = Math.ceil((invoice * applied) / Math.max(invoices, 1));
  return payment < applied && invoiceOfPayment(world, payment) === invoice ? payment : null;
}

export function invoiceOfPayment(world: World, payment: number): number | null {
  const { payments, invoices } = world.sizes;
  const applied = Math.min(payments, invoices);
  if (payment >= applied) return null;
  const invoice = Math.floor((payment * invoices) / applied);
  return saleFor(world, invoice).totalCents > 0 ? invoice : null;
}

/** What a payment paid: one in nine pays half. */
export function paidCents(world: World, payment: number): number {
  const invoice = invoiceOfPayment(world, payment);
  if (invoice === null) return 5000;
  const { totalCents } = saleFor(world, invoice);
  return world.hash(81, payment) % 9 === 0 ? Math.floor(totalCents / 2) : totalCents;
}

/** Money as the accounting endpoints write it: text with two digits, sometimes a bare zero. */
export function money(cents: number): string {
  return cents === 0 ? '0' : (cents / 100).toFixed(2);
}
