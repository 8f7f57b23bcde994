/** Errors and items as JSON. */
import type { INodeExecutionData } from 'n8n-workflow';

import type { PlainError } from '../protocol';

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export function plainError(error: unknown): PlainError {
  const { name, message, description, httpCode, context } = error as Readonly<Record<string, unknown>>;
  const { itemIndex } = (context ?? {}) as { itemIndex?: unknown };
  return {
    name: text(name) ?? 'Error',
    message: text(message) ?? String(error),
    description: text(description),
    httpCode: text(httpCode),
    itemIndex: typeof itemIndex === 'number' ? itemIndex : null,
  };
}

export function plainItems(items: readonly INodeExecutionData[]): INodeExecutionData[] {
  return items.map((item) =>
    item.error === undefined
      ? item
      : { ...item, error: plainError(item.error) as unknown as NonNullable<typeof item.error> },
  );
}
