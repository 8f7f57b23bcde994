import type { Problem } from 'checked-yaml';
import type { Column, LoaderFile, Report } from 'servicetitan-specs';

import type { ResolvedFormat } from '../resolve';

import { knownHeaders, loaderName } from './headers';

/** Something that is allowed, but that the loader takes otherwise than it looks; a note says what is only of interest. */
export interface Warning extends Problem {
  severity: 'warning' | 'note';
}

/** A column of the file, its place in the definition and the fields of the loader that it feeds. */
export interface ShownColumn {
  column: Column;
  header: string;
  at: number;
  fields: readonly string[];
}

export const warning = (path: Problem['path'], message: string): Warning => ({ severity: 'warning', path, message });

export const note = (path: Problem['path'], message: string): Warning => ({ severity: 'note', path, message });

const IMPORT_TYPES: Readonly<Record<string, LoaderFile>> = { activeCustomers: 'customers', invoices: 'invoices' };

/** Which of the loader's files a report is: by the import type of its upload, else by its source; null for neither. */
function loaderFile(key: string, report: Report, { delivery }: ResolvedFormat): LoaderFile | null {
  const types = delivery.http?.fields?.['importType'];
  const type = typeof types === 'object' ? types[key] : undefined;
  if (type !== undefined) return IMPORT_TYPES[type] ?? null;
  return report.source === 'customers' || report.source === 'invoices' ? report.source : null;
}

/** The loader's view of a report; null when the loader of uploads does not read it. */
export function reportView(
  key: string,
  report: Report,
  format: ResolvedFormat,
): { file: LoaderFile; shown: ShownColumn[]; forTable: boolean } | null {
  const file = loaderFile(key, report, format);
  if (!file) return null;
  const known = knownHeaders(file);
  const shown = report.columns
    .map((column, at) => {
      const fields = known.find(({ name }) => name === loaderName(column.header))?.fields ?? [];
      return { column, header: column.header, at, fields };
    })
    .filter(({ column }) => column.enabled !== false);
  // Headers that are all columns of the staging table: the file is loaded into that table, whatever its headers mean.
  const tableColumns = Object.keys(report.staging?.columns ?? {});
  const forTable = shown.every(({ header }) => tableColumns.includes(header));
  return { file, shown, forTable };
}
