import type { OnFailure } from 'servicetitan-specs';

import type { Reason } from '../types';

/** Watches one value per row for repetitions. Only rows that are kept count as seen. */
export interface Watch {
  reason(value: string): Reason | null;
  keep(value: string): void;
}

interface Watched {
  /** Column name, or the key columns' names. */
  column: string;
  label: string;
  failure: OnFailure;
  /** Rows come in the order of this value, so that repetitions are neighbours and nothing has to be remembered. */
  ordered: boolean;
}

/** Memory: one value when rows come in order, else every value of the report. */
export function watch({ column, label, failure, ordered }: Watched): Watch {
  const seen = new Set<string>();
  let last: string | null = null;
  return {
    reason: (value) =>
      (ordered ? value === last : seen.has(value))
        ? {
            code: 'NOT_UNIQUE',
            column,
            message: `${label} ${value.replaceAll('\u001f', ', ')} is there twice`,
            failure,
          }
        : null,
    keep: (value) => {
      if (ordered) last = value;
      else seen.add(value);
    },
  };
}
