import type { ApiModule, ApiSchema } from 'servicetitan-specs/api';

import type { Json } from '../exact-json';
import { hash, pick } from '../generate/random';
import type { World } from '../generate/world';
import { dayText, ticksPerMs, ticksText } from '../ticks';

import { sentFormats, wildcards } from './exceptions';
import { resolved } from './operations';

/** One in so many nullable members is null, and of the arrays one in so many is empty. */
const nullShare = 5;
const emptyShare = 4;
const maxElements = 3;
/** Schemas that hold themselves (sub-tasks, categories) end here: arrays are empty, what may be null is null. */
const maxDepth = 5;

const texts = [
  'Furnace', 'Café Müller', 'Ann & Bob "Buddy" O\u2019Brien', 'Água 💧', 'Kitchen, rear', 'N/A', 'Línea\nnueva', '=SUM(A1)',
] as const; // prettier-ignore

/** Where a value stands. */
export interface Site {
  world: World;
  module: ApiModule;
  collection: string;
  row: number;
  /** Dotted names from the row down; elements of arrays by their number. */
  path: string;
  depth: number;
  /** Arrays of the row itself are never empty. */
  full: boolean;
  /** Key of a row of what a member is named after: `customerId`, and `id` in a `customer`. */
  reference(singularName: string, type: 'integer' | 'string', site: Site): Json | undefined;
}

/** A repeatable number for a text: FNV-1a. */
export function textHash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  return value;
}

export const numberAt = ({ world, collection, path, row }: Site, more = 0): number =>
  hash(world.seed, textHash(`${collection}.${path}`) + more, row);

/** A GUID that ends with the number of its row, so that the row is found again. */
export function guid(number: number, row: number): string {
  const hex = (value: number, digits: number) => (value >>> 0).toString(16).padStart(8, '0').slice(-digits);
  const more = hash(number, 3, row);
  return `${hex(number, 8)}-${hex(more, 4)}-4${hex(more >>> 8, 3)}-a${hex(more >>> 12, 3)}-${hex(more >>> 16, 4)}${hex(row, 8)}`;
}

function moment(site: Site, number: number): number {
  const { from, until } = site.world;
  const ticks = from + Math.floor(((until - from) / 1000) * (number % 1000));
  return number % 3 === 0 ? Math.floor(ticks / ticksPerMs) * ticksPerMs : ticks + (number % 1000);
}

function textOf(format: string | undefined, name: string, site: Site): string {
  const number = numberAt(site);
  const mark = String(site.row + 1);
  switch (sentFormats[`${site.collection} ${name}`] ?? format) {
    case 'date-time':
      return ticksText(moment(site, number));
    case 'date':
      return dayText(moment(site, number)).slice(0, 10);
    case 'date-time-without-zone':
      return dayText(moment(site, number)).slice(0, 19);
    case 'guid':
      return guid(number, site.row);
    case 'duration':
      return `0${String(number % 10)}:${String(10 + (number % 50))}:00`;
    case 'email':
      return `person${mark}@example.com`;
    case 'phone':
      return `417555${String(1000 + (number % 9000))}`;
    case 'html':
      return `<p>${pick(texts, number)} &amp; more</p>`;
    default:
      return /url$/i.test(name)
        ? `https://files.example.com/${mark}?a=1&b=2`
        : `${pick(texts, number)} ${mark}.${site.path.replace(/\D/g, '')}`;
  }
}

function integerOf(schema: ApiSchema, name: string, site: Site): Json {
  const least = schema.minimum ?? 0;
  // an id without a collection: no two rows and no two elements of an array share one
  if (name === 'id') return 1_000_000 + site.row * 64 + (textHash(site.path) % 64);
  return least + (numberAt(site) % Math.min((schema.maximum ?? 1000) - least + 1, 1000));
}

/** What a member refers to by its name. */
function referenceAt({ type, format }: ApiSchema, name: string, site: Site): Json | undefined {
  const whose = name === 'id' ? site.path.split('.').at(-2) : /^(.+?)Ids?$/.exec(name)?.[1];
  if (whose === undefined) return undefined;
  if (type === 'string') return site.reference(whose, 'string', site);
  return type === 'integer' && format === 'int64' ? site.reference(whose, 'integer', site) : undefined;
}

function elements(schema: ApiSchema, site: Site): Json {
  const filled = site.full && site.depth === 0;
  const empty = !filled && (numberAt(site, 1) % emptyShare === 0 || site.depth >= maxDepth);
  const count = empty ? 0 : 1 + (numberAt(site) % maxElements);
  return Array.from({ length: count }, (_, index) =>
    valueOf(schema.items ?? {}, { ...site, path: `${site.path}.${String(index)}`, depth: site.depth + 1 }),
  );
}

function membersOf(schema: ApiSchema, site: Site): Json {
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, member]) => [
      name,
      valueOf(member, { ...site, path: `${site.path}.${name}`, depth: site.depth + 1 }),
    ]),
  );
}

/** A value that the schema describes; the same one for the same tenant, collection, row and place. */
export function valueOf(unresolved: ApiSchema, site: Site): Json {
  const schema = resolved(unresolved, site.module);
  const name = /([^.]*?)(?:\.\d+)?$/.exec(site.path)?.[1] ?? '';
  if (schema.nullable && (numberAt(site, 2) % nullShare === 0 || site.depth >= maxDepth)) return null;
  if (schema.anyOf !== undefined) return valueOf(schema.anyOf[0] ?? {}, site);
  if (schema.enum !== undefined) {
    const values = schema.enum.filter((value) => !wildcards.includes(value));
    return values[numberAt(site) % values.length] as Json;
  }
  const reference = referenceAt(schema, name, site);
  if (reference !== undefined) return reference;
  switch (schema.type) {
    case 'object':
      return membersOf(schema, site);
    case 'array':
      return elements(schema, site);
    case 'boolean':
      return numberAt(site) % 2 === 0;
    case 'integer':
      return integerOf(schema, name, site);
    case 'number':
      return site.world.decimal((numberAt(site) % 1_000_000) / 100);
    default:
      return textOf(schema.format, name, site);
  }
}
