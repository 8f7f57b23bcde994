import { contentDigest, type CompiledReport, type Row } from 'legacy-format';

import type { Ledger } from '../publish/ledger';
import { notedRows } from '../settings';

/** Leaves out rows that were delivered before, for reports of changes. */
export interface Resend {
  /** Those of a page that are to be written. */
  fresh(rows: readonly Row[]): Row[];
  /** Called once, after the last page. */
  end(): void;
}

export function createResend(report: CompiledReport, ledger: Ledger): Resend {
  if (report.mode === 'snapshot' || report.resend === 'always')
    return { fresh: (rows) => [...rows], end: () => undefined };
  const earlier = ledger.hasDelivered(report.key);
  let noted: [string, string][] = [];

  function note(): void {
    ledger.noteRows(report.key, noted);
    noted = [];
  }

  return {
    fresh(rows) {
      const before = earlier
        ? ledger.delivered(
            report.key,
            rows.map(({ key }) => key),
          )
        : new Map<string, string>();
      return rows.filter(({ key, cells }) => {
        const known = before.get(key);
        if (known !== undefined && report.resend === 'once') return false;
        const digest = contentDigest(cells);
        if (known === digest) return false;
        noted.push([key, digest]);
        if (noted.length >= notedRows) note();
        return true;
      });
    },
    end: note,
  };
}
