/** The values that are wanted of an object: a tree of names, and what is known of the order in which they come. */
export interface Wanted {
  readonly children: ReadonlyMap<string, Wanted>;
  /** where the value goes; undefined for an object of which only parts are wanted */
  readonly slot: number | undefined;
  /** Records of a stream have their members in the same order: the names to expect, as they were met. */
  readonly order: Expected[];
  readonly placeOf: Map<string, number>;
  /** Reads the value in place of the usual way. @returns the place after it, or none */
  readonly read: ((at: number) => number) | undefined;
  /** the number of the last record in which it was met: a second time in the same record is a repeated name */
  met: number;
}

/** A name with its quotes, and what is wanted under it. */
export interface Expected {
  readonly name: Uint8Array;
  readonly wanted: Wanted | undefined;
}

interface Growing extends Wanted {
  slot: number | undefined;
  read: ((at: number) => number) | undefined;
  readonly children: Map<string, Growing>;
}

const nothingWanted = (): Growing => ({
  children: new Map(),
  slot: undefined,
  read: undefined,
  order: [],
  placeOf: new Map(),
  met: 0,
});

/**
 * @param paths `a.b` steps into objects
 * @returns undefined when only the whole record will do: a path goes into arrays (`a[].b`), into a value that is itself
 * wanted, or to a name that every object has
 */
export function wantedOf(paths: readonly string[]): Wanted | undefined {
  const root = nothingWanted();
  for (const [slot, path] of paths.entries()) {
    let at = root;
    for (const name of path.split('.')) {
      if (name.includes('[') || name === '__proto__' || at.slot !== undefined) return undefined;
      const known = at.children.get(name) ?? nothingWanted();
      at.children.set(name, known);
      at = known;
    }
    if (at.slot !== undefined || at.children.size > 0) return undefined;
    at.slot = slot;
  }
  return root;
}

/** The members of a message that say which record it is, by slot. */
export const envelope = { type: 0, stream: 1, namespace: 2, emittedAt: 3, meta: 4 } as const;

/** @param readData reads `record.data` once the stream is known */
export function wantedOfMessage(readData: (at: number) => number): Wanted {
  const root = nothingWanted();
  const record = nothingWanted();
  root.children.set('type', { ...nothingWanted(), slot: envelope.type });
  root.children.set('record', record);
  for (const [name, slot] of Object.entries({
    stream: envelope.stream,
    namespace: envelope.namespace,
    emitted_at: envelope.emittedAt,
    meta: envelope.meta,
  }))
    record.children.set(name, { ...nothingWanted(), slot });
  record.children.set('data', { ...nothingWanted(), read: readData });
  return root;
}
