import { encode } from '../exact-json';
import { dayText, ticksText } from '../ticks';

import { generated, inactiveShare, type Entity } from './entity';
import { customerName } from './people';
import { pick, rowFor } from './random';
import { invoiceOfPayment, money, paidCents, placeOf, referenceNumber } from './sales';
import { businessUnitNames, paymentTypes } from './words';
import type { World } from './world';

/** Payments of the invoices; one whose invoice is a credit, or that has none, is a deposit that nothing is paid with yet. */
export function payments(world: World): Entity {
  const stream = 'payments';
  const active = inactiveShare(world, stream, 10);
  return generated(world, stream, active, (row, times) => {
    const number = world.hash(100, row);
    const invoice = invoiceOfPayment(world, row);
    const { customer } = placeOf(world, invoice ?? number % 100_003);
    const paid = money(paidCents(world, row));
    const created = times.created(row);
    const type = number % paymentTypes.length;
    const unit = rowFor(number, world.sizes.business_units);
    return encode({
      active: active(row),
      appliedTo:
        invoice === null
          ? []
          : [
              {
                appliedAmount: paid,
                appliedBy: 'Tanya Brooks',
                appliedId: 25_000_000 + row,
                appliedOn: ticksText(created),
                appliedTo: world.ref('invoices', invoice),
                appliedToReferenceNumber: referenceNumber(world, invoice),
              },
            ],
      authCode: type === 1 ? 'A1B2C3' : null,
      batch: null,
      businessUnit: { id: world.ref('business_units', unit), name: pick(businessUnitNames, unit) },
      checkNumber: type === 0 ? String(1000 + (number % 9000)) : null,
      createdBy: 'Tanya Brooks',
      createdOn: ticksText(created),
      customer: { id: world.ref('customers', customer), name: customerName(world, customer) },
      customFields: number % 3 === 0 ? null : [],
      date: dayText(created),
      deposit: null,
      generalLedgerAccount: {
        id: 24_001_000,
        name: 'Undeposited Funds',
        number: '1000',
        type: 'Asset',
        detailType: 'Asset',
      },
      id: world.ref(stream, row),
      memo: number % 8 === 0 ? 'Paid at door, "thanks!"' : null,
      modifiedOn: ticksText(times.modified(row)),
      referenceNumber: String(700_000 + row),
      refundedPaymentId: null,
      syncStatus: pick(['Pending', 'Posted', 'Exported'], number),
      total: paid,
      type: pick(paymentTypes, type),
      typeId: String(26_000_000 + type),
      unappliedAmount: invoice === null ? paid : '0.00',
    });
  });
}
