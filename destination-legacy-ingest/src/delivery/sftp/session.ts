import { operatorError } from 'airbyte-runtime';
import { Client, utils, type ConnectConfig, type SFTPWrapper } from 'ssh2';

import type { SftpDeliveryConfig } from '../../config';

import { judgeHostKey } from './host-key';
import { keepaliveMs, keepalivesMissed, patience, type Patience } from './limits';
import { ConnectionLost, type Server } from './problems';

/** One connection. Every operation ends: with an answer, or with an error when the other side is silent or gone. */
export interface Session {
  /** The key that the server showed. */
  readonly hostKey: Buffer;
  readonly lost: boolean;
  /**
   * Runs an operation of the protocol.
   * @param begin gets the callback of the operation, and a sign of life to give while it goes on
   */
  run<T>(begin: (sftp: SFTPWrapper, done: Done<T>, alive: () => void) => void): Promise<T>;
  close(): void;
}

/** Node's way to say how something ended. */
export type Done<T> = (error: Error | null | undefined, value?: T) => void;

function credentials({ authentication }: SftpDeliveryConfig, { tenantKey }: Server): Partial<ConnectConfig> {
  if (authentication.kind === 'password') return { password: authentication.password, tryKeyboard: true };
  const { private_key: privateKey, passphrase } = authentication;
  // the form may have turned the line breaks of the key into the two characters \n
  const text = `${privateKey.replaceAll('\\n', '\n').trim()}\n`;
  const parsed = utils.parseKey(text, passphrase);
  if (parsed instanceof Error)
    throw operatorError({
      failureType: 'config',
      message: `The private key of the SFTP delivery cannot be read (tenant ${tenantKey}). Paste the whole file with its first and last line, in OpenSSH or PEM form, and its passphrase if it has one.`,
    });
  return { privateKey: text, ...(passphrase === undefined ? {} : { passphrase }) };
}

/**
 * Opens a connection and the SFTP subsystem on it.
 * @throws what the library says, or an operator's error when the server is not the one that is meant
 */
export async function connect(
  config: SftpDeliveryConfig,
  server: Server,
  { connectMs, operationMs }: Patience = patience,
): Promise<Session> {
  const client = new Client();
  let hostKey: Buffer = Buffer.alloc(0);
  let refused: Error | undefined;
  let ended: Error | undefined;
  const waiting = new Set<(error: Error) => void>();

  function end(error: Error): void {
    ended ??= refused ?? error;
    for (const fail of [...waiting]) fail(ended);
  }

  /** Settles when it is done, when the connection ends, or after a silence. */
  async function within<T>(ms: number, begin: (done: Done<T>, alive: () => void) => void): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const finish = (): void => {
        clearTimeout(timer);
        waiting.delete(fail);
      };
      const fail = (error: Error): void => {
        finish();
        reject(error);
      };
      const alive = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          end(new ConnectionLost(`no answer within ${ms / 1000} s`));
          client.destroy();
        }, ms);
      };
      if (ended !== undefined) {
        reject(ended);
        return;
      }
      waiting.add(fail);
      alive();
      try {
        begin((error, value) => {
          if (error) fail(error);
          else {
            finish();
            resolve(value as T);
          }
        }, alive);
      } catch (error) {
        fail(error instanceof Error ? error : new Error(String(error)));
      }
    });
  }

  client.on('error', end);
  // servers that leave the questions to PAM ask for the password in this way
  client.on('keyboard-interactive', (_name, _instructions, _language, prompts, answer) => {
    const { authentication } = config;
    answer(authentication.kind === 'password' ? prompts.map(() => authentication.password) : []);
  });
  client.on('close', () => {
    end(new ConnectionLost('the server closed the connection'));
  });
  const options: ConnectConfig = {
    host: config.host,
    port: config.port ?? 22,
    username: config.username,
    readyTimeout: connectMs,
    keepaliveInterval: keepaliveMs,
    keepaliveCountMax: keepalivesMissed,
    hostVerifier: (key: Buffer) => {
      hostKey = key;
      refused = judgeHostKey(key, config, server);
      return refused === undefined;
    },
    ...credentials(config, server),
  };
  try {
    await within<undefined>(connectMs, (done) => {
      client.on('ready', () => {
        done(null);
      });
      client.connect(options);
    });
    const sftp = await within<SFTPWrapper>(connectMs, (done) => {
      client.sftp(done);
    });
    sftp.on('close', () => {
      end(new ConnectionLost('the server closed the SFTP session'));
    });
    return {
      hostKey,
      get lost() {
        return ended !== undefined;
      },
      run: (begin) =>
        within(operationMs, (done, alive) => {
          begin(sftp, done, alive);
        }),
      close() {
        end(new ConnectionLost('the connection was closed'));
        client.end();
      },
    };
  } catch (error) {
    client.destroy();
    throw error;
  }
}
