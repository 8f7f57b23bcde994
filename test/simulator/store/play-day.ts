import { exact } from '../exact-json';
import type { World } from '../generate/world';
import { ticksPerDay, ticksText } from '../ticks';
import type { Mutation, MutationOutcome } from '../types';

import type { Stores } from './mutate';

/** One in so many customers and invoices is touched in a day. */
const share = 100;
/** The most changes that one of them brings. */
const changesPerRow = 4;

/**
 * A day of business: day `n` (from 1) always makes the same changes of the same tenant, stamped on the n-th day after the
 * tenant's data ends. New customers with phone and location, new invoices, payments, moved and departed customers, a merge.
 */
export function playDay(
  world: World,
  stores: Stores,
  mutate: (mutation: Mutation) => MutationOutcome,
  day: number,
): void {
  const customersTouched = Math.max(1, Math.round(world.sizes.customers / share));
  const invoicesTouched = Math.max(2, Math.round(world.sizes.invoices / share));
  const spacing = Math.floor(ticksPerDay / 2 / ((customersTouched + invoicesTouched) * changesPerRow + 10));
  let made = 0;
  const modifiedOn = () => {
    made += 1;
    return ticksText(world.until + day * ticksPerDay - ticksPerDay / 2 + made * spacing);
  };
  const customers = stores.of('customers');
  const invoices = stores.of('invoices');
  const someCustomer = (purpose: number) => customers.idText(world.hash(purpose, day) % Math.max(customers.count(), 1));

  for (let index = 0; index < customersTouched; index += 1) {
    const [customer = ''] = mutate({ action: 'add', stream: 'customers', modifiedOn: modifiedOn() }).ids;
    const fields = { customerId: exact(customer) };
    mutate({
      action: 'add',
      stream: 'customer_contacts',
      fields: { ...fields, type: 'MobilePhone', value: `417-555-0${String(100 + index)}` },
      modifiedOn: modifiedOn(),
    });
    mutate({ action: 'add', stream: 'locations', fields, modifiedOn: modifiedOn() });
    const moved = someCustomer(200 + index);
    mutate({
      action: 'edit',
      stream: 'customers',
      id: moved,
      fields: { 'address.street': `${String(day)}${String(index)} New Street` },
      modifiedOn: modifiedOn(),
    });
  }
  mutate({ action: 'deactivate', stream: 'customers', id: someCustomer(300), modifiedOn: modifiedOn() });
  const [gone, into] = [someCustomer(301), someCustomer(302)];
  if (gone !== into) mutate({ action: 'merge', stream: 'customers', id: gone, intoId: into, modifiedOn: modifiedOn() });

  for (let index = 0; index < invoicesTouched; index += 1) {
    const stamp = modifiedOn();
    const [invoice = ''] = mutate({
      action: 'add',
      stream: 'invoices',
      fields: { invoiceDate: `${stamp.slice(0, 10)}T00:00:00Z`, syncStatus: index % 3 === 0 ? 'Pending' : 'Posted' },
      modifiedOn: stamp,
    }).ids;
    if (index % 2 === 1) pay(stores, mutate, invoice, modifiedOn);
    const old = invoices.idText(world.hash(400 + index, day) % world.sizes.invoices);
    if (world.sizes.invoices > 0)
      mutate({
        action: 'edit',
        stream: 'invoices',
        id: old,
        fields: { syncStatus: 'Exported' },
        modifiedOn: modifiedOn(),
      });
  }
}

function pay(
  stores: Stores,
  mutate: (mutation: Mutation) => MutationOutcome,
  invoice: string,
  modifiedOn: () => string,
): void {
  const invoices = stores.of('invoices');
  const row = invoices.rowOf(invoice);
  if (row === undefined) return;
  const { total, referenceNumber, customer } = invoices.tree(row);
  const stamp = modifiedOn();
  const applied = {
    appliedAmount: total,
    appliedBy: 'Tanya Brooks',
    appliedId: 27_000_000 + row,
    appliedOn: stamp,
    appliedTo: exact(invoice),
    appliedToReferenceNumber: referenceNumber,
  };
  mutate({
    action: 'add',
    stream: 'payments',
    fields: { total, customer, unappliedAmount: '0.00', appliedTo: [applied] },
    modifiedOn: stamp,
  });
  mutate({
    action: 'edit',
    stream: 'invoices',
    id: invoice,
    fields: { balance: '0.00', paidOn: `${stamp.slice(0, 10)}T00:00:00Z` },
    modifiedOn: modifiedOn(),
  });
}
