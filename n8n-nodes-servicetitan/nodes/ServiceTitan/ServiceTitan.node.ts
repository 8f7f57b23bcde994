import {
  NodeConnectionTypes,
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
} from 'n8n-workflow';

import { route } from './actions/router';
import { properties } from './descriptions';
import { outputs } from './descriptions/outputs';
import { getLegacyReports } from './methods/legacyReports';
import { searchRecords } from './methods/listSearch';
import { loadOptions } from './methods/loadOptions';
import { getReportParameters } from './methods/reportParameters';
import { searchReportCategories, searchReports } from './methods/reports';

export class ServiceTitan implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'ServiceTitan',
    name: 'serviceTitan',
    icon: { light: 'file:../../icons/servicetitan.svg', dark: 'file:../../icons/servicetitan.dark.svg' },
    group: ['input'],
    version: 1,
    subtitle: '={{$parameter["operation"] + ": " + $parameter["resource"]}}',
    description: 'Read data, changes and reports of a ServiceTitan tenant',
    defaults: { name: 'ServiceTitan' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs,
    credentials: [{ name: 'serviceTitanApi', required: true }],
    properties,
  };

  methods = {
    listSearch: { searchRecords, searchReportCategories, searchReports },
    loadOptions: { ...loadOptions, getLegacyReports },
    resourceMapping: { getReportParameters },
  };

  execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return route.call(this);
  }
}
