import { NodeApiError, NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { asNodeError } from './errors';

/**
 * The item that takes the place of what an input item would have become, where the node goes on after an error.
 * @throws what must end the node all the same, as somebody pressing Stop does
 */
export function failedItem(context: IExecuteFunctions, error: unknown, itemIndex: number): INodeExecutionData {
  const failure = asNodeError(context, error, itemIndex);
  if (!(failure instanceof NodeApiError || failure instanceof NodeOperationError)) throw failure;
  const { message, description } = failure;
  return {
    json: { error: message, ...(typeof description === 'string' ? { howToFix: description } : {}) },
    error: failure,
    pairedItem: { item: itemIndex },
  };
}
