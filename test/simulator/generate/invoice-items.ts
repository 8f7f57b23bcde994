import { ticksText } from '../ticks';

import { idsOf, inactiveShare, timelineOf, type Entity } from './entity';
import { pick, rowFor } from './random';
import { createLineIndex, money, sales, variantOf, type Line, type Sale } from './sales';
import { compileTemplate, hole } from './template';
import { businessUnitNames, priceBook } from './words';
import type { World } from './world';

const account = (id: number, name: string, type: string) => ({
  id,
  name,
  number: String(id % 10_000),
  type,
  detailType: type,
});

export interface ItemPlace {
  index: number;
  id: string;
  createdOn: string;
  modifiedOn: string;
}

/** One line of an invoice, as it stands in the invoice and in the stream of items. */
export function itemTree(
  world: World,
  sale: Sale,
  { sku, quantity, priceCents }: Line,
  { index, id, createdOn, modifiedOn }: ItemPlace,
) {
  const [name, description, type] = pick(priceBook, sku);
  const costCents = type === 'Service' ? 0 : Math.round(Math.abs(priceCents) * 0.4);
  const unit = rowFor(sku, world.sizes.business_units);
  return {
    id,
    description,
    quantity: `${String(quantity)}.0000000000`,
    cost: money(costCents),
    totalCost: money(costCents * quantity),
    budgetCodeId: null,
    inventoryLocationId: null,
    inventoryLocation: null,
    price: money(priceCents),
    type,
    skuName: name,
    skuId: world.ref('skus', sku),
    total: money(priceCents * quantity),
    inventory: type === 'Material',
    taxable: sale.taxCents !== 0,
    isChargeable: true,
    generalLedgerAccount: sku % 3 === 0 ? account(24_004_000, 'Sales, Service', 'Income') : null,
    costOfSaleAccount:
      costCents === 0 || sku % 2 === 0 ? null : account(24_005_000, 'Cost of Goods Sold', 'CostOfGoodsSold'),
    assetAccount: null,
    membershipTypeId: 0,
    itemGroup: null,
    displayName: name,
    soldHours: type === 'Service' ? world.decimal(1.25) : null,
    createdOn,
    modifiedOn,
    serviceDate: null,
    order: index,
    businessUnit: { id: world.ref('business_units', unit), name: pick(businessUnitNames, unit) },
    createdById: world.ref('employees', sku % 9),
    displayInAmount: false,
    importId: null,
    exportId: null,
    inventoryStatus: null,
    addOn: index > 1,
    memberPrice: null,
    technicianId: null,
    installedEquipmentId: null,
    estimateItemId: null,
  };
}

/** The items of all invoices, one after the other. An item's stamps are its invoice's. */
export function invoiceItems(world: World): Entity {
  const stream = 'invoice_items';
  const { invoices } = world.sizes;
  const lines = createLineIndex(world);
  const ofInvoices = timelineOf(world, 'invoices', invoices);
  const created = (row: number) => ofInvoices.created(lines.locate(row).invoice);
  const modified = (row: number) => ofInvoices.modified(lines.locate(row).invoice);
  const invoiceActive = inactiveShare(world, 'invoices', 8);
  const active = (row: number) => invoiceActive(lines.locate(row).invoice);
  const place = { id: hole('id'), createdOn: hole('createdOn'), modifiedOn: hole('modifiedOn') };
  const render = sales.map((sale) =>
    sale.lines.map((line, index) =>
      compileTemplate({
        ...itemTree(world, sale, line, { index, ...place }),
        active: hole('active'),
        invoiceId: hole('invoiceId'),
      }),
    ),
  );
  return {
    stream,
    count: lines.firstItem(invoices),
    ...idsOf(world, stream),
    created,
    modified,
    active,
    text: (row) => {
      const { invoice, line } = lines.locate(row);
      const fill = render[variantOf(world, invoice)]?.[line];
      if (fill === undefined) throw new RangeError(`no line ${String(line)} in invoice ${String(invoice)}`);
      return fill({
        id: world.idText(stream, row),
        createdOn: `"${ticksText(created(row))}"`,
        modifiedOn: `"${ticksText(modified(row))}"`,
        active: String(active(row)),
        invoiceId: world.idText('invoices', invoice),
      });
    },
  };
}
