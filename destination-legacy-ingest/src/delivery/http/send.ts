import type { Logger } from 'airbyte-runtime';

import { isTemporary, retryAfterMs } from './answer';
import { NoAnswer, type Answer, type Exchange, type Request } from './exchange';
import type { Patience } from './limits';
import { isCertificateProblem, refusal, unreachable, type Subject } from './problems';

export interface SendContext {
  readonly exchange: Exchange;
  readonly patience: Patience;
  readonly subject: Subject;
  readonly success: readonly number[];
  readonly sleep: (ms: number) => Promise<void>;
  /** epoch milliseconds */
  readonly now: () => number;
  readonly log: Logger;
}

async function attempt(exchange: Exchange, request: Request): Promise<Answer | NoAnswer> {
  try {
    return await exchange(request);
  } catch (error) {
    if (error instanceof NoAnswer) return error;
    throw error;
  }
}

/**
 * Sends a file until it is taken, with the same idempotency key each time: an answer that got lost on its way leaves open
 * whether the file was taken, and the key lets the receiver tell.
 * @param what the file's name, for messages
 * @throws the last answer, or that there was none, in words for the operator
 */
export async function send(request: Request, what: string, context: SendContext): Promise<Answer> {
  const { exchange, patience, subject, success, sleep, now, log } = context;
  for (let tried = 1; ; tried += 1) {
    const result = await attempt(exchange, request);
    const answered = !(result instanceof NoAnswer);
    if (answered && success.includes(result.status)) return result;
    const again = answered ? isTemporary(result) : !isCertificateProblem(result);
    const asked = answered ? retryAfterMs(result, now()) : undefined;
    const wait = Math.max(asked ?? 0, patience.firstWaitMs * 2 ** (tried - 1));
    if (!again || tried >= patience.tries || wait > patience.longestWaitMs)
      throw answered ? refusal(result, what, subject) : unreachable(result, what, subject);
    const why = answered ? `answered with status ${result.status}` : `gave no answer (${result.code})`;
    log.warn(`${subject.address.shown} ${why}; ${what} is sent again in ${Math.ceil(wait / 1000)} s.`);
    await sleep(wait);
  }
}
