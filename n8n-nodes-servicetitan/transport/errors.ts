import { ExecutionBaseError, NodeApiError, NodeOperationError, type JsonObject } from 'n8n-workflow';
import { ServiceTitanError } from 'servicetitan-client';

import type { NodeContext } from './context';
import { wordsOf } from './words';

function apiError(context: NodeContext, error: ServiceTitanError, itemIndex: number): NodeApiError {
  const { what, how } = wordsOf(error);
  const cause: JsonObject = { kind: error.kind, message: error.message };
  const shown = new NodeApiError(context.getNode(), cause, {
    message: what,
    description: how,
    ...(error.status === undefined ? {} : { httpCode: String(error.status) }),
    itemIndex,
  });
  // n8n's own words for codes such as ECONNREFUSED say less, and not to whom
  shown.message = what;
  return shown;
}

/** Any error as n8n shows it: what happened as its message, how to fix it as its description. */
export function asNodeError(context: NodeContext, error: unknown, itemIndex = 0): Error {
  if (error instanceof ServiceTitanError) return apiError(context, error, itemIndex);
  // n8n's own, a stopped execution among them, are as they should be
  if (error instanceof ExecutionBaseError) return error;
  return new NodeOperationError(context.getNode(), error instanceof Error ? error : String(error), { itemIndex });
}
