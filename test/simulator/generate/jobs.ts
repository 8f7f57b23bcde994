import { encode } from '../exact-json';
import { ticksPerDay, ticksText } from '../ticks';

import { generated, inactiveShare, type Entity } from './entity';
import { pick, rowFor } from './random';
import { placeOf, referenceNumber, saleFor } from './sales';
import { jobTypes, summaries, technicians } from './words';
import type { World } from './world';

/** Job `n` is the job of invoice `n`, if that invoice is a job's. */
export function jobs(world: World): Entity {
  const stream = 'jobs';
  const { invoices, campaigns, business_units: units } = world.sizes;
  const active = inactiveShare(world, stream, 6);
  return generated(world, stream, active, (row, times) => {
    const number = world.hash(90, row);
    const sale = saleFor(world, row);
    const invoiced = row < invoices && sale.kind === 'job';
    const { location, customer } = placeOf(world, row);
    const open = pick(['Scheduled', 'InProgress', 'Hold', 'Canceled', 'Dispatched'], number);
    const completed = invoiced && sale.status !== 'Pending';
    const created = times.created(row);
    return encode({
      id: world.ref(stream, row),
      jobNumber: referenceNumber(world, row),
      projectId: null,
      customerId: world.ref('customers', customer),
      locationId: world.ref('locations', location),
      jobStatus: completed ? 'Completed' : open,
      completedOn: completed ? ticksText(created + Math.floor(ticksPerDay * ((number % 50) / 24))) : null,
      businessUnitId: world.ref('business_units', rowFor(number, units)),
      jobTypeId: world.ref('job_types', number % jobTypes.length),
      priority: pick(['Normal', 'Normal', 'High', 'Low', 'Urgent'], number),
      campaignId: world.ref('campaigns', rowFor(number >>> 5, campaigns)),
      appointmentCount: 1,
      firstAppointmentId: world.ref('appointments', row),
      lastAppointmentId: world.ref('appointments', row),
      recallForId: null,
      warrantyId: null,
      jobGeneratedLeadSource:
        number % 6 === 0 ? { jobId: null, employeeId: world.ref('technicians', number % technicians.length) } : null,
      noCharge: false,
      notificationsEnabled: true,
      createdOn: ticksText(created),
      createdById: world.ref('employees', row % 9),
      modifiedOn: ticksText(times.modified(row)),
      tagTypeIds: [],
      leadCallId: null,
      partnerLeadCallId: null,
      bookingId: null,
      soldById: null,
      customerPo: number % 9 === 0 ? `PO, ${String(number % 9999)}` : '',
      invoiceId: invoiced ? world.ref('invoices', row) : 0,
      membershipId: null,
      total: completed ? world.decimal(sale.totalCents / 100) : null,
      createdFromEstimateId: null,
      estimateIds: [],
      equipmentIds: [],
      isAutoDispatched: number % 2 === 0 ? false : null,
      summary: pick(summaries, number >>> 3),
      customFields: number % 5 === 0 ? [{ typeId: 18_000_001, name: 'Floor', value: '2, rear' }] : [],
      externalData: [],
      summaryOfWork: null,
      // last, because the list endpoint sends the same row without it
      active: active(row),
    });
  });
}

export function appointmentAssignments(world: World): Entity {
  const stream = 'appointment_assignments';
  const { appointment_assignments: count, jobs: jobCount } = world.sizes;
  const active = inactiveShare(world, stream, 90);
  return generated(world, stream, active, (row, times) => {
    const number = world.hash(95, row);
    const job = row < count ? Math.floor((row * jobCount) / count) : rowFor(number, jobCount);
    const technician = number % technicians.length;
    return encode({
      id: world.ref(stream, row),
      technicianId: world.ref('technicians', technician),
      technicianName: pick(technicians, technician),
      assignedById: world.ref('employees', number % 9),
      assignedOn: ticksText(times.created(row)),
      status: pick(['Done', 'Done', 'Scheduled', 'Dispatched', 'Working'], number),
      isPaused: number % 31 === 0,
      jobId: world.ref('jobs', job),
      appointmentId: world.ref('appointments', job),
      createdOn: ticksText(times.created(row)),
      modifiedOn: ticksText(times.modified(row)),
      active: active(row),
    });
  });
}
