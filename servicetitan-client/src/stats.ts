export interface RequestStats {
  /** requests sent, tries again included */
  readonly requests: number;
  /** tries after the first */
  readonly retries: number;
  /** time spent waiting for a departure or before a try, ms */
  readonly waitedMs: number;
}

export interface StatsBook {
  add(label: string, more: Partial<RequestStats>): void;
  /** of one label, or of all */
  read(label?: string): RequestStats;
}

const nothing: RequestStats = { requests: 0, retries: 0, waitedMs: 0 };

function sum(a: RequestStats, b: Partial<RequestStats>): RequestStats {
  return {
    requests: a.requests + (b.requests ?? 0),
    retries: a.retries + (b.retries ?? 0),
    waitedMs: a.waitedMs + (b.waitedMs ?? 0),
  };
}

export function createStats(): StatsBook {
  const byLabel = new Map<string, RequestStats>();
  return {
    add: (label, more) => void byLabel.set(label, sum(byLabel.get(label) ?? nothing, more)),
    read: (label) =>
      label === undefined ? [...byLabel.values()].reduce(sum, nothing) : (byLabel.get(label) ?? nothing),
  };
}
