import type { ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import { bodyBytes, type Answer } from './answer';
import { prettyPrint } from './exact-json';
import type { FaultEffect } from './fault-effects';

/** Long enough for what was written to reach the client before the connection is torn down. */
const settleMs = 25;

interface Message {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

function messageOf(answer: Answer, effect: FaultEffect | null, date: string): Message {
  const { body } = answer;
  let bytes = bodyBytes(body);
  let contentType = body.kind === 'text' ? body.contentType : 'application/json; charset=utf-8';
  if (effect?.kind === 'pretty' && contentType.includes('json')) bytes = Buffer.from(prettyPrint(bytes.toString()));
  if (effect?.kind === 'content-type') contentType = effect.value;
  if (effect?.kind === 'invalid-json') bytes = bytes.subarray(0, bytes.length >>> 1);
  const headers: Record<string, string> = { Date: date, ...answer.headers };
  if (contentType !== '') headers['Content-Type'] = contentType;
  return { status: answer.status, headers, body: bytes };
}

function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** Headers and so much of the body, and then nothing more. */
async function begin(
  response: ServerResponse,
  { status, headers, body }: Message,
  bytes: number,
  chunked: boolean,
): Promise<void> {
  response.writeHead(status, chunked ? headers : { ...headers, 'Content-Length': String(body.length) });
  response.flushHeaders();
  if (bytes > 0) response.write(body.subarray(0, bytes));
  await sleep(settleMs);
}

async function drip(
  response: ServerResponse,
  { status, headers, body }: Message,
  chunkBytes: number,
  everyMs: number,
): Promise<void> {
  response.writeHead(status, { ...headers, 'Content-Length': String(body.length) });
  for (let sent = 0; sent < body.length && !response.destroyed; sent += chunkBytes) {
    response.write(body.subarray(sent, sent + chunkBytes));
    await sleep(everyMs);
  }
  response.end();
}

function send(response: ServerResponse, { status, headers, body }: Message, gzip: boolean): number {
  const bytes = gzip ? gzipSync(body, { level: 1 }) : body;
  const encoding = gzip ? { 'Content-Encoding': 'gzip' } : {};
  response.writeHead(status, { ...headers, ...encoding, 'Content-Length': String(bytes.length) });
  response.end(bytes);
  return bytes.length;
}

/** Puts an answer on the wire, damaged as the fault asks. Gives the bytes of a body that was sent completely, else 0. */
export async function deliver(
  response: ServerResponse,
  answer: Answer,
  effect: FaultEffect | null,
  { date, gzip }: { date: string; gzip: boolean },
): Promise<number> {
  if (effect?.kind === 'latency') await sleep(effect.ms);
  const message = messageOf(answer, effect, date);
  const half = message.body.length >>> 1;
  switch (effect?.kind) {
    case 'reset':
      if (effect.when !== 'before-headers')
        await begin(response, message, effect.when === 'mid-body' ? half : 0, false);
      reset(response);
      return 0;
    case 'stall':
      if (effect.when !== 'before-headers')
        await begin(response, message, effect.when === 'mid-body' ? half : 0, false);
      return 0;
    case 'truncate':
      await begin(response, message, half, effect.how === 'chunked');
      response.socket?.end();
      return 0;
    case 'slow-drip':
      await drip(response, message, effect.chunkBytes, effect.everyMs);
      return message.body.length;
    default:
      return send(response, message, gzip && message.body.length > 0);
  }
}
