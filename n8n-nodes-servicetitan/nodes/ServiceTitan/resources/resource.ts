import { NodeOperationError, type IExecuteFunctions, type INode } from 'n8n-workflow';
import { catalog } from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

import { resources } from '../../../generated/resources';

import type { ResourceData } from './resource-data';

/** A stream of the catalog with what the node can do with it. */
export interface Resource {
  readonly name: string;
  readonly data: ResourceData;
  /** as the source reads it: the export feed where there is one */
  readonly stream: StreamSpec;
  /** as Get Many reads it: the list, where the same rows have both */
  readonly list: StreamSpec;
}

/** @throws NodeOperationError for a name that is no stream: a workflow of another version, or a mistaken expression */
export function resourceOf(node: INode, name: string): Resource {
  const data = resources[name];
  const stream = catalog.find(name);
  if (data === undefined || stream === undefined)
    throw new NodeOperationError(node, `ServiceTitan has no resource "${name}"`, {
      description: 'Choose the resource from the list again, or correct the expression that names it.',
    });
  return { name, data, stream, list: { ...stream, ...data.list } };
}

export function chosenResource(context: IExecuteFunctions, itemIndex: number): Resource {
  const name: string = context.getNodeParameter('resource', itemIndex);
  return resourceOf(context.getNode(), name);
}
