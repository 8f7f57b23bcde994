import type { ConfiguredLimits, FormatContext } from 'legacy-format';
import type { IExecuteFunctions } from 'n8n-workflow';

import { dayOf, instantOf } from '../resources/moments';

/** The options of a legacy report, as somebody left them in the form: what is empty is not there. */
interface Options {
  readonly trade?: string;
  readonly software?: string;
  readonly importId?: number;
  readonly changedSince?: unknown;
  readonly businessDateFrom?: unknown;
  readonly businessDateTo?: unknown;
  readonly maxRejectRate?: number;
  readonly maxRejectRows?: number;
  readonly minRowsVsPrevious?: number;
  readonly previousRows?: number;
  readonly allowEmptySnapshot?: boolean;
  readonly binaryPropertyName?: string;
}

/** What one legacy report is made with. */
export interface LegacySettings {
  readonly format: string;
  /** of a definition of one's own */
  readonly definition: string;
  readonly report: string;
  readonly context: FormatContext;
  readonly limits: ConfiguredLimits;
  /** rows of the list before; null when it is not known */
  readonly previousRows: number | null;
  /** ISO-8601 */
  readonly changedSince: string | null;
  /** YYYY-MM-DD, both included */
  readonly businessDates: { readonly from: string | null; readonly to: string | null } | null;
  readonly asFile: boolean;
  readonly binaryPropertyName: string;
}

const given = <T>(name: string, value: T | undefined): Record<string, T> =>
  value === undefined || value === '' ? {} : { [name]: value };

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

export function legacySettings(context: IExecuteFunctions, itemIndex: number): LegacySettings {
  const text = (name: string): string => String(context.getNodeParameter(name, itemIndex, '')).trim();
  const options = context.getNodeParameter('options', itemIndex, {}) as Options;
  const day = (name: 'businessDateFrom' | 'businessDateTo'): string | null =>
    isGiven(options[name]) ? dayOf(context, name, options[name], itemIndex) : null;
  const [from, to] = [day('businessDateFrom'), day('businessDateTo')];
  return {
    format: text('format'),
    definition: context.getNodeParameter('definition', itemIndex, '') as string,
    report: text('report'),
    context: {
      tenantKey: text('tenantKey'),
      timeZone: text('timeZone'),
      ...given('trade', options.trade?.trim()),
      ...given('software', options.software?.trim()),
      ...given('importId', options.importId),
    },
    limits: {
      ...given('max_reject_rate', options.maxRejectRate),
      ...given('max_reject_rows', options.maxRejectRows),
      ...given('min_rows_vs_previous', options.minRowsVsPrevious),
      ...given('allow_empty_snapshot', options.allowEmptySnapshot),
    },
    previousRows: options.previousRows ?? null,
    changedSince: isGiven(options.changedSince)
      ? instantOf(context, 'changedSince', options.changedSince, itemIndex)
      : null,
    businessDates: from === null && to === null ? null : { from, to },
    asFile: context.getNodeParameter('returnAs', itemIndex, 'items') === 'csv',
    binaryPropertyName: options.binaryPropertyName?.trim() || 'data',
  };
}
