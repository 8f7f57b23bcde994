import { encode } from '../exact-json';
import { ticksText } from '../ticks';

import { generated, inactiveShare, type Entity } from './entity';
import { addressOf, customerName, customerOfLocation, isCommercial, townOf } from './people';
import { pick, rowFor } from './random';
import type { World } from './world';

const notes = ['Gate code 4411#', 'Prefers e-mail, "no calls"', 'Señora Núñez\u2028upstairs', 'pays by check'] as const;

/** Somewhere in the town: about 10 km around its middle. */
function placed(world: World, row: number) {
  const town = townOf(world, row);
  const near = (middle: number, purpose: number) =>
    world.decimal(Number((middle + ((world.hash(purpose, row) % 2000) - 1000) / 1e4).toFixed(4)));
  const known = world.hash(49, row) % 5 !== 0;
  return {
    ...addressOf(world, row),
    latitude: known ? near(town.latitude, 41) : null,
    longitude: known ? near(town.longitude, 42) : null,
  };
}

function tags(world: World, purpose: number, row: number) {
  const number = world.hash(purpose, row);
  const count = world.sizes.tag_types === 0 ? 0 : pick([0, 0, 0, 1, 1, 2, 3], number);
  return Array.from({ length: count }, (_, index) =>
    world.ref('tag_types', rowFor((number >>> 8) + index, world.sizes.tag_types)),
  );
}

function customFields(world: World, row: number) {
  if (row % 4 !== 0) return [];
  return [{ typeId: 18_000_000, name: 'Notes', value: row % 8 === 0 ? null : pick(notes, world.hash(43, row)) }];
}

export function customers(world: World): Entity {
  const stream = 'customers';
  const count = world.sizes.customers;
  const kept = inactiveShare(world, stream, 60);
  /** About one in fifty was merged into a customer before it. */
  const merged = (row: number) => row > 0 && row < count && world.hash(44, row) % 50 === 7;
  const target = (row: number): number => (merged(row) ? target(row - 1) : row);
  const active = (row: number) => kept(row) && !merged(row);
  return generated(world, stream, active, (row, times) => {
    const number = world.hash(38, row);
    return encode({
      id: world.ref('customers', row),
      active: active(row),
      name: customerName(world, row),
      type: isCommercial(world, row) ? 'Commercial' : 'Residential',
      address: placed(world, row),
      customFields: customFields(world, row),
      balance: number % 6 === 0 ? world.decimal((world.hash(45, row) % 200_000) / 100) : 0,
      taxExempt: number % 19 === 0,
      tagTypeIds: tags(world, 46, row),
      doNotMail: number % 11 === 0,
      doNotService: number % 37 === 0,
      nationalAccount: number % 53 === 0,
      createdOn: ticksText(times.created(row)),
      createdById: world.ref('employees', row % 9),
      modifiedOn: ticksText(times.modified(row)),
      mergedToId: merged(row) ? world.ref('customers', target(row)) : null,
      paymentTermId: number % 3 === 0 ? 19_000_000 + (number % 4) : null,
      creditLimit: number % 29 === 0 ? world.decimal(5000) : null,
      creditLimitBalance: null,
      externalData: [],
    });
  });
}

export function locations(world: World): Entity {
  const stream = 'locations';
  const active = inactiveShare(world, stream, 40);
  return generated(world, stream, active, (row, times) => {
    const customer = customerOfLocation(world, row);
    const number = world.hash(39, row);
    const zoned = world.sizes.zones > 0 && number % 10 !== 0;
    return encode({
      taxZoneId: null,
      id: world.ref('locations', row),
      customerId: world.ref('customers', customer),
      active: active(row),
      name: row < world.sizes.customers ? customerName(world, customer) : `${customerName(world, customer)} - Rental`,
      address: placed(world, row),
      customFields: customFields(world, row),
      createdOn: ticksText(times.created(row)),
      createdById: world.ref('employees', row % 9),
      modifiedOn: ticksText(times.modified(row)),
      mergedToId: null,
      zoneId: zoned ? world.ref('zones', rowFor(world.hash(47, row), world.sizes.zones)) : null,
      taxExempt: number % 19 === 0,
      tagTypeIds: tags(world, 48, row),
      externalData: [],
    });
  });
}
