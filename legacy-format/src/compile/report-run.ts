import type { FieldsTest } from '../rules/conditions';
import type { RowCheck } from '../rules/equals-sum';
import type { Watch } from '../rules/uniqueness';
import type { CellValue, Fields, LookupReader, Reason, Rendered, ReportRun } from '../types';

import type { CompiledColumn, RowDraft } from './column';
import { rememberedRender } from './remembered';

interface RunPlan {
  filter: FieldsTest;
  columns: readonly CompiledColumn[];
  /** How many of the columns are in the file. */
  cells: number;
  keyAt: readonly number[];
  rowChecks: readonly RowCheck[];
  key: Watch;
  unique: readonly { at: number; values: Watch }[];
  lookups: LookupReader;
  today: string;
}

const NO_REASONS: readonly Reason[] = [];
const KEY_SEPARATOR = '\u001f';

/** One pass over a report's records. */
export function reportRun(plan: RunPlan): ReportRun {
  const { filter, columns, keyAt, rowChecks, key: keys, unique, lookups, today } = plan;
  const [firstKey = -1] = keyAt;
  const renders = columns.map(rememberedRender);

  const keyOf = ({ values }: RowDraft): string | null => {
    if (keyAt.length === 1) return values[firstKey] === null ? null : String(values[firstKey]);
    const parts = keyAt.map((at) => values[at] ?? null);
    return parts.includes(null) ? null : parts.join(KEY_SEPARATOR);
  };
  const judge = (key: string | null, draft: RowDraft): void => {
    for (const check of rowChecks) {
      const reason = check(draft.values);
      if (reason) draft.reasons.push(reason);
    }
    const repeated = key === null ? null : keys.reason(key);
    if (repeated) draft.reasons.push(repeated);
    for (const { at, values } of unique) {
      const value = draft.values[at] ?? null;
      const reason = value === null ? null : values.reason(String(value));
      if (reason) draft.reasons.push(reason);
    }
  };
  const keep = (key: string, draft: RowDraft): void => {
    keys.keep(key);
    for (const { at, values } of unique) if (draft.values[at] !== null) values.keep(String(draft.values[at]));
  };

  return {
    render: (fields: Fields): Rendered => {
      if (!filter(fields)) return { kind: 'filtered' };
      const draft: RowDraft = {
        cells: new Array<string>(plan.cells),
        values: new Array<CellValue>(columns.length),
        reasons: [],
        truncated: 0,
      };
      for (const render of renders) render(fields, lookups, draft, today);
      const key = keyOf(draft);
      judge(key, draft);
      const { reasons, cells, values, truncated } = draft;
      if (key === null || (reasons.length > 0 && reasons.some(({ failure }) => failure !== 'warn')))
        return { kind: 'rejected', key, reasons, fatal: reasons.some(({ failure }) => failure === 'fail') };
      keep(key, draft);
      const warnings = reasons.length === 0 ? NO_REASONS : reasons;
      return { kind: 'row', key, cells, values, truncatedCells: truncated, warnings };
    },
  };
}
