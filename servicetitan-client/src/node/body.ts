import { isAscii, isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

import { TransportError, type HttpResponse } from '../transport';

import { maxSpareBytes, maxSpares, minSpareBytes } from './limits';

/** What this transport can decode, for the Accept-Encoding header. */
export const acceptEncoding = 'gzip, deflate, br';

type Decode = (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const unzip: Decode = promisify(gunzip);
const zlibOf: Decode = promisify(inflate);
const rawOf: Decode = promisify(inflateRaw);

/** "deflate" is sent with and without the zlib header; the header's first half byte is always 8. */
const undeflate: Decode = (body, options) => (((body[0] ?? 0) & 0x0f) === 8 ? zlibOf : rawOf)(body, options);

const decoders: Readonly<Record<string, Decode>> = {
  gzip: unzip,
  'x-gzip': unzip,
  deflate: undeflate,
  br: promisify(brotliDecompress),
};

const tooBig = (maxBytes: number): TransportError =>
  new TransportError('EBODYSIZE', `the answer is larger than ${Math.round(maxBytes / 1024 / 1024)} MiB`);

/** Memory that one body after the other is read into: a new one for each would pile up until it is collected. */
export interface Spares {
  take(atLeast: number): Buffer;
  giveBack(buffer: Buffer): void;
}

export function createSpares(): Spares {
  const spares: Buffer[] = [];
  return {
    take(atLeast) {
      const fitting = spares.findIndex(({ length }) => length >= atLeast);
      return (
        spares.splice(fitting, fitting === -1 ? 0 : 1)[0] ?? Buffer.allocUnsafeSlow(Math.max(atLeast, minSpareBytes))
      );
    },
    giveBack(buffer) {
      if (buffer.length > maxSpareBytes) return;
      spares.push(buffer);
      // the largest stay: they fit whatever comes
      if (spares.length > maxSpares) spares.sort((a, b) => b.length - a.length).length = maxSpares;
    },
  };
}

/**
 * Reads a body as it came over the wire into spare memory and gives it to `use`, after which the memory is used again.
 * The stream itself fails when the connection ends before the body does.
 * @param expected bytes that the answer announced
 */
export async function withBytes<T>(
  stream: Readable,
  { maxBytes, expected, spares }: { readonly maxBytes: number; readonly expected: number; readonly spares: Spares },
  onChunk: () => void,
  use: (bytes: Buffer) => Promise<T>,
): Promise<T> {
  let whole = spares.take(Math.min(Math.max(0, expected), maxBytes));
  let size = 0;
  try {
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      onChunk();
      if (size + chunk.length > maxBytes) throw tooBig(maxBytes);
      if (size + chunk.length > whole.length) {
        const larger = spares.take(2 * (size + chunk.length));
        whole.copy(larger, 0, 0, size);
        spares.giveBack(whole);
        whole = larger;
      }
      size += chunk.copy(whole, size);
    }
    return await use(whole.subarray(0, size));
  } finally {
    spares.giveBack(whole);
  }
}

async function decode(body: Buffer, encoding: string, maxBytes: number): Promise<Buffer> {
  const decoder = decoders[encoding];
  if (decoder === undefined) throw new TransportError('EENCODING', 'the answer is compressed in an unknown way');
  try {
    return await decoder(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE') throw tooBig(maxBytes);
    throw new TransportError('EENCODING', `the compressed answer is damaged or cut off (${encoding})`);
  }
}

const fromBytes = (bytes: string): string => Buffer.from(bytes, 'latin1').toString('utf8');

/** ASCII, which most bodies are, is taken over as it is; any other body is decoded part by part, and only if that is asked for. */
function textOf(body: Buffer): Pick<HttpResponse, 'body' | 'wire'> {
  const bytes = body.toString('latin1');
  if (isAscii(body)) return { body: bytes };
  return {
    get body() {
      return fromBytes(bytes);
    },
    wire: { bytes, decode: (start, end) => fromBytes(bytes.slice(start, end)) },
  };
}

/**
 * The text of a body, a copy.
 * @param contentEncoding value of that header, `` when there is none
 * @param strict refuse bytes that are no UTF-8 instead of replacing them: a name must not be changed in silence
 */
export async function decodeText(
  bytes: Buffer,
  contentEncoding: string,
  maxBytes: number,
  strict: boolean,
): Promise<Pick<HttpResponse, 'body' | 'wire'>> {
  const encodings = contentEncoding
    .toLowerCase()
    .split(',')
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== '' && encoding !== 'identity');
  let body = bytes;
  if (body.length > 0) for (const encoding of encodings.reverse()) body = await decode(body, encoding, maxBytes);
  if (strict && !isUtf8(body)) throw new TransportError('ECHARSET', 'the answer is not UTF-8');
  return textOf(body);
}
