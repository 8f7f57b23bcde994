import { generateKeyPairSync } from 'node:crypto';
import { createServer, type AddressInfo, type Server as TcpServer } from 'node:net';

import { Server, type AuthContext } from 'ssh2';

import type { SftpDeliveryConfig } from '../src/config';
import { list } from '../src/delivery/sftp/operations';
import { connect, type Session } from '../src/delivery/sftp/session';

/* How people come in, and servers that fall silent; what is done with files is told with OpenSSH's own server. */

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
});
const password = 'right';

let server: Server | TcpServer | undefined;
let session: Session | undefined;
afterEach(async () => {
  session?.close();
  session = undefined;
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

async function listening(made: Server | TcpServer): Promise<number> {
  server = made;
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
  return (made.address() as AddressInfo).port;
}

/** A server that lets in by one method and has an SFTP subsystem that never answers. */
function start(accept: (attempt: AuthContext) => void): Promise<number> {
  const made = new Server({ hostKeys: [privateKey] }, (client) => {
    client.on('error', () => undefined);
    client.on('authentication', accept);
    client.on('session', (open) => {
      open().on('sftp', (take) => {
        take().on('OPENDIR', () => undefined);
      });
    });
  });
  return listening(made);
}

function come(port: number, given = password): Promise<Session> {
  const config: SftpDeliveryConfig = {
    kind: 'sftp',
    host: '127.0.0.1',
    port,
    username: 'reports',
    authentication: { kind: 'password', password: given },
    accept_unknown_host_key: true,
    directory: '/',
  };
  const name = { tenantKey: 'T1', address: `127.0.0.1:${port}`, username: 'reports' };
  return connect(config, name, { connectMs: 5_000, operationMs: 300 });
}

function byPassword(attempt: AuthContext): void {
  if (attempt.method === 'password' && attempt.password === password) attempt.accept();
  else attempt.reject(['password']);
}

function byQuestion(attempt: AuthContext): void {
  if (attempt.method !== 'keyboard-interactive') attempt.reject(['keyboard-interactive']);
  else
    attempt.prompt([{ prompt: 'Password: ', echo: false }], (answers) => {
      if (answers[0] === password) attempt.accept();
      else attempt.reject(['keyboard-interactive']);
    });
}

test.each([
  ['asks for the password by its own method', byPassword],
  ['asks for it as a question', byQuestion],
])('a server that %s lets in who knows it, and nobody else', async (_name, accept) => {
  const port = await start(accept);
  session = await come(port);
  expect(session.lost).toBe(false);
  await expect(come(port, 'wrong')).rejects.toMatchObject({ level: 'client-authentication' });
});

test('a server that takes a request and never answers is given up', async () => {
  session = await come(await start(byPassword));
  await expect(list(session, '/')).rejects.toThrow('no answer within 0.3 s');
  expect(session.lost).toBe(true);
  await expect(list(session, '/')).rejects.toThrow('no answer within 0.3 s');
});

test('a port where something else listens is given up', async () => {
  const port = await listening(
    createServer((socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n', () => socket.destroy());
    }),
  );
  await expect(come(port)).rejects.toThrow();
});
