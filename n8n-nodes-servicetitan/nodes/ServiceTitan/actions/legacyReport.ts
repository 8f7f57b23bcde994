import {
  compileFormat,
  FormatError,
  judgeBatch,
  renderInMemory,
  type CompiledFormat,
  type MemoryReport,
} from 'legacy-format';
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import type { ServiceTitanClient } from 'servicetitan-client';

import { hint } from '../../../transport';
import { definitionOf, formatNames, isFormat, reportsOf, withOnly } from '../legacy/definition';
import { outside, rangeProblem } from '../legacy/range';
import { readStreams } from '../legacy/read-streams';
import { fileItem, rejectItems, rowItems } from '../legacy/result';
import { legacySettings, type LegacySettings } from '../legacy/settings';

type Fail = (message: string, description: string) => NodeOperationError;

/** The first line of a mistake's message says that there is one, the others where. */
function definitionError(error: FormatError, fail: Fail): NodeOperationError {
  const [what = '', ...lines] = error.message.split('\n');
  return fail(
    what.replace(/:$/, ''),
    [...lines, 'Correct Definition, Tenant Key, Time Zone or the constants under Options.'].join('\n'),
  );
}

/** The format with the one report that is wanted, for its tenant. */
function compile({ format, definition, report, context }: LegacySettings, fail: Fail): CompiledFormat {
  if (!isFormat(format))
    throw fail(
      `There is no format "${format}"`,
      `There are: ${formatNames.join(', ')}. Choose it from the list again.`,
    );
  try {
    const whole = definitionOf(format, definition);
    const there = reportsOf(whole);
    if (!there.some(({ key }) => key === report))
      throw fail(
        `The format has no report "${report}"`,
        `It has: ${there.map(({ key, title }) => `${key} (${title})`).join(', ')}.`,
      );
    return compileFormat(withOnly(whole, report), context);
  } catch (error) {
    throw error instanceof FormatError ? definitionError(error, fail) : error;
  }
}

/** The same guards as the destination's: past them nothing comes out. */
function judge(format: CompiledFormat, made: MemoryReport, { limits, previousRows }: LegacySettings, fail: Fail): void {
  const { report, counts, fatalRows, rejects } = made;
  const reasons = judgeBatch(format, limits, [{ report: report.key, counts, fatalRows, previousRows }]);
  if (reasons.length === 0) return;
  const [first] = rejects;
  const example =
    first === undefined
      ? ''
      : ` The first rejected record is ${first.sourceId}: ${first.reasons.map(({ message }) => message).join('; ')}.`;
  throw fail(
    `${report.title} of ${format.context.tenantKey} is held back: ${reasons.join(' ')}`,
    `Nothing was handed on.${example} Correct the records in ServiceTitan or the definition, or raise the limit under Options.`,
  );
}

/**
 * Makes a report in the legacy format from the tenant's records.
 * @returns its rows or its file, and the records that were rejected
 */
export async function execute(
  this: IExecuteFunctions,
  itemIndex: number,
  client: ServiceTitanClient,
): Promise<INodeExecutionData[][]> {
  const fail: Fail = (message, description) =>
    new NodeOperationError(this.getNode(), message, { itemIndex, description });
  const settings = legacySettings(this, itemIndex);
  const format = compile(settings, fail);
  const [report] = format.reports;
  if (report === undefined) throw new Error(`report ${settings.report} was compiled away`);
  const problem = rangeProblem(report, settings);
  if (problem !== null) throw fail(problem, 'Remove Changed Since and the business dates, or choose another report.');

  const records = await readStreams({
    context: this,
    itemIndex,
    client,
    format,
    changedSince: settings.changedSince,
    onMissing: (stream, why) => {
      hint(this, `Columns from ${stream} are empty: ${why.message}`, 'warning');
    },
  });
  const made = renderInMemory(report, format, {
    records,
    lookups: records.lookups(),
    today: format.dateInZone(new Date().toISOString()) ?? '',
    leaveOut: outside(report, settings),
  });
  judge(format, made, settings, fail);
  const { read, filtered, rejected, written } = made.counts;
  hint(this, `${report.title}: ${read} records read, ${filtered} filtered, ${rejected} rejected, ${written} rows`);
  return [
    settings.asFile
      ? [await fileItem(this, format, made, settings.binaryPropertyName, itemIndex)]
      : rowItems(made, itemIndex),
    rejectItems(made, itemIndex),
  ];
}
