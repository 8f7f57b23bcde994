import { FormatError } from 'legacy-format';
import { NodeOperationError, type ILoadOptionsFunctions, type INodePropertyOptions } from 'n8n-workflow';

import { asNodeError } from '../../../transport';
import { definitionOf, reportsOf } from '../legacy/definition';

/** The reports of the chosen format; nothing is asked for. */
export async function getLegacyReports(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const text = (name: string): string => {
    const value = this.getCurrentNodeParameter(name);
    return typeof value === 'string' ? value : '';
  };
  try {
    return reportsOf(definitionOf(text('format'), text('definition'))).map(({ key, title }) => ({
      name: title,
      value: key,
    }));
  } catch (error) {
    if (error instanceof FormatError) throw new NodeOperationError(this.getNode(), error.message);
    throw asNodeError(this, error);
  }
}
