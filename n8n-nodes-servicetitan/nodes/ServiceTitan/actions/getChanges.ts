import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { collectionOf, readExport, ServiceTitanError, type ServiceTitanClient } from 'servicetitan-client';

import { asNodeError, hint } from '../../../transport';
import { instantOf } from '../resources/moments';
import { outputOf } from '../resources/output';
import { chosenResource, type Resource } from '../resources/resource';

/** A token wins over a date, and without either a feed begins with the tenant's first record. */
function chosenStart(context: IExecuteFunctions, itemIndex: number): string | null {
  const token = (context.getNodeParameter('continueFrom', itemIndex, '') as string).trim();
  if (token !== '') return token;
  const since = context.getNodeParameter('changedSince', itemIndex, '') as unknown;
  return since === '' ? null : instantOf(context, 'changedSince', since, itemIndex);
}

function expired(context: IExecuteFunctions, { data }: Resource, itemIndex: number): NodeOperationError {
  return new NodeOperationError(
    context.getNode(),
    `ServiceTitan does not accept this token for changes of ${data.many}`,
    {
      itemIndex,
      description:
        'Use the token of this resource and tenant, as the last run gave it. If it is the right one, it is too old: leave Token empty and set Changed Since to the day of the last good run.',
    },
  );
}

/**
 * Reads what changed since a token. The records go to the first output. The second gets one item with the token for the
 * next time, also when nothing changed: n8n runs its branch after the first one's, so that a workflow that keeps the
 * token there keeps it only once the records are dealt with.
 */
export async function execute(
  this: IExecuteFunctions,
  itemIndex: number,
  client: ServiceTitanClient,
): Promise<INodeExecutionData[][]> {
  const resource = chosenResource(this, itemIndex);
  const from = chosenStart(this, itemIndex);
  const enough = this.getNodeParameter('stopAfter', itemIndex, 10_000) as number;
  const includeRecentChanges = this.getNodeParameter('includeRecentChanges', itemIndex, false) as boolean;
  const show = outputOf(this, resource, itemIndex);
  const read = { ...collectionOf(resource.stream), from, includeRecentChanges, ahead: false };
  const pairedItem = { item: itemIndex };

  const records: INodeExecutionData[] = [];
  let position = { continueFrom: from, readFrom: '', hasMore: false };
  try {
    for await (const { items, continueFrom, readFrom, last } of readExport(client, read)) {
      for (const item of items) records.push({ json: show(item), pairedItem });
      position = { continueFrom: continueFrom ?? readFrom, readFrom, hasMore: !last };
      if (records.length >= enough) break;
    }
  } catch (error) {
    throw error instanceof ServiceTitanError && error.kind === 'expired_position'
      ? expired(this, resource, itemIndex)
      : asNodeError(this, error, itemIndex);
  }
  if (position.hasMore) hint(this, `There are more changes of ${resource.data.many}: run again with the new token`);
  const token = { resource: resource.name, ...position, records: records.length };
  return [records, [{ json: token, pairedItem }]];
}
