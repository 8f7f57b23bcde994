/** A receiver of multipart uploads: keeps what it takes, knows idempotency keys, fails on demand. */
import {
  createServer as createHttpServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface ReceivedUpload {
  readonly key: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly fileField: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly content: Buffer;
  readonly headers: IncomingHttpHeaders;
}

export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

/** What happens to a request instead of the usual; `taken` says whether the upload was stored before. */
export type Failure =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string }
  | 'hang'
  | 'reset'
  | 'reset after taking it';

export interface UploadServer {
  readonly url: string;
  readonly port: number;
  /** what was stored, each key once */
  readonly uploads: ReceivedUpload[];
  /** all that came */
  readonly requests: ReceivedRequest[];
  /** For the next requests that upload, one each. */
  fail(...failures: readonly Failure[]): void;
  /** Called when an upload was stored, before it is answered. */
  onTaken(act: (upload: ReceivedUpload) => void): void;
  stop(): Promise<void>;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** The parts of a form, by hand: a parser of the same family as the encoder would make the same mistakes. */
function parse(body: Buffer, headers: IncomingHttpHeaders): ReceivedUpload {
  const boundary = /boundary=(.*)$/.exec(headers['content-type'] ?? '')?.[1] ?? '';
  if (Number(headers['content-length']) !== body.length) throw new Error('the length is not what was said');
  const fields: Record<string, string> = {};
  let file: Pick<ReceivedUpload, 'fileField' | 'fileName' | 'contentType' | 'content'> | undefined;
  const text = body.toString('latin1');
  const sections = text.split(`--${boundary}`);
  if (sections[0] !== '' || !sections.at(-1)!.startsWith('--')) throw new Error('the form is not whole');
  for (const section of sections.slice(1, -1)) {
    const split = section.indexOf('\r\n\r\n');
    const head = section.slice(0, split);
    const content = Buffer.from(section.slice(split + 4, -2), 'latin1');
    const name = / name="([^"]*)"/.exec(head)?.[1] ?? '';
    const fileName = /filename="([^"]*)"/.exec(head)?.[1];
    if (fileName === undefined) fields[name] = content.toString('utf8');
    else {
      const contentType = /content-type: (.*)/i.exec(head)?.[1]?.trim() ?? '';
      file = { fileField: name, fileName: Buffer.from(fileName, 'latin1').toString('utf8'), contentType, content };
    }
  }
  if (file === undefined) throw new Error('the form has no file');
  return { key: String(headers['idempotency-key'] ?? ''), fields, headers, ...file };
}

export async function startUploadServer(
  options: { readonly token?: string; readonly tls?: { readonly key: string; readonly cert: string } } = {},
): Promise<UploadServer> {
  const uploads: ReceivedUpload[] = [];
  const requests: ReceivedRequest[] = [];
  const failures: Failure[] = [];
  let taken: (upload: ReceivedUpload) => void = () => undefined;

  function store(body: Buffer, headers: IncomingHttpHeaders): boolean {
    const upload = parse(body, headers);
    if (uploads.some(({ key }) => key === upload.key)) return false;
    uploads.push(upload);
    taken(upload);
    return true;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    requests.push({ method, url, headers });
    if (options.token !== undefined && headers.authorization !== `Bearer ${options.token}`) {
      request.resume();
      response.writeHead(401, { 'content-type': 'text/plain' }).end(`no such token: ${headers.authorization ?? ''}`);
      return;
    }
    if (method === 'OPTIONS' || method === 'GET') {
      response.writeHead(method === 'GET' ? 200 : 204).end();
      return;
    }
    const failure = failures.shift();
    if (failure === 'reset') {
      request.socket.destroy();
      return;
    }
    const body = await bodyOf(request);
    if (failure === 'hang') return;
    if (failure === 'reset after taking it') {
      store(body, headers);
      request.socket.destroy();
      return;
    }
    if (failure !== undefined) {
      response.writeHead(failure.status, failure.headers).end(failure.body);
      return;
    }
    response.writeHead(store(body, headers) ? 201 : 409).end();
  }

  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch(() => request.socket.destroy());
  };
  const server = options.tls === undefined ? createHttpServer(listener) : createHttpsServer(options.tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/upload`,
    uploads,
    requests,
    fail: (...next) => failures.push(...next),
    onTaken(act) {
      taken = act;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
