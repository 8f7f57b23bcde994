import { has, headerName, openTable, positions, type OpenTable, type Rows } from './header';
import { onlyLooksDifferent } from './likeness';

/** Examples that are kept of each kind of difference. */
const EXAMPLES = 3;
const SEPARATOR = '\u001f';

export interface ColumnDifference {
  column: string;
  changed: number;
  /** Of those, how many say the same in another notation. */
  onlyLooks: number;
  examples: { key: string; old: string; new: string }[];
}

/** How many, and a few keys. */
export interface Keys {
  count: number;
  examples: string[];
}

export interface Difference {
  rows: { old: number; new: number; same: number; changed: number };
  added: Keys;
  removed: Keys;
  /** Rows whose key was there before in the same file. */
  repeated: { old: Keys; new: Keys };
  columns: ColumnDifference[];
  onlyOld: string[];
  onlyNew: string[];
  /** The columns of both files are in another order. */
  reordered: boolean;
}

export interface Comparison {
  key: readonly string[];
  /** Columns that do not count. */
  ignore: readonly string[];
  labels: { old: string; new: string };
}

const pick = (row: readonly string[], at: readonly number[]): string => at.map((one) => row[one] ?? '').join(SEPARATOR);
const keyOf = (row: readonly string[], at: readonly number[]): string =>
  at.map((one) => (row[one] ?? '').trim()).join(SEPARATOR);

const noKeys = (): Keys => ({ count: 0, examples: [] });
function note(keys: Keys, id: string): void {
  keys.count++;
  if (keys.examples.length < EXAMPLES) keys.examples.push(id.replaceAll(SEPARATOR, ', '));
}

/** Tells rows with the same key apart: the second and further ones get a number. */
function numbering(seen: { has(id: string): boolean }, repeated: Keys): (id: string) => string {
  const times = new Map<string, number>();
  return (id) => {
    if (!seen.has(id)) return id;
    note(repeated, id);
    const time = (times.get(id) ?? 1) + 1;
    times.set(id, time);
    return `${id} (no. ${time})`;
  };
}

function noteChanges(columns: readonly ColumnDifference[], id: string, before: string, after: string): void {
  const [old, values] = [before.split(SEPARATOR), after.split(SEPARATOR)];
  columns.forEach((column, at) => {
    const [a, b] = [old[at] ?? '', values[at] ?? ''];
    if (a === b) return;
    column.changed++;
    if (onlyLooksDifferent(a, b)) column.onlyLooks++;
    if (column.examples.length < EXAMPLES)
      column.examples.push({ key: id.replaceAll(SEPARATOR, ', '), old: a, new: b });
  });
}

const onlyIn = (table: OpenTable, other: OpenTable, ignored: ReadonlySet<string>): string[] =>
  table.header.filter((name) => !has(other, name) && !ignored.has(headerName(name)));

/**
 * Compares two tables by key. The old one is held in memory as one text a row, of the new one only the keys, so that a
 * million rows fit. Where a key repeats, its first rows are compared, then its second rows, and so on.
 */
export async function compareTables(oldRows: Rows, newRows: Rows, options: Comparison): Promise<Difference> {
  const before = await openTable(oldRows, options.labels.old);
  const after = await openTable(newRows, options.labels.new);
  const ignored = new Set(options.ignore.map(headerName));
  const shared = before.header.filter((name) => has(after, name) && !ignored.has(headerName(name)));
  const [oldKey, newKey] = [positions(before, options.key), positions(after, options.key)];
  const [oldAt, newAt] = [positions(before, shared), positions(after, shared)];
  const result: Difference = {
    rows: { old: 0, new: 0, same: 0, changed: 0 },
    added: noKeys(),
    removed: noKeys(),
    repeated: { old: noKeys(), new: noKeys() },
    columns: shared.map((column) => ({ column, changed: 0, onlyLooks: 0, examples: [] })),
    onlyOld: onlyIn(before, after, ignored),
    onlyNew: onlyIn(after, before, ignored),
    reordered: newAt.some((at, position) => at < (newAt[position - 1] ?? -1)),
  };

  const known = new Map<string, string>();
  const oldId = numbering(known, result.repeated.old);
  for await (const row of before.rows) {
    result.rows.old++;
    known.set(oldId(keyOf(row, oldKey)), pick(row, oldAt));
  }
  const met = new Set<string>();
  const newId = numbering(met, result.repeated.new);
  for await (const row of after.rows) {
    result.rows.new++;
    const id = newId(keyOf(row, newKey));
    met.add(id);
    const old = known.get(id);
    const values = pick(row, newAt);
    if (old === undefined) note(result.added, id);
    else if (old === values) result.rows.same++;
    else {
      result.rows.changed++;
      noteChanges(result.columns, id, old, values);
    }
  }
  for (const id of known.keys()) if (!met.has(id)) note(result.removed, id);
  return result;
}

/** True when a reader of the two files could tell them apart. */
export function differs({ rows, added, removed, onlyOld, onlyNew }: Difference): boolean {
  return rows.changed + added.count + removed.count + onlyOld.length + onlyNew.length > 0;
}
