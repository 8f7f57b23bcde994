import type { Lookup } from 'servicetitan-specs';

import type { Fields, FieldValue, LookupKey, LookupReader } from '../types';

/** A column's `from`, compiled. */
export interface CompiledSource {
  /** The value for one record of the report's stream; an array when a lookup finds several. */
  read(fields: Fields, lookups: LookupReader): FieldValue;
  /** Adds the keys that `read` will ask for; null when it asks for none. With lookups also the later steps of chains. */
  keys: ((fields: Fields, lookups: LookupReader | undefined, add: (key: LookupKey) => void) => void) | null;
  /** Position of the one field whose value decides, with the lookups, what `read` finds; null when it is not one alone. */
  on: number | null;
}

/** What compiling a source needs to know, and where it says which fields, streams and indexes it uses. */
export interface SourceScope {
  /** The report's source stream. */
  stream: string;
  addressOf: 'location' | 'customer';
  lookups: Readonly<Record<string, Lookup>>;
  /** The position of a path in a stream's projection. */
  position(stream: string, path: string): number;
  /** Declares that a stream is needed, and returns the name of the index by which its records are found. */
  index(use: { stream: string; path: string; role: 'lookup' | 'aggregate'; optional: boolean }): string;
}

export const plain = (read: CompiledSource['read']): CompiledSource => ({ read, keys: null, on: null });
