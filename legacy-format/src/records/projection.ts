import type { FieldValue, Projection } from '../types';

import { pathReader } from './field-path';
import { needsExactText, parseLossless } from './lossless-json';

const isInexact = (value: FieldValue): boolean => {
  if (typeof value === 'number') return !Number.isSafeInteger(value) && needsExactText(value);
  return Array.isArray(value) && value.some(isInexact);
};

/** Collects the paths that a format looks at in one stream's records; a path keeps the position it got first. */
export interface FieldSet {
  stream: string;
  /** The position of a path, added when new. */
  position(path: string): number;
  projection(): Projection;
}

export const PRIMARY_KEY = 'id';
export const MODIFIED_ON = 'modifiedOn';

export function fieldSet(stream: string, cursor: string): FieldSet {
  const positions = new Map<string, number>();
  const position = (path: string): number => {
    const known = positions.get(path) ?? positions.size;
    positions.set(path, known);
    return known;
  };
  const keyIndex = position(PRIMARY_KEY);
  position(MODIFIED_ON);
  const cursorIndex = position(cursor);
  return {
    stream,
    position,
    projection: () => {
      const paths = [...positions.keys()];
      const readers = paths.map(pathReader);
      const values = (record: unknown): FieldValue[] => readers.map((read) => read(record));
      return {
        stream,
        paths,
        keyIndex,
        cursorIndex,
        project: (record, exactText) => {
          const fields = values(record);
          return fields.some(isInexact) ? values(parseLossless(exactText())) : fields;
        },
      };
    },
  };
}
