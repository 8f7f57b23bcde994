import { TransportError } from '../transport';

/** Ends a request that is silent for too long, or takes too long in all. */
export interface Watchdog {
  readonly signal: AbortSignal;
  /** a byte arrived */
  touch(): void;
  /** why the request was ended, once it was */
  verdict(): TransportError | undefined;
  stop(): void;
}

export function startWatchdog(readTimeoutMs: number, totalTimeoutMs: number): Watchdog {
  const controller = new AbortController();
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
    },
  };
}
