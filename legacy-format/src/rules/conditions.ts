import type { Condition, RowFilter, ScalarOrNull, Tests, Where } from 'servicetitan-specs';

import type { Fields, FieldValue } from '../types';
import { isEmpty } from '../values/scalar';

type ValueTest = (value: FieldValue) => boolean;
export type FieldsTest = (fields: Fields) => boolean;

// A number and its text are the same value: ids come as either, depending on how many digits they have.
const equals = (value: FieldValue, wanted: ScalarOrNull): boolean => {
  if (value === wanted) return true;
  if (typeof value === 'number' && typeof wanted === 'string') return String(value) === wanted;
  if (typeof value === 'string' && typeof wanted === 'number') return value === String(wanted);
  return Array.isArray(value) && value.some((item: FieldValue) => equals(item, wanted));
};

const anyOf =
  (wanted: readonly ScalarOrNull[]): ValueTest =>
  (value) =>
    wanted.some((one) => equals(value, one));

const none =
  (test: ValueTest): ValueTest =>
  (value) =>
    !test(value);

function valueTests(tests: Tests): ValueTest[] {
  const all: ValueTest[] = [];
  const { equals: wanted, isNull } = tests;
  if (wanted !== undefined) all.push((value) => equals(value, wanted));
  if (tests.in) all.push(anyOf(tests.in));
  if (tests.notIn) all.push(none(anyOf(tests.notIn)));
  if (tests.not !== undefined) all.push(none(anyOf(Array.isArray(tests.not) ? tests.not : [tests.not])));
  if (isNull !== undefined) all.push((value) => isEmpty(value) === isNull);
  return all;
}

/** A condition as a function; a list has a value when one of its items has it. */
export function conditionTest(condition: Condition): ValueTest {
  if (typeof condition !== 'object' || condition === null) return (value) => equals(value, condition);
  const tests = valueTests(condition);
  const [only] = tests;
  return only && tests.length === 1 ? only : (value) => tests.every((test) => test(value));
}

/** All conditions of a `where` as one function; null when there is none. */
export function whereTest(where: Where | undefined, position: (path: string) => number): FieldsTest | null {
  const tests = Object.entries(where ?? {}).map(([path, condition]) => {
    const at = position(path);
    const holds = conditionTest(condition);
    return (fields: Fields) => holds(fields[at] ?? null);
  });
  if (tests.length === 0) return null;
  return (fields) => tests.every((test) => test(fields));
}

/** A report's row filter: every test of `all`, and at least one of `any` when it lists some. */
export function rowFilterTest(filter: RowFilter | undefined, position: (path: string) => number): FieldsTest {
  const compiled = (tests: RowFilter['all']): FieldsTest[] =>
    (tests ?? []).map(({ field, ...rest }) => {
      const at = position(field);
      const holds = conditionTest(rest);
      return (fields) => holds(fields[at] ?? null);
    });
  const all = compiled(filter?.all);
  const any = compiled(filter?.any);
  return (fields) => all.every((test) => test(fields)) && (any.length === 0 || any.some((test) => test(fields)));
}
