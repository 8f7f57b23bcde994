import {
  legacyFormats,
  type LegacyFormat,
  type Batch,
  type Column,
  type ContextValues,
  type Csv,
  type Defaults,
  type Delivery,
  type Lookup,
  type Naming,
  type RejectColumn,
  type Report,
  type Xlsx,
} from 'servicetitan-specs';

import { mergeDelivery } from './extend';

/** A column with its switches spelled out. */
export type ResolvedColumn = Column & Required<Pick<Column, 'enabled' | 'required' | 'onMissing' | 'onInvalid'>>;
export type ResolvedReport = Omit<Report, 'columns'> &
  Required<Pick<Report, 'enabled' | 'address'>> & { columns: ResolvedColumn[] };

/** Without `done` no marker is made. */
type ResolvedNaming = Required<Omit<Naming, 'done'>> & Pick<Naming, 'done'>;

/** A format in which nothing is left to defaults. */
export type ResolvedFormat = Pick<LegacyFormat, 'format' | 'version'> & {
  defaults: Required<Defaults>;
  csv: Required<Csv>;
  xlsx: Required<Xlsx>;
  naming: ResolvedNaming;
  context: ContextValues;
  lookups: { [name: string]: Lookup };
  reports: { [key: string]: ResolvedReport };
  validation: { batch: Required<Batch>; rejects: { format: 'csv'; columns: RejectColumn[] } };
  delivery: Delivery;
};

// What a format leaves out is what the default format says.
const base = legacyFormats['servicetitan-reports'];

const column = (given: Column): ResolvedColumn => ({
  ...given,
  enabled: given.enabled ?? true,
  required: given.required ?? false,
  onMissing: given.onMissing ?? 'reject',
  onInvalid: given.onInvalid ?? 'reject',
});

const report = (given: Report): ResolvedReport => ({
  ...given,
  enabled: given.enabled ?? true,
  address: given.address ?? 'location',
  columns: given.columns.map(column),
});

/** Fills in every default; descriptions and reminders for the reader are left out, because they change no file. */
export function resolveFormat(format: LegacyFormat): ResolvedFormat {
  return {
    format: format.format,
    version: format.version,
    defaults: { ...base.defaults, ...format.defaults } as Required<Defaults>,
    csv: { ...base.csv, ...format.csv } as Required<Csv>,
    xlsx: { ...base.xlsx, ...format.xlsx } as Required<Xlsx>,
    naming: { ...base.naming, ...format.naming } as ResolvedNaming,
    context: { ...base.context, ...format.context },
    lookups: format.lookups ?? {},
    reports: Object.fromEntries(Object.entries(format.reports).map(([key, given]) => [key, report(given)])),
    validation: {
      batch: { ...base.validation?.batch, ...format.validation?.batch } as Required<Batch>,
      rejects: {
        format: 'csv',
        columns: format.validation?.rejects?.columns ?? (base.validation?.rejects?.columns as RejectColumn[]),
      },
    },
    delivery: mergeDelivery(base.delivery, format.delivery),
  };
}
