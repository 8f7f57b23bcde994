import { sleep, type ICredentialDataDecryptedObject, type IHttpRequestHelper } from 'n8n-workflow';
import { createClient, ServiceTitanError } from 'servicetitan-client';

import { connectionOf } from './connection';
import { triesInForms } from './limits';
import { createSend } from './send';
import { wordsOf } from './words';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/** What Node calls a connection that failed, in words. */
const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was broken off',
  ENOTFOUND: 'there is no such host',
  ETIMEDOUT: 'there was no answer in time',
  EAI_AGAIN: 'the name of the host could not be looked up',
};

/**
 * n8n replaces the words of an error that has a status, or that names a code such as ENOTFOUND, by its own about
 * requests in general, which say nothing of ServiceTitan. So this one has no status, and no codes.
 */
function inOwnWords(error: ServiceTitanError): ServiceTitanError {
  const { what, how } = wordsOf(error);
  const plain = what.replace(
    /(?:\w+ )?\b(E[A-Z_]{4,})\b/g,
    (_words, code: string) => failures[code] ?? 'the connection failed',
  );
  const { kind, failureType } = error;
  return new ServiceTitanError({ kind, failureType, message: `${plain}. ${how}` });
}

/**
 * A new access token for the credential. n8n asks for one when it has none and when ServiceTitan refuses the one it has.
 * @throws ServiceTitanError in words for the person who fills in the credential
 */
export async function fetchToken(
  { helpers }: IHttpRequestHelper,
  credentials: ICredentialDataDecryptedObject,
): Promise<string> {
  const send = createSend((options) => helpers.httpRequest(options));
  const ports = { send, sleep, now: Date.now, random: Math.random, log: silent };
  try {
    const token = await createClient(connectionOf(credentials), ports, { tries: triesInForms }).token();
    return token.value;
  } catch (error) {
    throw error instanceof ServiceTitanError ? inOwnWords(error) : error;
  }
}
