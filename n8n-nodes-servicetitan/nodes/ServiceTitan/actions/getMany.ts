import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { readList, type ServiceTitanClient } from 'servicetitan-client';

export async function execute(
  this: IExecuteFunctions,
  itemIndex: number,
  client: ServiceTitanClient,
): Promise<INodeExecutionData[]> {
  const found: INodeExecutionData[] = [];
  const read = { path: '/crm/v2/tenant/{tenant}/customers', label: 'customers', sort: '+Id', primaryKey: ['id'] };
  for await (const { items } of readList(client, read))
    for (const { value } of items) found.push({ json: value as IDataObject, pairedItem: { item: itemIndex } });
  return found;
}
