import { parseLossless } from 'legacy-format';
import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Item } from 'servicetitan-client';

import type { Resource } from './resource';

/** A number that a JS number may not hold needs sixteen digits, or an exponent. */
const mayLoseDigits = /[\d.]{16}|\d[eE]/;

/**
 * A record as n8n keeps it. n8n's items are JSON that it parses itself, so a number that a JS number cannot hold exactly
 * becomes a text with its digits; every other number stays one.
 */
export function recordOf({ raw }: Pick<Item, 'raw'>): IDataObject {
  return (mayLoseDigits.test(raw) ? parseLossless(raw) : JSON.parse(raw)) as IDataObject;
}

const pick = (record: IDataObject, fields: readonly string[]): IDataObject =>
  Object.fromEntries(fields.filter((field) => field in record).map((field) => [field, record[field]]));

/** How records are shown, as an input item chooses it: simplified, as they came, or the fields that it names. */
export function outputOf(
  context: IExecuteFunctions,
  { data }: Resource,
  itemIndex: number,
): (item: Pick<Item, 'raw'>) => IDataObject {
  if (data.fields.length <= data.simplified.length) return recordOf;
  const mode = context.getNodeParameter('output', itemIndex, 'simplified') as string;
  if (mode === 'raw') return recordOf;
  if (mode === 'simplified') return (item) => pick(recordOf(item), data.simplified);
  const chosen = context.getNodeParameter('fields', itemIndex, []) as unknown;
  const fields = Array.isArray(chosen) ? chosen.map(String) : String(chosen).split(/\s*,\s*/);
  return (item) => pick(recordOf(item), fields);
}
