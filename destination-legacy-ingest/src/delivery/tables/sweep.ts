import type { Expiry } from '../delivery';
import { counted } from '../removed';

import type { LogTables } from './log-tables';
import type { Condition, Session, TableServer } from './server';
import type { Target } from './targets';

export interface SweepContext {
  readonly server: TableServer;
  readonly tables: LogTables;
  readonly targets: readonly Target[];
  readonly tenant: string;
}

/** Values that one statement names at most. */
const namedAtOnce = 500;

const and = (...conditions: readonly Condition[]): Condition => ({
  sql: conditions.map(({ sql }) => `(${sql})`).join(' AND '),
  values: conditions.flatMap(({ values }) => values),
});

function* groupsOf(values: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < values.length; from += namedAtOnce) yield values.slice(from, from + namedAtOnce);
}

const versions = (rows: readonly { readonly version: string | null }[]): string[] =>
  rows.flatMap(({ version }) => (version === null ? [] : [String(version)]));

/** See Delivery.sweep. Under the tenant's lock; no statement without the tenant. */
export async function sweepTables(
  session: Session,
  { published, quarantine, rejects }: Expiry,
  { server, tables, targets, tenant }: SweepContext,
): Promise<string> {
  const q = server.quote;
  const mine = server.is('tenant', tenant);
  const batches = server.nameOf(tables.batches.table);
  const loads = server.nameOf(tables.loads.table);
  const before = (ms: number): Condition => ({ sql: 'recorded_at < ?', values: [server.instant(ms)] });
  const has = (status: 'published' | 'quarantined'): Condition => ({ sql: 'status = ?', values: [status] });
  const oneOf = (column: string, values: readonly string[]): Condition =>
    values.length === 0
      ? { sql: '1 = 0', values }
      : { sql: `${q(column)} IN (${values.map(() => '?').join(', ')})`, values };
  const not = ({ sql, values }: Condition): Condition => ({ sql: `NOT (${sql})`, values });
  /** of a batch that is there */
  const ofBatches = (which: Condition): Condition => {
    const all = and(mine, which);
    return { sql: `batch_id IN (SELECT batch_id FROM ${batches} WHERE ${all.sql})`, values: all.values };
  };

  /** Batches that stay whatever their age: those of each report's last list, and the last, which a re-delivery is known by. */
  async function lastIds(): Promise<string[]> {
    const newest = (table: string, condition: string): string =>
      `SELECT batch_id FROM ${table} WHERE ${mine.sql} AND ${q('number')} IN (SELECT MAX(${q('number')}) FROM ${table} WHERE ${mine.sql} AND ${condition})`;
    const found = await session.query<{ batch_id: string }>(
      `${newest(loads, "mode = 'snapshot' GROUP BY report")} UNION ${newest(batches, "status = 'published'")}`,
      [...mine.values, ...mine.values, ...mine.values, ...mine.values],
    );
    return found.map(({ batch_id: id }) => id);
  }

  /** @returns how many batches went */
  async function sweepBatches(which: Condition): Promise<number> {
    const condition = and(mine, which);
    const found = await session.query<{ batch_id: string }>(
      `SELECT batch_id FROM ${batches} WHERE ${condition.sql}`,
      condition.values,
    );
    if (found.length === 0) return 0;
    await session.remove(tables.batches.table, condition);
    for (const ids of groupsOf([...new Set(found.map(({ batch_id: id }) => id))]))
      await session.remove(
        tables.rejects.table,
        and(mine, oneOf('batch_id', ids), not(ofBatches({ sql: '1 = 1', values: [] }))),
      );
    return found.length;
  }

  /** Lists that are past, in a table that keeps them side by side. @returns how many rows went */
  async function sweepLists(target: Target, old: Condition): Promise<number> {
    const [at] = target.versionAt;
    const column = at === undefined ? undefined : target.columns[at]?.name;
    const shared = targets.some(({ report, table }) => report !== target.report && table.name === target.table.name);
    if (target.replaces || !target.isList || column === undefined || shared) return 0;
    const versionsOf = async (which: Condition): Promise<string[]> => {
      const condition = and(mine, { sql: 'report = ?', values: [target.report] }, which);
      return versions(
        await session.query(`SELECT DISTINCT version FROM ${loads} WHERE ${condition.sql}`, condition.values),
      );
    };
    const staying = await versionsOf(not(old));
    const past = (await versionsOf(old)).filter((version) => !staying.includes(version));
    let removed = 0;
    for (const some of groupsOf(past))
      removed += await session.remove(target.table, and(server.is(target.tenantColumn, tenant), oneOf(column, some)));
    return removed;
  }

  const counts = { published: 0, rows: 0, held: 0, rejects: 0 };
  if (published !== undefined) {
    const stay = oneOf('batch_id', await lastIds());
    counts.published = await sweepBatches(and(has('published'), before(published), not(stay)));
    const old = and(before(published), not(ofBatches(has('published'))));
    for (const target of targets) counts.rows += await sweepLists(target, old);
    await session.remove(tables.loads.table, and(mine, old));
  }
  if (quarantine !== undefined) {
    counts.held = await sweepBatches(and(has('quarantined'), before(quarantine)));
    await session.remove(tables.quarantined.table, and(mine, not(ofBatches(has('quarantined')))));
  }
  if (rejects !== undefined)
    counts.rejects = await session.remove(
      tables.rejects.table,
      and(mine, before(rejects), not(ofBatches({ sql: '1 = 1', values: [] }))),
    );
  return [
    ...counted(counts.published, 'published batch', 'published batches'),
    ...counted(counts.rows, 'row of a past list', 'rows of past lists'),
    ...counted(counts.held, 'batch that was held back', 'batches that were held back'),
    ...counted(counts.rejects, 'rejected row', 'rejected rows'),
  ].join(', ');
}
