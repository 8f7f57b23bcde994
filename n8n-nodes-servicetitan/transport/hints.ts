import type { IExecuteFunctions } from 'n8n-workflow';

/** Shows a line beside the node's output, such as "Read 257 customers"; older versions of n8n have no such lines. */
export function hint(context: IExecuteFunctions, message: string, type: 'info' | 'warning' = 'info'): void {
  const { addExecutionHints } = context as Partial<Pick<IExecuteFunctions, 'addExecutionHints'>>;
  addExecutionHints?.call(context, { message, type, location: 'outputPane' });
}
