import { TransportError } from '../transport';

/** Ends a request that is silent for too long, takes too long in all, or is not wanted any more. */
export interface Watchdog {
  readonly signal: AbortSignal;
  /** a byte arrived */
  touch(): void;
  /** why the request was ended, once it was */
  verdict(): TransportError | undefined;
  stop(): void;
}

/** @param callerSignal raised when nobody waits for the answer any more */
export function startWatchdog(readTimeoutMs: number, totalTimeoutMs: number, callerSignal?: AbortSignal): Watchdog {
  const controller = new AbortController();
  const giveUp = (): void => {
    controller.abort();
  };
  if (callerSignal?.aborted === true) giveUp();
  callerSignal?.addEventListener('abort', giveUp);
  let verdict: TransportError | undefined;
  const end = (words: string): void => {
    verdict ??= new TransportError('ETIMEDOUT', words);
    controller.abort();
  };
  const silence = setTimeout(() => {
    end(`not a byte arrived for ${readTimeoutMs / 1000} s`);
  }, readTimeoutMs);
  const total = setTimeout(() => {
    end(`the answer was not complete after ${totalTimeoutMs / 1000} s`);
  }, totalTimeoutMs);
  return {
    signal: controller.signal,
    touch: () => void silence.refresh(),
    verdict: () => verdict,
    stop() {
      clearTimeout(silence);
      clearTimeout(total);
      callerSignal?.removeEventListener('abort', giveUp);
    },
  };
}
