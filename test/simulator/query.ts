import type { FieldErrors } from './problem';
import { parseTicks, type Ticks } from './ticks';

/** The `ids` parameter takes at most 50 ids [OpenAPI, 2026-05]. */
const maxIds = 50;

/** Reads the known parameters of a query one by one and notes what has the wrong type, as ASP.NET's binder does. */
export interface QueryReader {
  errors: FieldErrors;
  text(name: string): string | undefined;
  all(name: string): string[];
  integer(name: string, least?: number): number | undefined;
  boolean(name: string): boolean | undefined;
  moment(name: string): Ticks | undefined;
  number(name: string): number | undefined;
  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined;
  someOf<T extends string>(name: string, values: readonly T[]): T[] | undefined;
  /** A comma-separated list of at most 50 ids. */
  ids(name: string): string[] | undefined;
  /** The same of any text, a GUID for instance. */
  list(name: string): string[] | undefined;
  fail(name: string, message: string): void;
}

export function createQueryReader(query: readonly (readonly [string, string])[]): QueryReader {
  const errors: FieldErrors = {};
  const fail = (name: string, message: string) => {
    (errors[name] ??= []).push(message);
  };
  const wrong = (name: string, value: string) => {
    fail(name, `The value '${value}' is not valid.`);
    return undefined;
  };
  const all = (name: string) => query.filter(([key, value]) => key === name && value !== '').map(([, value]) => value);
  const text = (name: string) => all(name)[0];
  const read = <T>(name: string, parse: (value: string) => T | undefined): T | undefined => {
    const value = text(name);
    return value === undefined ? undefined : (parse(value) ?? wrong(name, value));
  };
  const named = <T extends string>(values: readonly T[], given: string) =>
    values.find((value) => value.toLowerCase() === given.toLowerCase());
  const integer = (value: string) => (/^-?\d{1,19}$/.test(value) ? Number(value) : undefined);
  const list = (name: string) => {
    const ids = text(name)
      ?.split(',')
      .map((id) => id.trim());
    if (ids !== undefined && ids.length > maxIds) fail(name, `The number of ids must not exceed ${String(maxIds)}.`);
    return ids;
  };
  return {
    errors,
    text,
    all,
    fail,
    integer: (name, least) =>
      read(name, (value) => {
        const number = integer(value);
        return number === undefined || (least !== undefined && number < least) ? undefined : number;
      }),
    boolean: (name) => read(name, (value) => ({ true: true, false: false })[value.toLowerCase()]),
    moment: (name) => read(name, parseTicks),
    number: (name) => read(name, (value) => (/^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined)),
    oneOf: (name, values) => read(name, (value) => named(values, value)),
    someOf: (name, values) => {
      const given = all(name);
      const known = given.map((value) => named(values, value) ?? wrong(name, value));
      return given.length === 0 ? undefined : known.filter((value) => value !== undefined);
    },
    list,
    ids: (name) => {
      const ids = list(name);
      for (const id of ids ?? []) if (integer(id) === undefined) wrong(name, id);
      return ids;
    },
  };
}

/** The query of a URL in the order it was sent; `+` is a space, as in every form encoding. */
export function queryPairs(search: string): [string, string][] {
  return [...new URLSearchParams(search)];
}
