import { isAscii, isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';

import { TransportError, type HttpResponse } from '../transport';

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

/**
 * Collects a body as it came over the wire. The stream itself fails when the connection ends before the body does.
 * @param expected bytes that the answer announced; a body of that size is never in memory twice
 */
export async function readBytes(
  stream: Readable,
  maxBytes: number,
  onChunk: () => void,
  expected = 0,
): Promise<Buffer> {
  const whole = Buffer.allocUnsafeSlow(Math.min(Math.max(0, expected), maxBytes));
  const more: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    onChunk();
    if (size + chunk.length > maxBytes) throw tooBig(maxBytes);
    const copied = chunk.copy(whole, size);
    if (copied < chunk.length) more.push(chunk.subarray(copied));
    size += chunk.length;
  }
  return more.length === 0 ? whole.subarray(0, size) : Buffer.concat([whole, ...more], size);
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

/** ASCII, which most bodies are, is taken over as it is; any other body is decoded as a whole only if that is asked for. */
function textOf(body: Buffer): Pick<HttpResponse, 'body' | 'wire'> {
  const bytes = body.toString('latin1');
  if (isAscii(body)) return { body: bytes };
  return {
    get body() {
      return body.toString('utf8');
    },
    wire: {
      bytes,
      decode(start, end) {
        const part = body.subarray(start, end);
        return isAscii(part) ? bytes.slice(start, end) : part.toString('utf8');
      },
    },
  };
}

/**
 * The text of a body.
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
