import { decode } from './exact-json';
import type { QueryReader } from './query';
import type { Filter } from './routes';
import { parseTicks, type Ticks } from './ticks';

/** Does the parsed row belong to the list? */
export type RowFilter = (row: unknown) => boolean;

/** The values at a dotted path; an array on the way gives one for each element. Numbers come as their digits. */
export function valuesAt(value: unknown, names: readonly string[]): string[] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((element) => valuesAt(element, names));
  const [name, ...rest] = names;
  if (name === undefined) return [typeof value === 'string' ? value.replace('\u0001', '') : JSON.stringify(value)];
  return typeof value === 'object' ? valuesAt((value as Record<string, unknown>)[name], rest) : [];
}

const comparisons: Readonly<Record<'onOrAfter' | 'before' | 'after' | 'onOrBefore', (a: Ticks, b: Ticks) => boolean>> =
  {
    onOrAfter: (a, b) => a >= b,
    after: (a, b) => a > b,
    before: (a, b) => a < b,
    onOrBefore: (a, b) => a <= b,
  };

function tester(name: string, filter: Filter, query: QueryReader): ((value: string) => boolean) | undefined {
  switch (filter.type) {
    case 'integer': {
      const wanted = query.integer(name);
      const digits = query.text(name);
      return wanted === undefined ? undefined : (value) => value === digits;
    }
    case 'integers': {
      const wanted = query.ids(name);
      return wanted && ((value) => wanted.includes(value));
    }
    case 'texts': {
      const wanted = query.list(name);
      return wanted && ((value) => wanted.includes(value));
    }
    case 'text': {
      const wanted = query.text(name)?.toLowerCase();
      return wanted === undefined ? undefined : (value) => value.toLowerCase() === wanted;
    }
    case 'contains': {
      const wanted = query.text(name)?.toLowerCase();
      return wanted === undefined ? undefined : (value) => value.toLowerCase().includes(wanted);
    }
    case 'enum': {
      if (filter.many) {
        const several = query.someOf(name, filter.values);
        return several && ((value) => several.includes(value));
      }
      const one = query.oneOf(name, filter.values);
      return one === undefined || filter.wide?.includes(one) ? undefined : (value) => value === one;
    }
    case 'more':
    case 'less': {
      const bound = query.number(name);
      if (bound === undefined) return undefined;
      return filter.type === 'more' ? (value) => Number(value) > bound : (value) => Number(value) < bound;
    }
    case 'onOrAfter':
    case 'before':
    case 'after':
    case 'onOrBefore': {
      const bound = query.moment(name);
      const holds = comparisons[filter.type];
      return bound === undefined ? undefined : (value) => holds(parseTicks(value) ?? NaN, bound);
    }
  }
}

/** The filters of a query that look into the rows. */
export function rowFilters(filters: Readonly<Record<string, Filter>>, query: QueryReader): RowFilter[] {
  return Object.entries(filters).flatMap(([name, filter]) => {
    const test = tester(name, filter, query);
    const names = filter.path.split('.');
    return test === undefined ? [] : [(row: unknown) => valuesAt(row, names).some(test)];
  });
}

/** Parses a row for its filters; with exact numbers no digit may be lost on the way. */
export function rowParser(exactNumbers: boolean): (text: string) => unknown {
  return exactNumbers ? decode : (text) => JSON.parse(text) as unknown;
}
