import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { asNodeError, connect, failedItem } from '../../../transport';

import type { Action, Outcome } from './action';
import * as get from './get';
import * as getChanges from './getChanges';
import * as getMany from './getMany';

/** Operations that belong to a resource of their own come first, then those that every resource of the API shares. */
const actions: Readonly<Record<string, Action>> = {
  get: get.execute,
  getAll: getMany.execute,
  getChanges: getChanges.execute,
};

function actionOf(resource: string, operation: string): Action | undefined {
  return actions[`${resource}.${operation}`] ?? actions[operation];
}

const isOutputs = (outcome: Outcome): outcome is INodeExecutionData[][] => Array.isArray(outcome[0]);

/** Runs the chosen operation for each input item, one after the other, and collects what it gives by output. */
export async function route(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
  const outputs: INodeExecutionData[][] = [[]];
  const client = await connect(this);
  for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex += 1) {
    try {
      const resource: string = this.getNodeParameter('resource', itemIndex);
      const operation: string = this.getNodeParameter('operation', itemIndex);
      const action = actionOf(resource, operation);
      if (action === undefined)
        throw new NodeOperationError(this.getNode(), `ServiceTitan has no operation "${operation}" for "${resource}"`, {
          itemIndex,
        });
      const outcome = await action.call(this, itemIndex, client);
      const perOutput = isOutputs(outcome) ? outcome : [outcome];
      perOutput.forEach((items, output) => {
        const into = (outputs[output] ??= []);
        for (const item of items) into.push(item);
      });
    } catch (error) {
      if (!this.continueOnFail()) throw asNodeError(this, error, itemIndex);
      outputs[0]?.push(failedItem(this, error, itemIndex));
    }
  }
  return outputs;
}
