import { NodeApiError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { fillPath, readWhole, ServiceTitanError, textsAt, type ServiceTitanClient } from 'servicetitan-client';

import { asNodeError } from '../../../transport';
import { filledKeys } from '../resources/keys';
import { outputOf } from '../resources/output';
import { chosenResource, type Resource } from '../resources/resource';

/** A 404 of one record is about its id; the gateway's own is about the module, the tenant or the app key. */
const isUnknownId = (error: unknown): boolean =>
  error instanceof ServiceTitanError && error.status === 404 && error.gateway !== true;

function unknownId(
  context: IExecuteFunctions,
  { data }: Resource,
  client: ServiceTitanClient,
  itemIndex: number,
): NodeApiError {
  const id = String(context.getNodeParameter('recordId', itemIndex, '', { extractValue: true }));
  const message = `Tenant ${client.tenant.tenantId} has no ${data.one} with the ID ${id}`;
  return new NodeApiError(
    context.getNode(),
    { message },
    {
      message,
      description: `Compare the ID with ServiceTitan: a number that people see there can be another one, and the ${data.one} can belong to another tenant. If no ID works, the module may not be enabled for the tenant.`,
      httpCode: '404',
      itemIndex,
    },
  );
}

/** Reads one record by its id. */
export async function execute(
  this: IExecuteFunctions,
  itemIndex: number,
  client: ServiceTitanClient,
): Promise<INodeExecutionData[]> {
  const resource = chosenResource(this, itemIndex);
  const { path = '', scope, keys = [], inside } = resource.data.get ?? {};
  const show = outputOf(this, resource, itemIndex);
  const [filled] = filledKeys(this, keys, itemIndex);
  const read = { path: fillPath(path, filled?.values ?? {}), label: resource.name, scope, primaryKey: [], rows: '' };
  try {
    const { items } = await readWhole(client, read);
    const texts = items.flatMap(({ raw }) => (inside === undefined ? [raw] : textsAt(raw, inside)));
    return texts.map((raw) => ({ json: show({ raw }), pairedItem: { item: itemIndex } }));
  } catch (error) {
    throw isUnknownId(error) ? unknownId(this, resource, client, itemIndex) : asNodeError(this, error, itemIndex);
  }
}
