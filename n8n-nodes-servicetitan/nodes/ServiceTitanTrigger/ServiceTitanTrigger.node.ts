import {
  NodeConnectionTypes,
  NodeOperationError,
  UnexpectedError,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type IPollFunctions,
} from 'n8n-workflow';
import { catalog } from 'servicetitan-client';

import { asNodeError, connect } from '../../transport';

import type { EventType } from './events';
import { budgetShare, defaultBudgetMs, triesOfPoll } from './limits';
import type { Change } from './news';
import { properties } from './properties';
import { firstPage, readChanges, type Poll } from './read';
import { samples } from './samples';
import { readState, takeTurn, type TriggerState } from './state';
import { watchFrom } from './watched';

/** What n8n hands to a poll since 2.x. */
type PollContext = IPollFunctions & { getPollBudgetMs?: () => number };

async function beginPoll(context: PollContext): Promise<Poll> {
  const resource = context.getNodeParameter('resource') as string;
  const stream = catalog.find(resource);
  if (stream === undefined || watchFrom(stream, '') === null)
    throw new NodeOperationError(context.getNode(), `ServiceTitan tells no changes of "${resource}"`, {
      description: 'Choose the resource from the list again.',
    });
  const options = context.getNodeParameter('options', {}) as { includeRecentChanges?: boolean };
  const client = await connect(context, { tries: triesOfPoll });
  const ends = Date.now() + (context.getPollBudgetMs?.() ?? defaultBudgetMs) * budgetShare;
  return {
    client,
    stream,
    includeRecentChanges: options.includeRecentChanges ?? true,
    log: context.logger,
    failed: (error) => asNodeError(context, error),
    now: Date.now,
    timeIsUp: () => Date.now() > ends,
  };
}

/** Where a trigger begins that knows nothing yet: now, by ServiceTitan's clock. */
async function baseline(poll: Poll): Promise<Omit<TriggerState, 'revision'>> {
  const { client, stream } = poll;
  const ours = new Date(poll.now()).toISOString();
  const from = watchFrom(stream, ours);
  const page = from === null ? null : await firstPage(poll, from, 1);
  const since = page?.readFrom ?? ours;
  const position = watchFrom(stream, since);
  if (position === null) throw new UnexpectedError(`stream ${stream.name} passed beginPoll without changes`);
  const { tenantId } = client.tenant;
  return { resource: stream.name, tenantId, since, looked: since, position, goOn: null, seen: {} };
}

function items(changes: readonly Change[], { client, stream }: Poll): INodeExecutionData[] {
  const { tenantId } = client.tenant;
  const detectedAt = new Date().toISOString();
  return changes.map(({ event, record }) => ({
    json: { ...record, _event: { type: event, resource: stream.name, tenantId, detectedAt } },
  }));
}

/** @returns null when there is nothing new */
async function changesSinceLastPoll(context: PollContext): Promise<INodeExecutionData[] | null> {
  const data = context.getWorkflowStaticData('node');
  const turn = takeTurn(data);
  const poll = await beginPoll(context);
  if (context.getMode() === 'manual') return items(await samples(poll), poll);
  const before = readState(data, { resource: poll.stream.name, tenantId: poll.client.tenant.tenantId });
  if (before === null) {
    turn.keep(await baseline(poll));
    return null;
  }
  const { changes, state } = await readChanges(poll, before);
  if (!turn.keep(state)) return null;
  const events = context.getNodeParameter('events') as EventType[];
  return items(
    changes.filter(({ event }) => events.includes(event)),
    poll,
  );
}

export class ServiceTitanTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'ServiceTitan Trigger',
    name: 'serviceTitanTrigger',
    icon: { light: 'file:../../icons/servicetitan.svg', dark: 'file:../../icons/servicetitan.dark.svg' },
    group: ['trigger'],
    version: 1,
    subtitle: '={{$parameter["resource"]}}',
    description: 'Starts the workflow when records of a ServiceTitan tenant change',
    defaults: { name: 'ServiceTitan Trigger' },
    polling: true,
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'serviceTitanApi', required: true }],
    properties,
  };

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    try {
      const found = await changesSinceLastPoll(this);
      return found === null || found.length === 0 ? null : [found];
    } catch (error) {
      throw asNodeError(this, error);
    }
  }
}
