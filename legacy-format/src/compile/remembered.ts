import type { CellValue } from '../types';

import type { CompiledColumn } from './column';

// Neighbouring invoices share customers and locations; more would be memory for nothing.
const MAX_REMEMBERED = 5_000;

interface Rendered {
  value: CellValue;
  cell: string;
}

/**
 * A column that one key decides is rendered once per key: finding, filtering and sorting what is under the key costs more
 * than all that comes after it. What there is to say about a row is said anew for every row, so only results without a
 * finding are remembered. One pass at most: the records under a key and the day stay the same within it.
 */
export function rememberedRender({ source, at, render }: CompiledColumn): CompiledColumn['render'] {
  const { on } = source;
  if (on === null) return render;
  const memory = new Map<string | number, Rendered>();
  return (fields, lookups, draft, today) => {
    const key = fields[on];
    if (typeof key !== 'number' && typeof key !== 'string') {
      render(fields, lookups, draft, today);
      return;
    }
    const known = memory.get(key);
    if (known !== undefined) {
      draft.values[at] = known.value;
      if (at < draft.cells.length) draft.cells[at] = known.cell;
      return;
    }
    const findings = draft.reasons.length + draft.truncated;
    render(fields, lookups, draft, today);
    if (draft.reasons.length + draft.truncated > findings) return;
    if (memory.size >= MAX_REMEMBERED) memory.clear();
    memory.set(key, { value: draft.values[at] ?? null, cell: draft.cells[at] ?? '' });
  };
}
