import { isOperatorError, operatorError, type FailureType } from 'airbyte-runtime';

/** What of the configuration stands in messages. */
export interface Server {
  readonly tenantKey: string;
  /** host:port */
  readonly address: string;
  readonly username: string;
}

/** The connection ended or fell silent in the middle of something. */
export class ConnectionLost extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'ConnectionLost';
  }
}

/** Status codes of the protocol (draft-ietf-secsh-filexfer-02, section 7). */
const status = { noSuchFile: 2, permissionDenied: 3, failure: 4, noConnection: 6, connectionLost: 7, unsupported: 8 };

const facts = (error: Error): { code: unknown; level: unknown } => ({
  code: 'code' in error ? error.code : undefined,
  level: 'level' in error ? error.level : undefined,
});

export const isMissing = (error: unknown): boolean => error instanceof Error && facts(error).code === status.noSuchFile;

/** The server does not know the operation, or the library knows that it does not. */
export const isUnsupported = (error: unknown): boolean =>
  error instanceof Error &&
  (facts(error).code === status.unsupported || /does not support this extended request/i.test(error.message));

/**
 * The error that reaches the operator. Of the original only codes and the library's own words are used: nothing of them
 * holds a password or a key.
 * @param doing what was tried, to be read after "while": "renaming a.csv"
 */
export function explainSftp(error: unknown, { tenantKey, address, username }: Server, doing: string): unknown {
  if (isOperatorError(error) || !(error instanceof Error)) return error;
  const say = (failureType: FailureType, words: string): Error =>
    operatorError({ failureType, message: `${words} (tenant ${tenantKey}) No state was acknowledged.`, cause: error });
  const { code, level } = facts(error);
  if (level === 'client-authentication')
    return say(
      'config',
      `The SFTP server ${address} refused the password or key of user ${username}. Correct the authentication in the destination's delivery.`,
    );
  if (code === 'ENOTFOUND') return say('config', `There is no host ${address}. Correct the host of the SFTP delivery.`);
  if (level === 'client-timeout' || level === 'client-socket' || typeof code === 'string')
    return say(
      'transient',
      `The SFTP server ${address} cannot be reached (${typeof code === 'string' ? code : error.message}). The next attempt tries again; if it repeats, look at host, port and firewall.`,
    );
  if (code === status.permissionDenied)
    return say(
      'config',
      `User ${username} of the SFTP server ${address} has no right to do what was tried while ${doing}. Give the user the right to create, rename and remove files there, or choose another directory.`,
    );
  if (code === status.noSuchFile)
    return say('config', `The SFTP server ${address} does not find the path while ${doing}. Correct the directory.`);
  if (code === status.failure)
    return say(
      'transient',
      `The SFTP server ${address} refused without a reason while ${doing}; most often its disk or the user's quota is full. Make room; the next attempt starts again.`,
    );
  if (
    error instanceof ConnectionLost ||
    code === status.connectionLost ||
    code === status.noConnection ||
    level !== undefined
  )
    return say(
      'transient',
      `The connection to the SFTP server ${address} was lost while ${doing} (${error.message}). The next attempt finds out what arrived and goes on.`,
    );
  return say('transient', `The SFTP server ${address} failed while ${doing}: ${error.message}.`);
}
