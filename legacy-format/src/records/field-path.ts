import type { FieldValue } from '../types';

/** The value at a path, or null. */
export type PathReader = (record: unknown) => FieldValue;

interface Step {
  name: string;
  each: boolean;
}

const stepsOf = (path: string): Step[] =>
  path.split('.').map((part) => ({ name: part.replace(/\[\]$/, ''), each: part.endsWith('[]') }));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// Records are parsed JSON: whatever is a function here is inherited, not data.
const member = (value: unknown, name: string): unknown => {
  if (!isObject(value)) return null;
  const found = value[name];
  return found === undefined || typeof found === 'function' ? null : found;
};

function read(value: unknown, steps: readonly Step[], at: number): unknown {
  const step = steps[at];
  if (!step) return value;
  const found = member(value, step.name);
  if (!step.each) return read(found, steps, at + 1);
  if (!Array.isArray(found)) return null;
  return found.flatMap((item) => read(item, steps, at + 1)).map((item: unknown) => item ?? null);
}

/** `a.b` steps into objects, `a[].b` collects the values of an array; a step that is not there gives null. */
export function pathReader(path: string): PathReader {
  const steps = stepsOf(path);
  const [first, second] = steps;
  if (first && steps.every(({ each }) => !each)) {
    if (steps.length === 1) return (record) => member(record, first.name) as FieldValue;
    if (second && steps.length === 2) return (record) => member(member(record, first.name), second.name) as FieldValue;
  }
  return (record) => (read(record, steps, 0) ?? null) as FieldValue;
}
