import { once } from 'node:events';
import type http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';

import { TransportError, type HttpRequest } from '../src';
import { createAxiosTransport, sleep } from '../src/node';

import { serve, type TestServer } from './support/server';
import { failure } from './support/world';

const servers: TestServer[] = [];

async function server(listener: http.RequestListener): Promise<TestServer> {
  const started = await serve(listener);
  servers.push(started);
  return started;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((each) => each.close()));
});

const secrets = { authorization: 'Bearer secret-token', 'st-app-key': 'ak1.secret' };
const get = (url: string): HttpRequest => ({ method: 'GET', url, headers: { ...secrets, accept: 'application/json' } });
const page = '{"hasMore":false,"data":[{"id":9007199254740993,"name":"Größe 😀 \\"x\\""}]}';

test('a body comes back as the text it is, whatever its type says, with header names in lower case', async () => {
  const { url } = await server((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'X-Trace': 'T' }).end(page);
  });
  expect(await createAxiosTransport()(get(url))).toMatchObject({
    status: 200,
    body: page,
    headers: { 'x-trace': 'T' },
  });
});

test.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['br', brotliCompressSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['deflate, gzip', (text: string) => gzipSync(deflateSync(text))],
  ['identity', (text: string) => Buffer.from(text)],
])('a body compressed with %s is unpacked', async (encoding, pack) => {
  const { url, requests } = await server((_request, response) => {
    response.writeHead(200, { 'content-encoding': encoding }).end(pack(page));
  });
  expect((await createAxiosTransport()(get(url))).body).toBe(page);
  expect(requests[0]!.headers['accept-encoding']).toBe('gzip, deflate, br');
});

test.each([200, 204, 302, 401, 404, 429, 500, 503])('status %d is an answer, not an error', async (status) => {
  const { url } = await server((_request, response) => {
    response.writeHead(status).end(status === 204 ? '' : '<html>');
  });
  expect(await createAxiosTransport()(get(url))).toMatchObject({ status, body: status === 204 ? '' : '<html>' });
});

test('a form is posted as it was written', async () => {
  const { url } = await server((request, response) => {
    request.pipe(response.writeHead(200, { type: request.headers['content-type'] }));
  });
  const body = 'grant_type=client_credentials&client_secret=a%2Bb';
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect(await createAxiosTransport()({ method: 'POST', url, headers, body })).toMatchObject({
    body,
    headers: { type: 'application/x-www-form-urlencoded' },
  });
});

test.each(['announced', 'chunked'])(
  'an answer that is %s stays what it was while others are read after and beside it',
  async (how) => {
    // from a few bytes to several times what is set aside for one
    const bodies = Array.from({ length: 12 }, (_, index) => `${'Größe '.repeat(index * 5000)}"${index}"`);
    const { url } = await server((request, response) => {
      const body = Buffer.from(bodies[Number(request.url?.slice(1))] ?? '');
      response.writeHead(200, how === 'announced' ? { 'content-length': body.length } : {});
      response.write(body.subarray(0, body.length / 2));
      setTimeout(() => response.end(body.subarray(body.length / 2)), 5);
    });
    const send = createAxiosTransport();
    const ask = (index: number): ReturnType<typeof send> => send(get(`${url.replace(/\/$/, '')}/${index}`));
    const answers = [];
    for (let index = 0; index < bodies.length; index += 3)
      answers.push(...(await Promise.all([ask(index), ask(index + 1), ask(index + 2)])));
    expect(
      answers.map(({ body, wire }) => [body, wire === undefined ? body : wire.decode(0, wire.bytes.length)]),
    ).toEqual(bodies.map((body) => [body, body]));
  },
);

test('connections are kept open and used again', async () => {
  const { url, connections, requests } = await server((_request, response) => response.end('{}'));
  const send = createAxiosTransport();
  for (let count = 0; count < 5; count += 1) await send(get(url));
  expect([requests.length, connections()]).toEqual([5, 1]);
  expect(requests[0]!.headers['user-agent']).toBe('airbyte-source-servicetitan');
});

