import type { RecordEncoding } from '../connector';
import { isJsonObject, type JsonValue } from '../json';
import type { PlainMessage, StreamKey } from '../protocol/messages';

import type { Secrets } from './secrets';
import type { LineWriter } from './writer';

/** What a connector says: a message, a page of records, or a state whose text must stay as it is. */
export type Outgoing =
  | PlainMessage
  | {
      readonly type: 'RECORD';
      readonly stream: StreamKey;
      readonly raw: readonly string[];
      readonly encoding: RecordEncoding;
      readonly emittedAt: number;
      /** the rest of the page follows without a wait */
      readonly more?: boolean;
    }
  | { readonly type: 'STATE'; readonly line: string };

export interface Output {
  /** Everything but records is on its way when this returns. */
  write(message: Outgoing): void;
  flush(): void;
}

/** Members whose values are the protocol's or the catalog's words, which no secret may make unreadable. */
const protocolWords: ReadonlySet<string> = new Set([
  'type',
  'level',
  'status',
  'failure_type',
  'stream_descriptor',
  'name',
  'namespace',
  'sync_mode',
  'supported_sync_modes',
  'supported_destination_sync_modes',
]);

function masked(value: JsonValue, secrets: Secrets): JsonValue {
  if (typeof value === 'string') return secrets.mask(value);
  if (Array.isArray(value)) return (value as readonly JsonValue[]).map((each) => masked(each, secrets));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) =>
      member === undefined ? [] : [[key, protocolWords.has(key) ? member : masked(member, secrets)]],
    ),
  );
}

/** The head and tail of the lines of a page; only the data between them differs. */
function envelope(stream: StreamKey, emittedAt: number, encoding: RecordEncoding): readonly [string, string] {
  const namespace = stream.namespace === undefined ? '' : `"namespace":${JSON.stringify(stream.namespace)},`;
  const head = `{"type":"RECORD","record":{"stream":${JSON.stringify(stream.name)},${namespace}"emitted_at":${emittedAt},"data":`;
  return [encoding === 'utf8' ? head : Buffer.from(head).toString('latin1'), '}}'];
}

/** A line break in JSON text is white space between tokens (inside strings it is escaped), but it would end our line. */
function oneLine(raw: string): string {
  return raw.includes('\n') || raw.includes('\r') ? raw.replace(/[\r\n]/g, ' ') : raw;
}

/**
 * The connector's standard output. A CONTROL message is not masked: it hands a changed configuration, secrets and all,
 * to the platform to keep.
 */
export function createOutput(writer: LineWriter, secrets: Secrets): Output {
  return {
    write(message) {
      switch (message.type) {
        case 'RECORD': {
          const { stream, emittedAt, encoding } = message;
          const [head, tail] = envelope(stream, emittedAt, encoding);
          for (const raw of message.raw) writer.line(head + oneLine(raw) + tail, encoding);
          return;
        }
        case 'STATE':
          writer.line(message.line);
          break;
        case 'CONTROL':
          writer.line(JSON.stringify(message));
          break;
        default:
          writer.line(JSON.stringify(masked(message as unknown as JsonValue, secrets)));
      }
      writer.flush();
    },
    flush: writer.flush,
  };
}
