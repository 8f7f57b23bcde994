import { isOperatorError, operatorError, type FailureType } from 'airbyte-runtime';

import { MismatchError } from '../delivery';

import type { ServerConfig } from './connection';

/** What an error of a driver means: a kind that all servers share, or words of its own. */
export type Meaning =
  | 'credentials'
  | 'no_database'
  | 'rights'
  | 'no_encryption'
  | 'certificate'
  | 'wants_encryption'
  | 'does_not_fit'
  | 'busy'
  | 'lost';

/** Codes of Node's sockets and TLS that every driver passes on. */
const ofTheNetwork: Readonly<Record<string, Meaning | 'unknown_host' | 'refused' | 'time_out'>> = {
  ENOTFOUND: 'unknown_host',
  EAI_AGAIN: 'unknown_host',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ETIMEDOUT: 'time_out',
  ECONNRESET: 'lost',
  EPIPE: 'lost',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  CERT_HAS_EXPIRED: 'certificate',
  CERT_NOT_YET_VALID: 'certificate',
  CERT_SIGNATURE_FAILURE: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
};

type Problem = Meaning | 'unknown_host' | 'refused' | 'time_out';

interface Words {
  readonly failureType: FailureType;
  readonly text: string;
}

function wordsOf(problem: Problem, { host, port, user, database }: ServerConfig, said: string): Words {
  const server = `${host}${port === undefined ? '' : `:${port}`}`;
  const config = (text: string): Words => ({ failureType: 'config', text });
  const transient = (text: string): Words => ({ failureType: 'transient', text });
  switch (problem) {
    case 'unknown_host':
      return config(`No server is known by the name ${host}. Correct the host in the destination's delivery.`);
    case 'refused':
      return transient(
        `Nothing answers at ${server}. Is the database running, and may the destination reach it there?`,
      );
    case 'time_out':
      return transient(
        `${server} did not answer in time. Is it running, and does a firewall let the destination pass?`,
      );
    case 'credentials':
      return config(`${server} refuses user ${user} with this password. Correct them in the destination's delivery.`);
    case 'no_database':
      return config(`${server} has no database ${database}. Correct the name in the destination's delivery.`);
    case 'rights':
      return config(`User ${user} may not do this in ${database}: ${said}. Grant it, or make the tables beforehand.`);
    case 'no_encryption':
      return config(`${server} does not offer encryption, which the SSL mode asks for. Switch it on in the server.`);
    case 'wants_encryption':
      return config(
        `${server} takes user ${user} only under other conditions: ${said}. Choose another SSL mode, or let the server take connections from here.`,
      );
    case 'certificate':
      return config(
        `The certificate of ${server} cannot be trusted: ${said}. Give the certificate of its authority in the destination's delivery, and the host name it was made for.`,
      );
    case 'does_not_fit':
      return config(`A row does not fit the table: ${said}. Change the table, or the column in the format.`);
    case 'busy':
      return transient(`${server} could not do it now: ${said}.`);
    case 'lost':
      return transient(`The connection to ${server} was lost: ${said}.`);
  }
}

/** For drivers: an error in words for the operator, an unknown one of the server's own as it is told. */
export function explained(
  error: unknown,
  config: ServerConfig,
  place: string,
  tenant: string,
  meaningOf: (error: Error & { readonly code?: unknown }) => Meaning | undefined,
): unknown {
  if (isOperatorError(error) || error instanceof MismatchError || !(error instanceof Error)) return error;
  const { code } = error as { readonly code?: unknown };
  const problem = meaningOf(error) ?? (typeof code === 'string' ? ofTheNetwork[code] : undefined);
  if (problem === undefined) return error;
  // some drivers put the address behind the words, none the password
  const { failureType, text } = wordsOf(problem, config, error.message.replace(/\.$/, ''));
  return operatorError({
    failureType,
    message: `${text} Nothing was loaded into ${place} (tenant ${tenant}).`,
    cause: error,
  });
}
