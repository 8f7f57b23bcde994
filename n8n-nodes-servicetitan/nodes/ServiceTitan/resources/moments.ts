import { NodeOperationError, tryToParseDateTime, type IExecuteFunctions } from 'n8n-workflow';

/** The words of a field for an error: "changedSince" -> "Changed Since". */
const title = (name: string): string =>
  name.replace(/(^|[a-z])([A-Z])/g, '$1 $2').replace(/^./, (letter) => letter.toUpperCase());

function parsed(context: IExecuteFunctions, name: string, value: unknown, itemIndex: number) {
  try {
    return tryToParseDateTime(value, context.getTimezone());
  } catch {
    throw new NodeOperationError(context.getNode(), `${title(name)} is not a date: ${String(value)}`, {
      itemIndex,
      description: 'Choose a date, or use an expression that gives one, such as {{ $now.minus({ days: 7 }) }}.',
    });
  }
}

/**
 * A moment as the API takes it. What names no time zone is in the workflow's.
 * @throws NodeOperationError for what is no date
 */
export function instantOf(context: IExecuteFunctions, name: string, value: unknown, itemIndex: number): string {
  return parsed(context, name, value, itemIndex).toUTC().toISO({ suppressMilliseconds: true }) ?? '';
}

/** The calendar date that somebody wrote or chose, whatever the zone: 2026-11-03. */
export function dayOf(context: IExecuteFunctions, name: string, value: unknown, itemIndex: number): string {
  return parsed(context, name, value, itemIndex).toISODate() ?? '';
}
