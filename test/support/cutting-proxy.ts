/** A loopback port in front of a server: a network that breaks, or that swallows everything. */
import { createServer, connect, type Socket } from 'node:net';

export interface CuttingProxy {
  readonly port: number;
  /** connections that were cut */
  readonly cuts: () => number;
  close(): Promise<void>;
}

/**
 * @param cutAfter bytes from the client of one connection after which that connection is cut; once
 * @param silent true: takes connections and never answers
 */
export async function cuttingProxy(
  port: number,
  { cutAfter = Infinity, silent = false }: { readonly cutAfter?: number; readonly silent?: boolean },
): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let cuts = 0;
  const server = createServer((client) => {
    sockets.add(client);
    client.on('error', () => undefined);
    if (silent) return;
    const target = connect(port, '127.0.0.1');
    sockets.add(target);
    target.on('error', () => undefined);
    target.on('close', () => client.destroy());
    client.on('close', () => target.destroy());
    let passed = 0;
    client.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      if (passed > cutAfter && cuts === 0) {
        cuts += 1;
        client.destroy();
        return;
      }
      target.write(chunk);
    });
    target.pipe(client);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    cuts: () => cuts,
    close: () =>
      new Promise((done) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => {
          done();
        });
      }),
  };
}
