import type { ItemKey } from './item-key';
import type { Item } from './json-items';

/** What a read knows about an item: not met before, met with another content, or met just like this. */
export type Sighting = 'new' | 'changed' | 'repeated';

/** Remembers the rows of one read in about 40 bytes each, since pages that shift while data changes bring rows twice. */
export interface Seen {
  meet(key: ItemKey, item: Item): Sighting;
}

/** FNV-1a, 32 bits. It only tells an edited repeat from a plain one: that two stamps of one row collide is 1 in 4 billion. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  return value | 0;
}

export function createSeen(): Seen {
  const versions = new Map<ItemKey, number>();
  return {
    meet(key, item) {
      const { modifiedOn } = item.value;
      const version = hash(typeof modifiedOn === 'string' ? modifiedOn : item.raw);
      const before = versions.get(key);
      if (before === version) return 'repeated';
      versions.set(key, version);
      return before === undefined ? 'new' : 'changed';
    },
  };
}
