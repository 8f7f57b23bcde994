import type { ManifestReport } from 'legacy-format';

import { labelOf, type Condition, type Session, type TableServer } from './server';
import type { Target } from './targets';

/** `-012.50` and `-12.5` are the same figure. */
export function sameFigure(a: string, b: string): boolean {
  const plain = (text: string): string => {
    const match = /^(-?)0*(\d+?)(?:\.(\d*?)0*)?$/.exec(text.trim());
    if (match === null) return text;
    const [, sign = '', whole = '', fraction = ''] = match;
    const digits = fraction === '' ? whole : `${whole}.${fraction}`;
    return digits === '0' ? '0' : `${sign}${digits}`;
  };
  return plain(a) === plain(b);
}

/**
 * Reads the rows of this transaction back as figures.
 * @returns what differs from what was sent, one sentence each with both figures
 */
export async function differences(
  session: Session,
  server: TableServer,
  { target, tenant, own }: { readonly target: Target; readonly tenant: string; readonly own: Condition },
  { counts, controlTotals }: Pick<ManifestReport, 'counts' | 'controlTotals'>,
): Promise<string[]> {
  const figures = target.totals.map(({ fn, column }) =>
    fn === 'sum' ? `COALESCE(SUM(${server.decimal(column)}), 0)` : `${fn.toUpperCase()}(${server.quote(column)})`,
  );
  const select = ['COUNT(*)', ...figures].map((sql, at) => `CAST(${sql} AS CHAR(60)) AS f${at}`).join(', ');
  const ofTenant = server.is(target.tenantColumn, tenant);
  const [found = {}] = await session.query<Record<string, string | null>>(
    `SELECT ${select} FROM ${server.nameOf(target.table)} WHERE ${ofTenant.sql} AND ${own.sql}`,
    [...ofTenant.values, ...own.values],
  );
  const table = labelOf(target.table);
  const rows = String(found.f0 ?? '').trim();
  const wrongCount = rows === String(counts.written) ? [] : [`${table} holds ${rows} rows of ${counts.written}`];
  const wrongTotals = target.totals.flatMap(({ name }, at) => {
    const sent = String(controlTotals[name] ?? '');
    const held = String(found[`f${at + 1}`] ?? '').trim();
    return sameFigure(held, sent)
      ? []
      : [`${name} in ${table} is ${held || 'empty'} where ${sent || 'empty'} was sent`];
  });
  return [...wrongCount, ...wrongTotals];
}
