import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import type { ServiceTitanClient } from 'servicetitan-client';

import { asNodeError, connect, failedItem } from '../../../transport';

import type { Action, Outcome } from './action';
import * as connection from './connection';
import * as get from './get';
import * as getChanges from './getChanges';
import * as getMany from './getMany';
import * as legacyReport from './legacyReport';
import * as report from './report';

/** Operations that belong to a resource of their own come first, then those that every resource of the API shares. */
const actions: Readonly<Record<string, Action>> = {
  'connection.getStatus': connection.execute,
  'legacyReport.create': legacyReport.execute,
  'report.run': report.execute,
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
  let client: Promise<ServiceTitanClient> | undefined;
  for (let itemIndex = 0; itemIndex < this.getInputData().length; itemIndex += 1) {
    try {
      const resource: string = this.getNodeParameter('resource', itemIndex);
      const operation: string = this.getNodeParameter('operation', itemIndex);
      const action = actionOf(resource, operation);
      if (action === undefined)
        throw new NodeOperationError(this.getNode(), `ServiceTitan has no operation "${operation}" for "${resource}"`, {
          itemIndex,
        });
      // a connection that does not work is no error of the operation that tells about it
      const outcome =
        action === connection.execute
          ? await connection.execute.call(this, itemIndex)
          : await action.call(this, itemIndex, await (client ??= connect(this)));
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
