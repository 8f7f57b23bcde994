import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { addDays, readRows, type RowsRequest, type ServiceTitanClient } from 'servicetitan-client';
import type { StreamSpec } from 'servicetitan-specs';

import { hint } from '../../../transport';
import { chosenFilters } from '../resources/filters';
import { filledKeys } from '../resources/keys';
import { dayOf } from '../resources/moments';
import { outputOf } from '../resources/output';
import { chosenResource, type Resource } from '../resources/resource';

/** Pages no larger than what is wanted, in the order that was chosen. */
function listOf(context: IExecuteFunctions, { list }: Resource, itemIndex: number, limit: number): StreamSpec {
  const sort = context.getNodeParameter('sort', itemIndex, '') as string;
  return {
    ...list,
    ...(list.pageSize === undefined ? {} : { pageSize: Math.min(list.pageSize, limit) }),
    ...(sort === '' ? {} : { sort }),
  };
}

/** The days that a stream is read for: a last day that somebody names is read, too. */
function chosenDays(context: IExecuteFunctions, { list }: Resource, itemIndex: number): Pick<RowsRequest, 'days'> {
  if (list.window === undefined) return {};
  const day = (name: string): string => dayOf(context, name, context.getNodeParameter(name, itemIndex), itemIndex);
  return { days: { start: day('fromDay'), end: addDays(day('toDay'), 1) } };
}

/** Reads the records of a resource, all of them or as many as are wanted. */
export async function execute(
  this: IExecuteFunctions,
  itemIndex: number,
  client: ServiceTitanClient,
): Promise<INodeExecutionData[]> {
  const resource = chosenResource(this, itemIndex);
  const all: boolean = this.getNodeParameter('returnAll', itemIndex, false);
  const limit: number = all ? Infinity : this.getNodeParameter('limit', itemIndex, 50);
  const show = outputOf(this, resource, itemIndex);
  const stream = listOf(this, resource, itemIndex, limit);
  const { parameters, changedSince } = chosenFilters(this, resource, itemIndex);
  const days = chosenDays(this, resource, itemIndex);

  const found: INodeExecutionData[] = [];
  for (const { values, members } of filledKeys(this, resource.data.keys, itemIndex)) {
    const added = { names: members.map(({ name }) => name), of: () => members };
    const request = { keys: values, filters: parameters, bound: changedSince, added, ahead: all, ...days };
    for await (const { items } of readRows(client, stream, resource.name, request)) {
      for (const item of items.slice(0, limit - found.length))
        found.push({ json: show(item), pairedItem: { item: itemIndex } });
      if (found.length >= limit) return found;
    }
  }
  if (found.length === 0) hint(this, `ServiceTitan has no ${resource.data.many} that fit`);
  return found;
}
