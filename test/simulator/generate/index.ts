import type { StreamName } from '../types';

import { customerContacts, locationContacts } from './contacts';
import { customers, locations } from './customers';
import type { Entity } from './entity';
import { invoiceItems } from './invoice-items';
import { invoices } from './invoices';
import { appointmentAssignments, jobs } from './jobs';
import { memberships } from './memberships';
import { payments } from './payments';
import { referenceData } from './reference-data';
import type { World } from './world';

const makers: Record<StreamName, (world: World) => Entity> = {
  business_units: (world) => referenceData(world, 'business_units'),
  tag_types: (world) => referenceData(world, 'tag_types'),
  zones: (world) => referenceData(world, 'zones'),
  campaigns: (world) => referenceData(world, 'campaigns'),
  membership_types: (world) => referenceData(world, 'membership_types'),
  customers,
  customer_contacts: customerContacts,
  locations,
  location_contacts: locationContacts,
  memberships,
  jobs,
  appointment_assignments: appointmentAssignments,
  invoices,
  invoice_items: invoiceItems,
  payments,
};

/** The generated rows of a stream, before anything was changed. */
export function createEntity(world: World, stream: StreamName): Entity {
  return makers[stream](world);
}
