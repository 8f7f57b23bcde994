/** What a fault does to one answer. */
export type FaultEffect =
  | {
      kind: 'status';
      status: number;
      body?: 'problem' | 'html' | 'empty';
      title?: string;
      headers?: Readonly<Record<string, string>>;
    }
  /** The connection is reset before the headers, after them, or in the middle of the body. */
  | { kind: 'reset'; when: 'before-headers' | 'after-headers' | 'mid-body' }
  /** Nothing more is sent and the connection stays open. */
  | { kind: 'stall'; when: 'before-headers' | 'after-headers' | 'mid-body' }
  /** Half of the body: with a Content-Length that promised all of it, or a chunked body that is cut. */
  | { kind: 'truncate'; how: 'content-length' | 'chunked' }
  /** Status 200 with half of the JSON text, sent completely as far as HTTP can tell. */
  | { kind: 'invalid-json' }
  /** The body in small pieces. */
  | { kind: 'slow-drip'; chunkBytes: number; everyMs: number }
  /** 401 for a token that is still valid. */
  | { kind: 'expired-token' }
  /** A page or batch without rows that promises more. */
  | { kind: 'empty-page' }
  /** The batch repeats the `from` of the request and promises more. */
  | { kind: 'repeated-continue-from' }
  /** The answer is the right one but promises more. */
  | { kind: 'has-more' }
  | { kind: 'latency'; ms: number }
  /** Indented JSON; digits stay as they are. */
  | { kind: 'pretty' }
  | { kind: 'content-type'; value: string };

export const effectKinds: Readonly<Record<FaultEffect['kind'], true>> = {
  status: true,
  reset: true,
  stall: true,
  truncate: true,
  'invalid-json': true,
  'slow-drip': true,
  'expired-token': true,
  'empty-page': true,
  'repeated-continue-from': true,
  'has-more': true,
  latency: true,
  pretty: true,
  'content-type': true,
};

export interface RequestMatch {
  /** Regular expression on the path, without the query. */
  path?: RegExp | string;
  method?: string;
  tenantId?: string;
}

export interface FaultOptions extends RequestMatch {
  effect: FaultEffect;
  /** How many matching requests are hit; default 1, `Infinity` for all. */
  times?: number;
  /** Matching requests that pass first; default 0. */
  skip?: number;
}

/** Random faults: each matching request is hit with this probability. The same seed hits the same requests. */
export interface RandomFaults extends RequestMatch {
  seed: number;
  probability: number;
  effects: readonly FaultEffect[];
}

export interface Faults {
  add(...faults: FaultOptions[]): void;
  random(mode: RandomFaults | null): void;
  clear(): void;
  /** Faults that have hits left. */
  pending(): { effect: FaultEffect; left: number }[];
  /** How many requests were hit so far, by kind. */
  hits(): Readonly<Record<string, number>>;
}
