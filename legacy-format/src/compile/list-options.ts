import type { Source } from 'servicetitan-specs';

/** How the values that a source finds are put into one cell. */
export interface ListOptions {
  distinct: boolean;
  /** Null when the source drops nothing. */
  isPlaceholder: ((text: string) => boolean) | null;
}

interface Declared {
  distinct: boolean;
  drop: string[];
}

function declared(source: Source): Declared {
  if (typeof source !== 'object') return { distinct: false, drop: [] };
  if ('coalesce' in source) {
    const parts = source.coalesce.map(declared);
    return { distinct: parts.some(({ distinct }) => distinct), drop: parts.flatMap(({ drop }) => drop) };
  }
  if (!('lookup' in source)) return { distinct: false, drop: [] };
  return { distinct: source.distinct ?? false, drop: (source.drop ?? []).map(String) };
}

/** Placeholders are compared after a value's transforms, whatever their case. */
export function listOptions(source: Source): ListOptions {
  const { distinct, drop } = declared(source);
  const placeholders = new Set(drop.map((text) => text.trim().toLowerCase()));
  return {
    distinct,
    isPlaceholder: placeholders.size === 0 ? null : (text) => placeholders.has(text.toLowerCase()),
  };
}
