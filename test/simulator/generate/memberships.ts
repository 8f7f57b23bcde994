import { encode } from '../exact-json';
import { dayText, ticksPerDay, ticksText } from '../ticks';

import { generated, type Entity } from './entity';
import { pick, rowFor } from './random';
import type { World } from './world';

const statuses = [
  'Active',
  'Active',
  'Active',
  'Active',
  'Active',
  'Active',
  'Expired',
  'Expired',
  'Canceled',
  'Suspended',
  'Deleted',
] as const;
const frequencies = ['Monthly', 'Annual', 'OneTime', 'Quarterly'] as const;

export function memberships(world: World): Entity {
  const stream = 'memberships';
  const { memberships: count, customers, membership_types: types, business_units: units } = world.sizes;
  const status = (row: number) => pick(statuses, world.hash(70, row));
  const active = (row: number) => status(row) !== 'Deleted';
  return generated(world, stream, active, (row, times) => {
    const number = world.hash(71, row);
    const customer =
      row < count && count <= customers ? Math.floor((row * customers) / count) : rowFor(number, customers);
    const created = times.created(row);
    const ends =
      number % 10 === 0 ? null : created + ticksPerDay * 365 * (status(row) === 'Expired' ? 1 : 1 + (number % 3));
    const frequency = pick(frequencies, number >>> 4);
    return encode({
      id: world.ref(stream, row),
      createdOn: ticksText(created),
      createdById: world.ref('employees', row % 9),
      modifiedOn: ticksText(times.modified(row)),
      followUpOn: dayText(created + 300 * ticksPerDay),
      cancellationDate: status(row) === 'Canceled' ? dayText(created + 90 * ticksPerDay) : null,
      from: dayText(created),
      nextScheduledBillDate: status(row) === 'Active' ? dayText(world.until + 20 * ticksPerDay) : null,
      to: ends === null ? null : dayText(ends),
      billingFrequency: frequency,
      renewalBillingFrequency: number % 4 === 0 ? null : frequency,
      status: status(row),
      followUpStatus: pick(['NotAttempted', 'Contacted', 'Won', 'Unreachable', 'Dismissed'], number),
      active: active(row),
      initialDeferredRevenue: world.decimal(0),
      duration: number % 10 === 0 ? null : 12,
      renewalDuration: null,
      businessUnitId: world.ref('business_units', rowFor(number, units)),
      customerId: world.ref('customers', customer),
      membershipTypeId: world.ref('membership_types', rowFor(number >>> 6, types)),
      activatedById: null,
      activatedFromId: null,
      billingTemplateId: null,
      cancellationBalanceInvoiceId: null,
      cancellationInvoiceId: null,
      followUpCustomStatusId: null,
      locationId: world.ref('locations', customer),
      paymentMethodId: null,
      paymentTypeId: null,
      recurringLocationId: null,
      renewalMembershipTaskId: null,
      renewedById: null,
      soldById: number % 3 === 0 ? world.ref('technicians', number % 12) : null,
      customerPo: null,
      importId: null,
      memo: number % 12 === 0 ? 'Sold at home show, "free first visit"' : null,
      customFields: [],
    });
  });
}