describe('broken answers are transport errors without the credentials', () => {
  const gzipped = gzipSync(page.repeat(50));
  test.each<[string, string, http.RequestListener]>([
    ['a connection reset before the answer', 'ECONNRESET', (request) => void request.socket.resetAndDestroy()],
    [
      'a body shorter than its Content-Length',
      'ECONNRESET',
      (_request, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write('{"data":[');
        setTimeout(() => response.destroy(), 30);
      },
    ],
    [
      'a chunked body that is cut',
      'ECONNRESET',
      (_request, response) => {
        response.writeHead(200).write('{"data":[');
        setTimeout(() => response.destroy(), 30);
      },
    ],
    [
      'a compressed body that is cut, completely as far as HTTP can tell',
      'EENCODING',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipped.subarray(0, 60)),
    ],
    [
      'garbage instead of gzip',
      'EENCODING',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('<html>'),
    ],
    [
      'an unknown compression',
      'EENCODING',
      (_request, response) => response.writeHead(200, { 'content-encoding': 'zip' }).end('x'),
    ],
    ['bytes that are no UTF-8', 'ECHARSET', (_request, response) => response.end(Buffer.from([0x7b, 0xff, 0x7d]))],
    ['silence before the headers', 'ETIMEDOUT', () => undefined],
    ['silence after the headers', 'ETIMEDOUT', (_request, response) => void response.writeHead(200).flushHeaders()],
    [
      'silence in the middle of the body',
      'ETIMEDOUT',
      (_request, response) => void response.writeHead(200).write('{"data"'),
    ],
  ])('%s', async (_case, code, listener) => {
    const { url } = await server(listener);
    const error = await failure(createAxiosTransport({ readTimeoutMs: 200 })(get(url)));
    expect(error).toBeInstanceOf(TransportError);
    expect(error).toMatchObject({ code });
    const everything = JSON.stringify({
      ...(error as Error),
      message: (error as Error).message,
      stack: (error as Error).stack,
    });
    expect(everything).not.toMatch(/secret/);
    expect(Object.keys(error as Error).sort()).toEqual(['code', 'name']);
    expect((error as Error).cause).toBeUndefined();
  });

  test('nobody listens', async () => {
    const { url, close } = await serve(() => undefined);
    await close();
    expect(await failure(createAxiosTransport()(get(url)))).toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('a body without an end stops at the limit, compressed or not', async () => {
    const { url } = await server((request, response) => {
      if (request.url === '/bomb')
        response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(5_000_000, 32)));
      else response.end(Buffer.alloc(5_000_000, 32));
    });
    const send = createAxiosTransport({ maxBodyBytes: 1_000_000 });
    expect(await failure(send(get(`${url}/bomb`)))).toMatchObject({ code: 'EBODYSIZE' });
    expect(await failure(send(get(`${url}/plain`)))).toMatchObject({ code: 'EBODYSIZE' });
  });

  test('an error page in another alphabet is still an answer', async () => {
    const { url } = await server((_request, response) => response.writeHead(500).end(Buffer.from([0x61, 0xff])));
    expect(await createAxiosTransport()(get(url))).toMatchObject({ status: 500, body: 'a\ufffd' });
  });
});

function drip(everyMs: number): http.RequestListener {
  return (_request, response) => {
    const bytes = [...page];
    const timer = setInterval(() => {
      const next = bytes.splice(0, 4).join('');
      if (next === '') response.end();
      else response.write(next);
    }, everyMs);
    response.on('close', () => {
      clearInterval(timer);
    });
  };
}

test('a body that drips in, longer than the longest silence, is read to its end', async () => {
  const { url } = await server(drip(30));
  const began = Date.now();
  expect((await createAxiosTransport({ readTimeoutMs: 250 })(get(url))).body).toBe(page);
  expect(Date.now() - began).toBeGreaterThan(300);
});

test('a body that drips in for too long is given up', async () => {
  const { url } = await server(drip(50));
  const error = await failure(createAxiosTransport({ readTimeoutMs: 5000, totalTimeoutMs: 200 })(get(url)));
  expect(error).toMatchObject({
    code: 'ETIMEDOUT',
    message: expect.stringContaining('not complete after 0.2 s') as string,
  });
});

test('a request that is given up ends its connection at once', async () => {
  const { url, requests } = await server(() => undefined);
  const stop = new AbortController();
  const pending = failure(createAxiosTransport()({ ...get(url), signal: stop.signal }));
  while (requests.length === 0) await sleep(5);
  stop.abort();
  expect(await pending).toBeInstanceOf(TransportError);
  while (!requests[0]!.socket.destroyed) await sleep(5);
});

