import type { CompiledFormat, Fields, LookupReader, Projection } from '../types';
import { compareInstants } from '../values/instant';
import { compareKeys } from '../values/scalar';

/** The newest version of one record, as much of it as the format looks at. */
export interface HeldRecord {
  /** the primary key as text */
  readonly key: string;
  readonly fields: Fields;
  /** when the record changed; null when it does not say */
  readonly changed: string | null;
  /** The record as JSON text; empty unless a report is made of its stream. */
  rawJson(): string;
}

/** A record as it arrives. */
export interface ArrivingRecord {
  readonly data: Readonly<Record<string, unknown>>;
  /** Its JSON text, every digit kept. */
  rawJson(): string;
  /** epoch milliseconds; decides between versions that changed at the same time. Default 0 */
  readonly emittedAt?: number;
}

export interface HeldStream {
  /** in the order of their keys */
  records(): readonly HeldRecord[];
  /** the JSON texts of records that came without a primary key */
  readonly keyless: readonly string[];
  /** older versions that a newer one took the place of */
  readonly superseded: number;
}

/** The records that a format looks at, in memory: for some hundred thousand of them. */
export interface HeldRecords {
  /** Keeps the newest version of each record. Records of streams that the format does not use are ignored. */
  add(stream: string, record: ArrivingRecord): void;
  /** A stream of which nothing came is empty. */
  stream(name: string): HeldStream;
  /** What rows are joined to, once everything has arrived. */
  lookups(): LookupReader;
}

interface Version extends HeldRecord {
  readonly emittedAt: number;
}

interface Kept {
  readonly versions: Map<string, Version>;
  readonly keyless: string[];
  superseded: number;
}

/** Newest change, then latest sent, then latest arrival. */
const replaces = (candidate: Version, known: Version): boolean =>
  (compareInstants(candidate.changed, known.changed) || candidate.emittedAt - known.emittedAt) >= 0;

/** Joined records are never shown, so that their text need not be kept. */
const noText = (): string => '';

function versionOf(record: ArrivingRecord, projection: Projection, keepText: boolean): Version | null {
  const { data, emittedAt = 0 } = record;
  const fields = projection.project(data, () => record.rawJson());
  const id = fields[projection.keyIndex];
  if ((typeof id !== 'number' && typeof id !== 'string') || String(id).trim() === '') return null;
  const changed = fields[projection.cursorIndex];
  return {
    key: String(id),
    fields,
    changed: typeof changed === 'string' ? changed : null,
    rawJson: keepText ? () => record.rawJson() : noText,
    emittedAt,
  };
}

export function createHeldRecords(format: CompiledFormat): HeldRecords {
  const streams = new Map<string, Kept>();
  const projections = new Map(format.streams.map(({ stream }) => [stream, format.projection(stream)]));
  const sources = new Set(format.reports.map(({ source }) => source));
  const none: Kept = { versions: new Map(), keyless: [], superseded: 0 };

  function index(): Map<string, Fields[]> {
    const rows = new Map<string, Fields[]>();
    for (const { name, stream, keysOf } of format.indexes)
      for (const { fields } of streams.get(stream)?.versions.values() ?? [])
        for (const key of keysOf(fields)) {
          const place = `${name}\n${key}`;
          const known = rows.get(place);
          if (known) known.push(fields);
          else rows.set(place, [fields]);
        }
    return rows;
  }

  return {
    add(stream, record) {
      const projection = projections.get(stream);
      if (!projection) return;
      const kept = streams.get(stream) ?? { versions: new Map<string, Version>(), keyless: [], superseded: 0 };
      streams.set(stream, kept);
      const version = versionOf(record, projection, sources.has(stream));
      if (version === null) {
        kept.keyless.push(record.rawJson());
        return;
      }
      const known = kept.versions.get(version.key);
      if (known) kept.superseded += 1;
      if (!known || replaces(version, known)) kept.versions.set(version.key, version);
    },
    stream(name) {
      const { versions, keyless, superseded } = streams.get(name) ?? none;
      return {
        records: () => [...versions.values()].sort((a, b) => compareKeys(a.key, b.key)),
        keyless,
        superseded,
      };
    },
    lookups() {
      const rows = index();
      return { rows: (name, key) => rows.get(`${name}\n${key}`) ?? [] };
    },
  };
}
