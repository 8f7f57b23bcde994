import { NodeApiError, NodeOperationError, type JsonObject } from 'n8n-workflow';
import { ServiceTitanError } from 'servicetitan-client';

import type { NodeContext } from './context';

/** The first sentence of a message says what happened, what follows says what to do. */
function inTwo(message: string): [what: string, how: string] {
  const end = /[.] (?=[A-Z])/.exec(message)?.index ?? message.length;
  return [message.slice(0, end), message.slice(end + 2)];
}

/** Any error as n8n shows it: what happened as its message, how to fix it as its description. */
export function asNodeError(context: NodeContext, error: unknown, itemIndex = 0): NodeApiError | NodeOperationError {
  if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
  if (!(error instanceof ServiceTitanError))
    return new NodeOperationError(context.getNode(), error instanceof Error ? error : String(error), { itemIndex });
  const [message, description] = inTwo(error.message);
  const cause: JsonObject = { kind: error.kind, message: error.message };
  return new NodeApiError(context.getNode(), cause, {
    message,
    description,
    ...(error.status === undefined ? {} : { httpCode: String(error.status) }),
    itemIndex,
  });
}
