import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';
import { memberOf, type Member } from 'servicetitan-client';

import type { RequestKey } from './resource-data';

/** The keys of one request by parameter, and what its records get of them. */
export interface FilledKeys {
  readonly values: Readonly<Record<string, string>>;
  readonly members: readonly Member[];
}

function textOf(context: IExecuteFunctions, { name }: RequestKey, itemIndex: number): string {
  const value = context.getNodeParameter(name, itemIndex, '', { extractValue: true });
  const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  if (text !== '' && text !== '.' && text !== '..') return text;
  throw new NodeOperationError(context.getNode(), 'An ID is missing', {
    itemIndex,
    description: `Fill in ${name === 'recordId' ? 'the record to get' : `the field for ${name}`}, or correct its expression.`,
  });
}

/** A key as JSON: numbers keep their digits, everything else is text. */
const jsonOf = (text: string): string => (/^(0|[1-9]\d*)$/.test(text) ? text : JSON.stringify(text));

function inBatches(text: string, size: number): string[] {
  const all = text.split(/[\s,]+/).filter((one) => one !== '');
  return Array.from({ length: Math.ceil(all.length / size) }, (_, batch) =>
    all.slice(batch * size, (batch + 1) * size).join(','),
  );
}

/**
 * The keys that an input item names, once for each request that they need: one that takes several keys takes so many at
 * a time.
 * @throws NodeOperationError for a key that is empty
 */
export function filledKeys(
  context: IExecuteFunctions,
  keys: readonly RequestKey[],
  itemIndex: number,
): readonly FilledKeys[] {
  return keys.reduce<readonly FilledKeys[]>(
    (requests, key) => {
      const text = textOf(context, key, itemIndex);
      const texts = key.batch === undefined ? [text] : inBatches(text, key.batch);
      const members = key.as === undefined ? [] : [memberOf(key.as, jsonOf(text))];
      return requests.flatMap(({ values, members: known }) =>
        texts.map((one) => ({ values: { ...values, [key.parameter]: one }, members: [...known, ...members] })),
      );
    },
    [{ values: {}, members: [] }],
  );
}
