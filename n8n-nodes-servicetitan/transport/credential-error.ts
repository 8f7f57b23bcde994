import type { ServiceTitanError, ErrorKind } from 'servicetitan-client';

import { wordsOf } from './words';

/** What Node calls a connection that failed, in words. */
const failures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was broken off',
  ENOTFOUND: 'there is no such host',
  ETIMEDOUT: 'there was no answer in time',
  EAI_AGAIN: 'the name of the host could not be looked up',
};

const prefix = 'servicetitan:';

/**
 * An error of the credential, as it gets through n8n, which wraps it and keeps only its message and one code. n8n would
 * replace the words of an error that has a status, or that names a code such as ENOTFOUND, by its own about requests in
 * general, which say nothing of ServiceTitan; so this one has neither.
 */
export function credentialError(error: ServiceTitanError): Error {
  const { what, how } = wordsOf(error);
  const plain = what.replace(
    /(?:\w+ )?\b(E[A-Z_]{4,})\b/g,
    (_words, code: string) => failures[code] ?? 'the connection failed',
  );
  return Object.assign(new Error(how === '' ? plain : `${plain}. ${how}`), {
    name: 'ServiceTitanError',
    errorCode: `${prefix}${error.kind}`,
  });
}

/** The kind of such an error, by the code that n8n has kept. */
export function kindOf(code: string | undefined): ErrorKind | undefined {
  return code?.startsWith(prefix) === true ? (code.slice(prefix.length) as ErrorKind) : undefined;
}
