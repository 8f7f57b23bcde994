import { createReadStream } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { rootCertificates } from 'node:tls';

import axios from 'axios';
import FormData from 'form-data';

import type { Address } from './address';
import type { FormFields } from './form';
import { answerBytes } from './limits';

export interface Answer {
  readonly status: number;
  /** lower-case names */
  readonly headers: Readonly<Record<string, string>>;
  /** its beginning, as text */
  readonly body: string;
}

/** There was no answer. `code` is Node's, or ESILENCE. */
export class NoAnswer extends Error {
  constructor(readonly code: string) {
    super(code);
    this.name = 'NoAnswer';
  }
}

export interface Upload {
  readonly fields: FormFields;
  readonly fileField: string;
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly contentType: string;
}

export interface Request {
  readonly method: 'POST' | 'PUT' | 'GET' | 'OPTIONS';
  readonly address: Address;
  readonly headers: Readonly<Record<string, string>>;
  readonly upload?: Upload;
}

/** @throws NoAnswer */
export type Exchange = (request: Request) => Promise<Answer>;

/** Text fields first: receivers read the form as it comes and want to know what the file is. */
function formOf({ fields, fileField, path, name, bytes, contentType }: Upload): FormData {
  const form = new FormData();
  for (const [field, value] of fields) form.append(field, value);
  form.append(fileField, createReadStream(path), { filename: name, contentType, knownLength: bytes });
  return form;
}

async function beginning(stream: Readable, alive: () => void): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    alive();
    chunks.push(chunk);
    size += chunk.length;
    if (size >= answerBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, answerBytes).toString('utf8');
}

/** axios hangs the request with its headers on its errors, so that only the code is taken over. */
function codeOf(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'EUNKNOWN';
}

/**
 * Requests over axios: redirects are not followed, because they would carry credentials and reports to a host that nobody
 * configured; certificates are verified; a silence ends the request.
 * @param ca PEM certificates that are trusted beside the usual ones
 */
export function createExchange(silenceMs: number, ca: string | undefined): Exchange {
  const trusted = ca === undefined || ca.trim() === '' ? {} : { ca: [...rootCertificates, ca] };
  const carrier = axios.create({
    adapter: 'http',
    responseType: 'stream',
    maxRedirects: 0,
    maxBodyLength: Infinity,
    validateStatus: null,
    transformRequest: [(body: unknown) => body],
    // a connection that was kept may have been closed by the other side just when the next file goes out
    httpAgent: new http.Agent({ keepAlive: false }),
    httpsAgent: new https.Agent({ keepAlive: false, ...trusted }),
    headers: { common: { 'user-agent': 'airbyte-destination-legacy-ingest' } },
  });

  return async ({ method, address, headers, upload }) => {
    const form = upload && formOf(upload);
    const abort = new AbortController();
    let timer: NodeJS.Timeout | undefined;
    const alive = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        abort.abort();
      }, silenceMs);
    };
    alive();
    form?.on('data', alive);
    try {
      const answer = await carrier.request<Readable>({
        method,
        url: address.url,
        signal: abort.signal,
        headers: { ...headers, ...(form && { ...form.getHeaders(), 'content-length': String(form.getLengthSync()) }) },
        ...(form && { data: form }),
        ...(address.loopback ? { proxy: false as const } : {}),
      });
      const lower = Object.entries(answer.headers).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
      return { status: answer.status, headers: Object.fromEntries(lower), body: await beginning(answer.data, alive) };
    } catch (error) {
      throw new NoAnswer(abort.signal.aborted ? 'ESILENCE' : codeOf(error));
    } finally {
      clearTimeout(timer);
      form?.destroy();
    }
  };
}
