import { hash, pick, rowFor } from './random';
import { companies, firstNames, lastNames, streetNames, streetSuffixes, towns, units, type Town } from './words';
import type { World } from './world';

export interface Address {
  street: string;
  unit: string | null;
  city: string;
  state: string;
  zip: string;
  country: string;
}

export function isCommercial(world: World, customer: number): boolean {
  return world.hash(20, customer) % 7 === 0;
}

export function customerName(world: World, customer: number): string {
  const number = world.hash(21, customer);
  if (isCommercial(world, customer)) {
    const name = pick(companies, number);
    return number % 3 === 0 ? name : `${name} - ${pick(streetNames, number >>> 8)}`;
  }
  const first = pick(firstNames, number);
  const last = pick(lastNames, number >>> 8);
  switch (world.hash(22, customer) % 40) {
    case 0:
      return `${first} "Buddy" ${last}`;
    case 1:
      return `${last}, ${first}`;
    case 2:
      return `${first} & ${pick(firstNames, number >>> 16)} ${last}`;
    case 3:
      return `${first}  ${last} Jr.`;
    case 4:
      return `${first} ${last} 🏠`;
    default:
      return `${first} ${last}`;
  }
}

export function customerOfLocation(world: World, location: number): number {
  const { customers } = world.sizes;
  return location < customers ? location : rowFor(world.hash(23, location), customers);
}

export function townOf(world: World, location: number): Town {
  return pick(towns, world.hash(24, location));
}

/** A location's address; a customer's is that of its first location. About one in seventy has no street. */
export function addressOf(world: World, location: number): Address {
  const number = world.hash(24, location);
  const more = hash(number, 25, location);
  const { city, state, zip: prefix } = townOf(world, location);
  const free = 5 - prefix.length;
  const zip = free === 0 ? prefix : prefix + String(more % 10 ** free).padStart(free, '0');
  const street = `${String(1 + (more % 9800))} ${number % 5 === 0 ? 'N ' : ''}${pick(streetNames, number >>> 6)} ${pick(streetSuffixes, number >>> 12)}`;
  return {
    street: more % 71 === 0 ? '' : street,
    unit: more % 6 === 0 ? pick(units, more >>> 8) : null,
    city,
    state,
    zip: free > 0 && more % 10 === 0 ? `${zip}-${String(1000 + (more % 8999))}` : zip,
    country: 'USA',
  };
}

/** A US phone number in one of the spellings that people type. */
export function phone(number: number): { typed: string; digits: string } {
  const area = pick(['314', '417', '614', '512', '602', '919', '503', '208', '615', '813'], number);
  const exchange = String(200 + ((number >>> 4) % 800));
  const line = String((number >>> 14) % 10_000).padStart(4, '0');
  const spellings = [
    `${area}${exchange}${line}`,
    `${area}-${exchange}-${line}`,
    `(${area}) ${exchange}-${line}`,
    `${area}.${exchange}.${line} x12`,
    `+1 ${area} ${exchange} ${line}`,
    `1-${area}-${exchange}-${line}`,
  ] as const;
  return { typed: pick(spellings, number >>> 7), digits: `${area}${exchange}${line}` };
}

export function email(world: World, customer: number, number: number): string {
  if (number % 23 === 0) return number % 2 === 0 ? 'no@email.com' : 'noemail@email.com';
  const name = customerName(world, customer)
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .trim()
    .split(/ +/)
    .join('.');
  const address = `${name}${String(number % 90)}@${pick(['example.com', 'example.net', 'mail.example.org'], number >>> 8)}`;
  return number % 4 === 0 ? address : address.toLowerCase();
}
