import { throwIfAborted } from './abort';
import type { Subject } from './error-messages';
import { refusal } from './error-table';
import { BadBodyError } from './errors';
import { describeFailure, givenUp, type Failure } from './exhausted';
import { maxRetryAfterMs } from './limits';
import type { Pacer } from './pacing';
import type { Ports } from './ports';
import { isRetryable, retryDelayMs } from './retry';
import { retryAfterMs } from './retry-after';
import type { StatsBook } from './stats';
import { TransportError, type HttpRequest, type HttpResponse } from './transport';

/** When a try was sent and answered, epoch ms by our clock. */
export interface Timing {
  readonly sentAt: number;
  readonly answeredAt: number;
}

/** Reads a 2xx answer. A BadBodyError means that the body cannot be used and is to be asked for again. */
export type Accept<T> = (response: HttpResponse, timing: Timing) => T;

/** One question to ServiceTitan, asked until it is answered, refused or given up. */
export interface Call<T> {
  readonly endpoint: 'token' | 'api';
  readonly subject: Subject;
  readonly signal?: AbortSignal | undefined;
  /** a 409 may be better next time; default false */
  readonly retryConflict?: boolean | undefined;
  /** a 429 says nothing of the tenant's rate; default false */
  readonly ownLimit?: boolean | undefined;
  /** Told of each 429: how long the server asks to wait, null when it does not say. */
  readonly onLimited?: ((waitMs: number | null) => void) | undefined;
  /** Makes the request of one try; it resolves when the request may depart. */
  prepare(): Promise<HttpRequest>;
  /** Runs inside the tries, so that a body that is cut off or garbled is asked for again. */
  readonly accept: Accept<T>;
  /** Called once, on the first 401: makes the next `prepare` use another token. */
  renewToken?(): void;
}

export interface RequestTools {
  readonly ports: Ports;
  readonly pacer: Pacer;
  readonly stats: StatsBook;
  /** texts that no log line and no message may hold */
  secrets(): readonly string[];
  /** how often a request is tried in all */
  readonly tries: number;
}

type Outcome<T> = { readonly kind: 'accepted'; readonly value: T } | Failure;

async function tryOnce<T>(call: Call<T>, { ports, pacer, stats }: RequestTools): Promise<Outcome<T>> {
  const request = await call.prepare();
  const sentAt = ports.now();
  stats.add(call.subject.label, { requests: 1 });
  let response: HttpResponse;
  try {
    response = await ports.send(request);
  } catch (error) {
    if (error instanceof TransportError) return { kind: 'transport', error };
    throw error;
  }
  if (response.status !== 429) pacer.answered(call.subject.label);
  if (response.status < 200 || response.status > 299) return { kind: 'status', response };
  try {
    return { kind: 'accepted', value: call.accept(response, { sentAt, answeredAt: ports.now() }) };
  } catch (error) {
    if (error instanceof BadBodyError) return { kind: 'body', error, response };
    throw error;
  }
}

/** Waits before the next try, and lowers the tenant's rate when the server says that it was asked too often. */
async function waitAfter<T>(
  failure: Failure,
  delay: number,
  attempt: number,
  call: Call<T>,
  tools: RequestTools,
): Promise<void> {
  const { ports, pacer, stats } = tools;
  const { label } = call.subject;
  const limited = failure.kind === 'status' && failure.response.status === 429;
  const rate = limited && call.ownLimit !== true ? pacer.throttled(label, delay) : null;
  if (rate !== null) ports.log.warn(`ServiceTitan's rate limit: going on with ${rate.toFixed(1)} requests a second.`);
  const seconds = (delay / 1000).toFixed(1);
  ports.log.warn(
    `${label}: try ${attempt} of ${tools.tries} failed (${describeFailure(failure, tools.secrets())}), again in ${seconds} s`,
  );
  ports.onWait?.({ label, reason: limited ? 'rate_limit' : 'retry', ms: delay, attempt });
  stats.add(label, { retries: 1, waitedMs: delay });
  await ports.sleep(delay, call.signal);
}

/**
 * Asks until there is an answer that can be used: time-outs, rate limits, outages, broken connections and broken bodies
 * are tried again with waits between them; anything else the server refuses becomes an error at once.
 * @throws ServiceTitanError
 */
export async function ask<T>(call: Call<T>, tools: RequestTools): Promise<T> {
  const { ports } = tools;
  let renewed = call.renewToken === undefined;
  for (let attempt = 1; ; attempt += 1) {
    throwIfAborted(call.signal, call.subject.label);
    const outcome = await tryOnce(call, tools);
    if (outcome.kind === 'accepted') return outcome.value;
    throwIfAborted(call.signal, call.subject.label);
    const response = outcome.kind === 'transport' ? null : outcome.response;
    if (outcome.kind === 'status' && outcome.response.status === 401 && !renewed) {
      renewed = true;
      call.renewToken?.();
      attempt -= 1; // a token that ran out is no failed try
      continue;
    }
    if (outcome.kind === 'status' && !isRetryable(outcome.response.status, call.retryConflict))
      throw refusal(call.endpoint, outcome.response, call.subject, tools.secrets());
    const serverWait = response === null ? null : retryAfterMs(response, ports.now());
    if (response?.status === 429) call.onLimited?.(serverWait);
    const tooLong = serverWait !== null && serverWait > maxRetryAfterMs;
    if (tooLong || attempt >= tools.tries)
      throw givenUp(outcome, attempt, call.subject, tools.secrets(), tooLong ? serverWait : null);
    await waitAfter(outcome, retryDelayMs(attempt, serverWait, ports.random), attempt, call, tools);
  }
}
