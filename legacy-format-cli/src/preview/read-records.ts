import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { fileProblem } from 'command-line';
import { createHeldRecords, parseLossless, type CompiledFormat, type HeldRecords } from 'legacy-format';

import { linesOf } from './lines';

// A record may have a type of its own; these are the messages of the Airbyte protocol.
const MESSAGES = ['RECORD', 'STATE', 'LOG', 'TRACE', 'CONTROL', 'SPEC', 'CATALOG', 'CONNECTION_STATUS'];
const ENDING = '.jsonl';

export interface ReadRecords {
  records: HeldRecords;
  /** Streams of the format that have records. */
  streams: Set<string>;
  /** Streams that the format does not use, with how many records they have. */
  ignored: Map<string, number>;
  /** Lines that are no record, as `file:line` and why. */
  unreadable: { place: string; reason: string }[];
}

type Members = Record<string, unknown>;
const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Found {
  stream: string;
  data: Members;
  emittedAt: number;
  exactText(): string;
}

/** A record of a line: an Airbyte RECORD message, or the record itself; null for other Airbyte messages. */
function recordOf(line: string, fileStream: string): Found | null {
  const value: unknown = JSON.parse(line);
  if (!isMembers(value)) throw new Error('no JSON object');
  const { type, record } = value;
  const isMessage = typeof type === 'string' && MESSAGES.includes(type) && !('id' in value);
  if (!isMessage) return { stream: fileStream, data: value, emittedAt: 0, exactText: () => line };
  if (type !== 'RECORD') return null;
  if (!isMembers(record) || !isMembers(record['data'])) throw new Error('a RECORD message without data');
  const exactText = (): string => JSON.stringify((parseLossless(line) as { record: Members }).record['data']);
  const { stream, data, emitted_at: emittedAt } = record;
  return {
    stream: typeof stream === 'string' ? stream : fileStream,
    data: data,
    emittedAt: typeof emittedAt === 'number' ? emittedAt : 0,
    exactText,
  };
}

/** Reads every `.jsonl` file of a folder, keeping what the format looks at. */
export async function readRecords(folder: string, format: CompiledFormat): Promise<ReadRecords> {
  const used = new Set(format.streams.map(({ stream }) => stream));
  const result: ReadRecords = {
    records: createHeldRecords(format),
    streams: new Set(),
    ignored: new Map(),
    unreadable: [],
  };
  const add = ({ stream, data, emittedAt, exactText }: Found): void => {
    if (!used.has(stream)) {
      result.ignored.set(stream, (result.ignored.get(stream) ?? 0) + 1);
      return;
    }
    result.streams.add(stream);
    result.records.add(stream, { data, rawJson: exactText, emittedAt });
  };
  for (const name of namesIn(folder)) {
    let number = 0;
    for await (const line of linesOf(join(folder, name))) {
      number++;
      if (line.trim() === '') continue;
      try {
        const found = recordOf(line, basename(name, ENDING));
        if (found) add(found);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        result.unreadable.push({ place: `${name}:${number}`, reason });
      }
    }
  }
  return result;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(ENDING))
      .sort();
  } catch (error) {
    throw fileProblem(folder, error);
  }
}
