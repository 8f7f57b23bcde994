import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { ServiceTitanClient } from 'servicetitan-client';

/** What an operation makes of one input item: the items of its only output, or those of each of its outputs. */
export type Outcome = INodeExecutionData[] | INodeExecutionData[][];

/** One operation. The client is one for all items of a run, so that they share its token and its pace. */
export type Action = (this: IExecuteFunctions, itemIndex: number, client: ServiceTitanClient) => Promise<Outcome>;
