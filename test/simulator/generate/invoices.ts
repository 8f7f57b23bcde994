import { exact } from '../exact-json';
import { dayText, ticksPerDay, ticksText } from '../ticks';

import { idsOf, inactiveShare, timelineOf, type Entity } from './entity';
import { itemTree } from './invoice-items';
import { addressOf, customerName } from './people';
import { pick, rowFor } from './random';
import {
  adjustedInvoice,
  createLineIndex,
  money,
  paidCents,
  paymentOf,
  placeOf,
  referenceNumber,
  sales,
  saleFor,
  variantOf,
  type Sale,
} from './sales';
import { compileTemplate, hole } from './template';
import { businessUnitNames, jobTypes, summaries } from './words';
import type { World } from './world';

function template(world: World, sale: Sale, variant: number): unknown {
  const [termName] = sale.term;
  const configuration = { job: 'JobInvoice', membership: 'MembershipInvoice', adjustment: 'JobInvoice' }[sale.kind];
  return {
    id: hole('id'),
    syncStatus: sale.status,
    budgetCodeId: null,
    referenceNumber: hole('referenceNumber'),
    invoiceDate: hole('invoiceDate'),
    dueDate: hole('dueDate'),
    subTotal: money(sale.subTotalCents),
    salesTax: money(sale.taxCents),
    salesTaxCode:
      sale.taxCents === 0
        ? null
        : {
            id: 21_000_001,
            name: 'MO, Greene County',
            taxRate: world.exactNumbers ? exact('0.082250000000000000001') : 0.08225,
          },
    taxZoneId: null,
    total: money(sale.totalCents),
    balance: hole('balance'),
    invoiceType:
      sale.kind === 'adjustment'
        ? { id: 22_000_004, name: 'Adjustment' }
        : variant % 3 === 0
          ? { id: 22_000_001, name: 'Service' }
          : null,
    customer: { id: hole('customerId'), name: hole('customerName') },
    customerAddress: hole('customerAddress'),
    location: { id: hole('locationId'), name: hole('customerName') },
    locationAddress: hole('locationAddress'),
    businessUnit: {
      id: world.ref('business_units', rowFor(variant, world.sizes.business_units)),
      name: pick(businessUnitNames, rowFor(variant, world.sizes.business_units)),
    },
    termName,
    createdBy: 'Tanya "Dispatch" Brooks',
    batch:
      sale.status === 'Pending'
        ? null
        : { id: 23_000_000 + variant, number: String(100 + variant), name: `Batch ${String(variant)}` },
    depositedOn: null,
    createdOn: hole('createdOn'),
    modifiedOn: hole('modifiedOn'),
    adjustmentToId: hole('adjustmentToId'),
    job:
      sale.kind === 'membership'
        ? null
        : { id: hole('jobId'), number: hole('jobNumber'), type: pick(jobTypes, variant) },
    projectId: null,
    royalty: variant % 8 === 0 ? { status: 'Pending', date: null, sentOn: null, memo: null } : null,
    employeeInfo:
      variant % 3 === 0
        ? { id: world.ref('employees', variant % 9), name: 'Tanya Brooks', modifiedOn: '2024-02-29T13:37:00.1234567Z' }
        : null,
    commissionEligibilityDate: variant % 5 === 0 ? '2024-01-01T00:00:00Z' : null,
    sentStatus: pick(['NotSent', 'Sent', 'Opened'], variant),
    reviewStatus: pick(['NeedsReview', 'Reviewed', 'ReadyForBilling', 'Invoiced'], variant),
    assignedTo: null,
    summary: variant % 11 === 0 ? null : pick(summaries, variant),
    items: sale.lines.map((line, index) =>
      itemTree(world, sale, line, {
        index,
        id: hole(`item${String(index)}`),
        createdOn: hole('createdOn'),
        modifiedOn: hole('modifiedOn'),
      }),
    ),
    customFields:
      variant % 6 === 0 ? [{ name: 'PO, "Reference"', value: `PO-${String(variant)}` }] : variant % 2 === 0 ? null : [],
    active: hole('active'),
    discountTotal: '0.00',
    importId: null,
    exportId: sale.status === 'Exported' ? `QB-${String(variant)}` : null,
    materialSkuId: 0,
    membershipId: null,
    paidOn: hole('paidOn'),
    invoiceConfiguration: configuration,
  };
}

export function invoices(world: World): Entity {
  const stream = 'invoices';
  const count = world.sizes.invoices;
  const times = timelineOf(world, stream, count);
  const active = inactiveShare(world, stream, 8);
  const lines = createLineIndex(world);
  const render = sales.map((sale, variant) => compileTemplate(template(world, sale, variant)));
  const text = (row: number): string => {
    const variant = variantOf(world, row);
    const sale = saleFor(world, row);
    const { location, customer } = placeOf(world, row);
    const parent = adjustedInvoice(world, row);
    const payment = row < count ? paymentOf(world, row) : null;
    const openCents = sale.totalCents - (payment === null || sale.totalCents <= 0 ? 0 : paidCents(world, payment));
    const created = times.created(row);
    const number = JSON.stringify(referenceNumber(world, row));
    const values: Record<string, string> = {
      id: world.idText('invoices', row),
      referenceNumber: number,
      invoiceDate: sale.status === 'Pending' && row % 2 === 0 ? 'null' : `"${dayText(created)}"`,
      dueDate: `"${dayText(created + sale.term[1] * ticksPerDay)}"`,
      balance: `"${money(openCents)}"`,
      customerId: world.idText('customers', customer),
      customerName: JSON.stringify(customerName(world, customer)),
      customerAddress: JSON.stringify(addressOf(world, customer)),
      locationId: world.idText('locations', location),
      locationAddress: JSON.stringify(addressOf(world, location)),
      createdOn: `"${ticksText(created)}"`,
      modifiedOn: `"${ticksText(times.modified(row))}"`,
      adjustmentToId: parent === null ? 'null' : world.idText('invoices', parent),
      jobId: world.idText('jobs', parent ?? row),
      jobNumber: parent === null ? number : JSON.stringify(referenceNumber(world, parent)),
      active: String(active(row)),
      paidOn: openCents === 0 && sale.totalCents > 0 ? `"${dayText(created + ticksPerDay)}"` : 'null',
    };
    const firstItem = lines.firstItem(row);
    for (let index = 0; index < sale.lines.length; index += 1)
      values[`item${String(index)}`] = world.idText('invoice_items', firstItem + index);
    return (render[variant] as (values: Record<string, string>) => string)(values);
  };
  return { stream, count, ...idsOf(world, stream), ...times, active, text };
}
