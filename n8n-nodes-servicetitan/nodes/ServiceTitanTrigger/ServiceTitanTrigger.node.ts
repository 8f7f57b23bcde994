import {
  NodeConnectionTypes,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type IPollFunctions,
} from 'n8n-workflow';

import { connect } from '../../transport';

export class ServiceTitanTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'ServiceTitan Trigger',
    name: 'serviceTitanTrigger',
    icon: { light: 'file:../../icons/servicetitan.svg', dark: 'file:../../icons/servicetitan.dark.svg' },
    group: ['trigger'],
    version: 1,
    description: 'Starts the workflow when records of a ServiceTitan tenant change',
    defaults: { name: 'ServiceTitan Trigger' },
    polling: true,
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'serviceTitanApi', required: true }],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: [{ name: 'Customer', value: 'customers' }],
        default: 'customers',
      },
    ],
  };

  async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
    await connect(this);
    return null;
  }
}