describe('redirects', () => {
  const to = (location: string, status = 302): http.RequestListener => {
    return (request, response) => {
      if (request.url === '/end') response.end('end');
      else response.writeHead(status, { location }).end();
    };
  };

  test('to the same host: followed, with the credentials', async () => {
    const { url, requests } = await server(to('/end', 307));
    expect((await createAxiosTransport()(get(`${url}/a`))).body).toBe('end');
    expect(requests.map(({ headers }) => headers['st-app-key'])).toEqual(['ak1.secret', 'ak1.secret']);
  });

  test('to another host: followed without the credentials, also on the way back', async () => {
    const home = await server((request, response) => {
      if (request.url === '/end') response.end('end');
      else response.writeHead(302, { location: `${other.url}/x` }).end();
    });
    const other = await server(
      (_request, response) => void response.writeHead(302, { location: `${home.url}/end` }).end(),
    );
    expect((await createAxiosTransport()(get(`${home.url}/a`))).body).toBe('end');
    for (const { headers } of [...other.requests, home.requests[1]!]) {
      expect(headers).not.toHaveProperty('authorization');
      expect(headers).not.toHaveProperty('st-app-key');
      expect(headers.accept).toBe('application/json');
    }
    expect(other.requests).toHaveLength(1);
  });

  test('a POST with the client secret is never followed', async () => {
    const { url, requests } = await server(to('/end', 308));
    const answer = await createAxiosTransport()({ method: 'POST', url, headers: {}, body: 'client_secret=x' });
    expect([answer.status, requests.length]).toEqual([308, 1]);
  });

  test.each(['http://192.0.2.1/x', 'ftp://127.0.0.1/x', 'http://', ''])('to "%s": not followed', async (location) => {
    const { url, requests } = await server(to(location));
    expect((await createAxiosTransport()(get(url))).status).toBe(302);
    expect(requests.length).toBeLessThanOrEqual(4);
  });

  test('in a circle: given back after three', async () => {
    const { url, requests } = await server(to('/again'));
    expect((await createAxiosTransport()(get(url))).status).toBe(302);
    expect(requests).toHaveLength(4);
  });
});

describe('behind a proxy', () => {
  const environment = { ...process.env };
  afterEach(() => {
    process.env = { ...environment };
  });

  async function proxy(): Promise<{ url: string; asked: string[]; close(): void }> {
    const asked: string[] = [];
    const listening = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (chunk) => {
        asked.push(chunk.toString('latin1'));
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n');
      });
    });
    listening.listen(0, '127.0.0.1');
    await once(listening, 'listening');
    return {
      url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`,
      asked,
      close: () => void listening.close(),
    };
  }

  test('https goes through a tunnel, so that the proxy sees neither token nor key', async () => {
    const { url, asked, close } = await proxy();
    process.env.HTTPS_PROXY = url;
    process.env.NO_PROXY = '';
    const answer = await createAxiosTransport({ readTimeoutMs: 2000 })(get('https://api.servicetitan.invalid/x'));
    close();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatch(/^CONNECT api\.servicetitan\.invalid:443 /);
    expect(asked[0]).not.toMatch(/secret/);
    expect(answer.status).toBe(407);
  });

  test('NO_PROXY is honoured, and loopback is never proxied', async () => {
    const { url, asked, close } = await proxy();
    Object.assign(process.env, {
      HTTP_PROXY: url,
      HTTPS_PROXY: url,
      http_proxy: url,
      NO_PROXY: '.invalid',
      no_proxy: '.invalid',
    });
    const target = await server((_request, response) => response.end('direct'));
    const send = createAxiosTransport({ readTimeoutMs: 2000 });
    expect((await send(get(target.url))).body).toBe('direct');
    expect(await failure(send(get('https://api.servicetitan.invalid/x')))).toBeInstanceOf(TransportError);
    close();
    expect(asked).toEqual([]);
  });
});

test('a sleep ends early when nobody waits for it', async () => {
  const stop = new AbortController();
  const began = Date.now();
  const sleeping = sleep(60_000, stop.signal);
  stop.abort();
  await sleeping;
  await sleep(60_000, stop.signal);
  expect(Date.now() - began).toBeLessThan(5000);
  await sleep(20);
  expect(Date.now() - began).toBeGreaterThanOrEqual(19);
});
