import { streams, type StreamSpec } from 'servicetitan-specs';

/** The streams that can be read, and which of them is read for each record of which. */
export interface Catalog {
  readonly streams: readonly StreamSpec[];
  find(name: string): StreamSpec | undefined;
  parentOf(stream: StreamSpec): StreamSpec | undefined;
}

export function createCatalog(all: readonly StreamSpec[]): Catalog {
  const byName = new Map(all.map((stream) => [stream.name, stream]));
  return {
    streams: all,
    find: (name) => byName.get(name),
    parentOf(stream) {
      if (stream.parent === undefined) return undefined;
      const parent = byName.get(stream.parent.stream);
      if (parent === undefined)
        throw new Error(`stream ${stream.name} names the parent ${stream.parent.stream}, which is no stream`);
      return parent;
    },
  };
}

/** specs/catalog/streams.json */
export const catalog = createCatalog(streams);

/** The stream, its parent, the parent's parent and so on: all that must be read to read it. */
export function lineageOf(stream: StreamSpec, from: Catalog): StreamSpec[] {
  const parent = from.parentOf(stream);
  return parent === undefined ? [stream] : [stream, ...lineageOf(parent, from)];
}
