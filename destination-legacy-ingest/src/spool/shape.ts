import { createHash } from 'node:crypto';

import type { CompiledFormat, IndexUse, Projection } from 'legacy-format';

/** How the records of a stream are kept: the values the format looks at and the ways it looks records up. */
export interface StreamShape {
  readonly projection: Projection;
  readonly indexes: readonly IndexUse[];
  /** path of the primary key */
  readonly primary: string | undefined;
  /** the same for the same shape */
  readonly digest: string;
}

export function shapeOf(format: CompiledFormat, stream: string): StreamShape {
  const projection = format.projection(stream);
  const indexes = format.indexes.filter((index) => index.stream === stream);
  const described = { paths: projection.paths, indexes: indexes.map(({ name }) => name) };
  return {
    projection,
    indexes,
    primary: projection.paths[projection.keyIndex],
    digest: createHash('sha256').update(JSON.stringify(described)).digest('hex'),
  };
}
