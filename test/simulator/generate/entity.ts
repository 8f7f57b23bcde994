import type { CollectionName, RowId, StreamName } from '../types';

import { createTimeline, type Timeline } from './timeline';
import type { World } from './world';

/** The generated rows of one stream, made on demand: no row is held in memory. */
export interface Entity extends Timeline {
  stream: CollectionName;
  count: number;
  /** Member that holds the key of the row that a row belongs to, where rows belong to others. */
  ownerMember?: string;
  /** A row's id without quotes. */
  idText(row: number): string;
  /** The row with this id, were there enough of them. */
  rowOf(id: RowId): number | undefined;
  /** JSON text of a row; also of rows beyond `count`, which is what an added row starts from. */
  text(row: number): string;
  active(row: number): boolean;
}

/** Keeps the hashes of the streams apart. */
const purposes: Record<StreamName, number> = {
  business_units: 1000,
  tag_types: 2000,
  zones: 3000,
  campaigns: 4000,
  membership_types: 5000,
  customers: 6000,
  customer_contacts: 7000,
  locations: 8000,
  location_contacts: 9000,
  memberships: 10_000,
  jobs: 11_000,
  appointment_assignments: 12_000,
  invoices: 13_000,
  invoice_items: 14_000,
  payments: 15_000,
};

export function timelineOf(world: World, stream: StreamName, count: number): Timeline {
  return createTimeline(world, purposes[stream], count);
}

export function idsOf(world: World, stream: StreamName): Pick<Entity, 'idText' | 'rowOf'> {
  return { idText: (row) => world.idText(stream, row), rowOf: (id) => world.rowOf(stream, id) };
}

/** Is the row one of so many per mille that are inactive? */
export function inactiveShare(world: World, stream: StreamName, perMille: number): (row: number) => boolean {
  return (row) => world.hash(purposes[stream] + 20, row) % 1000 >= perMille;
}

/**
 * A stream with a timeline of its own.
 * @param text the JSON text of a row
 */
export function generated<Stream extends Exclude<StreamName, 'invoice_items'>>(
  world: World,
  stream: Stream,
  active: (row: number) => boolean,
  text: (row: number, times: Timeline) => string,
): Entity {
  const count = world.sizes[stream];
  const times = timelineOf(world, stream, count);
  return { stream, count, ...idsOf(world, stream), ...times, active, text: (row) => text(row, times) };
}
