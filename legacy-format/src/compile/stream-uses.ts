import { streams as catalog } from 'servicetitan-specs';

import { fieldSet, MODIFIED_ON, type FieldSet } from '../records/projection';
import { keysOfValue } from '../sources/lookup-keys';
import type { IndexUse, Projection, StreamUse } from '../types';

type Role = StreamUse['roles'][number];
interface Need {
  role: Role;
  optional: boolean;
  report: string;
  column: string | null;
}

/** Collects, while a format is compiled, which streams, fields and indexes it needs and for which columns. */
export interface StreamUses {
  need(stream: string, need: Need): void;
  /** The position of a path in a stream's projection. */
  position(stream: string, path: string): number;
  /** The name of the index of a stream by a path. */
  index(stream: string, path: string): string;
  streams(): StreamUse[];
  indexes(): IndexUse[];
  projections(): Map<string, Projection>;
}

// Streams are listed as the catalog reads them, so that references come first.
const readingOrder = new Map(catalog.map(({ name, order }) => [name, order]));
const orderOf = (stream: string): number => readingOrder.get(stream) ?? Number.MAX_SAFE_INTEGER;

function streamUse(stream: string, needs: readonly Need[]): StreamUse {
  const neededBy = new Map(needs.map(({ report, column }) => [`${report}\n${column ?? ''}`, { report, column }]));
  return {
    stream,
    roles: (['source', 'lookup', 'aggregate'] as const).filter((role) => needs.some((need) => need.role === role)),
    optional: needs.every(({ optional }) => optional),
    neededBy: [...neededBy.values()],
  };
}

export function streamUses(cursorOf: (stream: string) => string | undefined): StreamUses {
  const needs = new Map<string, Need[]>();
  const fields = new Map<string, FieldSet>();
  const indexes = new Map<string, IndexUse>();

  const fieldsOf = (stream: string): FieldSet => {
    const known = fields.get(stream) ?? fieldSet(stream, cursorOf(stream) ?? MODIFIED_ON);
    fields.set(stream, known);
    return known;
  };
  return {
    need: (stream, need) => {
      fieldsOf(stream);
      needs.set(stream, [...(needs.get(stream) ?? []), need]);
    },
    position: (stream, path) => fieldsOf(stream).position(path),
    index: (stream, path) => {
      const name = `${stream}.${path}`;
      const at = fieldsOf(stream).position(path);
      indexes.set(name, { name, stream, path, keysOf: (values) => [...new Set(keysOfValue(values[at]))] });
      return name;
    },
    streams: () =>
      [...needs]
        .map(([stream, all]) => streamUse(stream, all))
        .sort((a, b) => orderOf(a.stream) - orderOf(b.stream) || (a.stream < b.stream ? -1 : 1)),
    indexes: () => [...indexes.values()],
    projections: () => new Map([...fields].map(([stream, set]) => [stream, set.projection()])),
  };
}
