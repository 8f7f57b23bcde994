import { encode } from '../exact-json';
import { ticksText } from '../ticks';

import { generated, inactiveShare, type Entity } from './entity';
import { customerOfLocation, email, phone } from './people';
import { pick, rowFor } from './random';
import type { World } from './world';

/** The first row of every owner is a phone of some kind; what follows is mixed. */
const firstTypes = ['Phone', 'Phone', 'MobilePhone'] as const;
const laterTypes = ['Email', 'Email', 'Email', 'Email', 'MobilePhone', 'MobilePhone', 'Phone', 'Fax'] as const;

function contacts(
  world: World,
  stream: 'customer_contacts' | 'location_contacts',
  owners: number,
  owner: (row: number) => { ids: Record<string, number | string>; customer: number },
): Entity {
  const active = inactiveShare(world, stream, 30);
  const purpose = stream === 'customer_contacts' ? 50 : 60;
  return generated(world, stream, active, (row, times) => {
    const number = world.hash(purpose, row);
    const type = row < owners ? pick(firstTypes, number) : pick(laterTypes, number);
    const { typed, digits } = phone(world.hash(purpose + 1, row));
    const { ids, customer } = owner(row);
    const isEmail = type === 'Email';
    const wantsInvoices = number % 3 !== 0;
    return encode({
      id: world.ref(stream, row),
      type,
      value: isEmail ? email(world, customer, number >>> 3) : typed,
      memo:
        number % 9 === 0
          ? pick(['wife', 'office, ask for "Jo"', 'after 5\u2028not Sundays', 'Señor Peña'], number)
          : null,
      phoneSettings: { phoneNumber: isEmail ? '' : digits, doNotText: number % 13 === 0 },
      modifiedOn: ticksText(times.modified(row)),
      createdOn: ticksText(times.created(row)),
      preferences:
        number % 4 === 0
          ? null
          : {
              jobRemindersEnabled: true,
              marketingUpdatesEnabled: number % 5 !== 0,
              invoiceStatementNotification: wantsInvoices,
              invoiceNotification: wantsInvoices,
              statementNotification: wantsInvoices,
            },
      ...ids,
      // last, because the list endpoints send the same row without it
      active: active(row),
    });
  });
}

export function customerContacts(world: World): Entity {
  const { customers } = world.sizes;
  return contacts(world, 'customer_contacts', customers, (row) => {
    const customer = row < customers ? row : rowFor(world.hash(52, row), customers);
    return { ids: { customerId: world.ref('customers', customer) }, customer };
  });
}

export function locationContacts(world: World): Entity {
  const { locations } = world.sizes;
  return contacts(world, 'location_contacts', 0, (row) => {
    const location = rowFor(world.hash(62, row), locations);
    return { ids: { locationId: world.ref('locations', location) }, customer: customerOfLocation(world, location) };
  });
}
