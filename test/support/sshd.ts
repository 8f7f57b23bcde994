/** OpenSSH's own server on a loopback port, with host key, user and folders of its own. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { installDebian } from './debian';

const program = '/usr/sbin/sshd';

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Why there is no server; undefined when there is one. Root on Debian installs it. */
function install(): string | undefined {
  if (existsSync(program)) return undefined;
  const failure = installDebian(['openssh-server']);
  if (failure !== undefined) return failure;
  return existsSync(program) ? undefined : `openssh-server has no ${program}`;
}

/** Why the suites that need the server are skipped, if they are. */
export const sshdMissing = install();
if (sshdMissing !== undefined) say(`OpenSSH: the suites that need it are skipped: ${sshdMissing}`);

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface Sshd {
  readonly port: number;
  readonly username: string;
  readonly privateKey: string;
  /** SHA256:... */
  readonly fingerprint: string;
  /** where files may be put */
  readonly directory: string;
  /** The server shows another key from now on. */
  changeHostKey(): Promise<void>;
  stop(): Promise<void>;
}

/** The host key's fingerprint, computed here so that nothing of the destination vouches for itself. */
function fingerprint(publicKeyFile: string): string {
  const [, base64 = ''] = readFileSync(publicKeyFile, 'utf8').split(' ');
  return `SHA256:${createHash('sha256').update(Buffer.from(base64, 'base64')).digest('base64').replace(/=+$/, '')}`;
}

const newKey = (path: string): void => {
  rmSync(path, { force: true });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
};

export async function startSshd(options: { readonly sftpServer?: string } = {}): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'sshd-'));
  const at = (name: string): string => join(folder, name);
  const username = execFileSync('id', ['-un'], { encoding: 'utf8' }).trim();
  const port = await freePort();
  newKey(at('host_key'));
  newKey(at('user_key'));
  mkdirSync(at('files'));
  writeFileSync(at('authorized_keys'), readFileSync(at('user_key.pub')));
  for (const name of ['user_key', 'host_key', 'authorized_keys']) chmodSync(at(name), 0o600);
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host_key')}`,
    `PidFile ${at('pid')}`,
    `AuthorizedKeysFile ${at('authorized_keys')}`,
    'StrictModes no',
    'UsePAM no',
    'PermitRootLogin yes',
    'PasswordAuthentication yes',
    'KbdInteractiveAuthentication no',
    'MaxStartups 50',
    `Subsystem sftp ${options.sftpServer ?? 'internal-sftp'}`,
  ];
  writeFileSync(at('sshd_config'), `${lines.join('\n')}\n`);
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  let child: ChildProcess | undefined;

  async function begin(): Promise<void> {
    child = spawn(program, ['-D', '-e', '-f', at('sshd_config')], { stdio: ['ignore', 'ignore', 'pipe'] });
    const told: string[] = [];
    child.stderr?.on('data', (chunk: Buffer) => told.push(chunk.toString()));
    for (let tries = 0; tries < 100; tries += 1) {
      if (child.exitCode !== null) throw new Error(`sshd ended: ${told.join('')}`);
      if (await answers(port)) return;
      await delay(50);
    }
    throw new Error(`sshd does not answer: ${told.join('')}`);
  }

  async function end(): Promise<void> {
    const running = child;
    if (running?.exitCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill('SIGTERM');
    await gone;
  }

  await begin();
  return {
    port,
    username,
    privateKey: readFileSync(at('user_key'), 'utf8'),
    fingerprint: fingerprint(at('host_key.pub')),
    directory: at('files'),
    async changeHostKey() {
      await end();
      newKey(at('host_key'));
      await begin();
    },
    async stop() {
      await end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

export interface Proxy {
  readonly port: number;
  stop(): Promise<void>;
}

/** Passes a connection on and cuts it after so many bytes from the client. */
export async function startProxy(target: number, bytes: number): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let passed = 0;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('data', (chunk: Buffer) => {
      passed += chunk.length;
      if (passed <= bytes) upstream.write(chunk);
      else {
        client.destroy();
        upstream.destroy();
      }
    });
    upstream.on('data', (chunk: Buffer) => client.write(chunk));
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
