import { operatorError } from 'airbyte-runtime';

import type { Address } from './address';
import { excerptOf, isTemporary } from './answer';
import type { Answer, NoAnswer } from './exchange';

/** What stands in messages about an upload. */
export interface Subject {
  readonly tenantKey: string;
  readonly address: Address;
  /** never quoted */
  readonly secrets: readonly string[];
}

const certificate = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS/;

/** Trying again changes nothing. */
export const isCertificateProblem = ({ code }: NoAnswer): boolean => certificate.test(code);

export function unreachable(error: NoAnswer, what: string, { tenantKey, address }: Subject): Error {
  if (isCertificateProblem(error))
    return operatorError({
      failureType: 'config',
      message: `The certificate of ${address.shown} cannot be trusted (${error.code}), so ${what} was not sent (tenant ${tenantKey}). Put the certificate of the authority that signed it into "CA certificate", or correct the URL.`,
    });
  if (error.code === 'ENOTFOUND')
    return operatorError({
      failureType: 'config',
      message: `There is no host as in ${address.shown} (tenant ${tenantKey}). Correct the URL of the HTTP delivery.`,
    });
  const why = error.code === 'ESILENCE' ? 'it fell silent' : error.code;
  return operatorError({
    failureType: 'transient',
    message: `${address.shown} cannot be reached or did not answer (${why}) when ${what} was sent (tenant ${tenantKey}). No state was acknowledged. The next attempt sends it again under the same idempotency key.`,
  });
}

/** Why an answer is no success and what to do about it. */
export function refusal(answer: Answer, what: string, subject: Subject): Error {
  const { tenantKey, address, secrets } = subject;
  const excerpt = excerptOf(answer, secrets);
  const said = excerpt === '' ? 'with nothing to read' : `and said: ${excerpt}`;
  const answered = `${address.shown} answered ${what} with status ${answer.status} ${said} (tenant ${tenantKey}).`;
  const { status } = answer;
  if (isTemporary(answer))
    return operatorError({
      failureType: 'transient',
      message: `${answered} No state was acknowledged. The next attempt sends it again under the same idempotency key.`,
    });
  const advice =
    status === 401 || status === 403
      ? 'Correct the authentication of the HTTP delivery.'
      : status === 413
        ? 'The file is too large for it: raise its limit, or set maxRowsPerFile in the format for reports of changes.'
        : status >= 300 && status < 400
          ? 'Redirects are not followed, because they could carry the credentials to another host: configure the address where the upload ends.'
          : 'Correct the URL or the form fields of the HTTP delivery, or ask those who run the receiving system.';
  return operatorError({ failureType: 'config', message: `${answered} No state was acknowledged. ${advice}` });
}
