import type { Send } from './transport';

/** Messages for people; none of them holds a secret. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
}

/** A request of `label` is about to wait before it is tried again. */
export interface Wait {
  readonly label: string;
  readonly reason: 'rate_limit' | 'retry';
  readonly ms: number;
  /** the try that failed, from 1 */
  readonly attempt: number;
}

/** Everything the client needs from the outside world. */
export interface Ports {
  readonly send: Send;
  /** Resolves after `ms`; it may resolve early once `signal` is raised. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** epoch milliseconds */
  now(): number;
  /** in [0, 1) */
  random(): number;
  readonly log: Logger;
  onWait?(wait: Wait): void;
  /** Called with every new access token before it is used, so that the caller can mask it. */
  onToken?(token: string): void;
}
