import { NodeApiError, NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { asNodeError } from './errors';

/**
 * The item that takes the place of what an input item would have become, where the node goes on after an error. How to
 * fix it is in the error's description: n8n keeps nothing but the message in the item's own data.
 * @throws what must end the node all the same, as somebody pressing Stop does
 */
export function failedItem(context: IExecuteFunctions, error: unknown, itemIndex: number): INodeExecutionData {
  const failure = asNodeError(context, error, itemIndex);
  if (!(failure instanceof NodeApiError || failure instanceof NodeOperationError)) throw failure;
  return { json: { error: failure.message }, error: failure, pairedItem: { item: itemIndex } };
}
