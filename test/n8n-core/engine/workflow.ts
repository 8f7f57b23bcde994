/** A workflow around the node in question, and what n8n hands to everything that runs in one. */
import type { INode, INodeType, INodeTypes, IWorkflowExecuteAdditionalData, Workflow } from 'n8n-workflow';

import type { NodeQuestion } from '../protocol';

import type { Engine } from './core';
import { credentialId, credentialType, type CredentialStore } from './credentials';
import { httpRequest, noOp } from './nodes';

export const inputNode = 'Input';
export const questionedNode = 'ServiceTitan';
const packageName = 'n8n-nodes-servicetitan';

export interface Stage {
  readonly workflow: Workflow;
  readonly node: INode;
  readonly nodeType: INodeType;
  readonly additionalData: IWorkflowExecuteAdditionalData;
}

function nodeTypes(engine: Engine, store: CredentialStore): INodeTypes {
  const ours = [...engine.nodes].map(([name, type]) => [`${packageName}.${name}`, type] as const);
  const known = new Map<string, INodeType>([
    ...ours,
    ['n8n-nodes-base.noOp', noOp],
    [`${packageName}.httpRequest`, httpRequest(credentialType, () => store.withDefaults())],
  ]);
  const getByNameAndVersion = (name: string): INodeType => {
    const type = known.get(name);
    if (type === undefined) throw new Error(`there is no node type ${name}`);
    return type;
  };
  return { getByName: getByNameAndVersion, getByNameAndVersion, getKnownTypes: () => ({}) };
}

/** n8n's own addresses, which nodes may ask for; nothing listens there. */
const instance = 'http://127.0.0.1:5678';

function additionalDataOf(engine: Engine, store: CredentialStore, node: INode): IWorkflowExecuteAdditionalData {
  const addresses = [
    ...['instanceBaseUrl', 'restApiUrl', 'webhookBaseUrl', 'webhookWaitingBaseUrl', 'webhookTestBaseUrl'],
    ...['formBaseUrl', 'formWaitingBaseUrl', 'formTestBaseUrl', 'mcpBaseUrl', 'mcpTestBaseUrl'],
  ];
  const data = {
    ...Object.fromEntries(addresses.map((name) => [name, `${instance}/`])),
    credentialsHelper: store.helper,
    currentNodeExecutionIndex: 0,
    currentNodeParameters: node.parameters,
    executionId: '1',
    variables: {},
    setExecutionStatus: () => undefined,
    logAiEvent: () => undefined,
    hooks: new engine.core.ExecutionLifecycleHooks('integrated', '1', { id: 'w1', name: 'Test', nodes: [] }),
  };
  return data as unknown as IWorkflowExecuteAdditionalData;
}

/** The question's node behind one that hands it its input. */
export function setStage(
  engine: Engine,
  store: CredentialStore,
  { node: name, parameters, onError, staticData }: NodeQuestion & { onError?: INode['onError']; staticData?: object },
): Stage {
  const common = { typeVersion: 1, position: [0, 0] as [number, number] };
  const credentials = { [credentialType]: { id: credentialId, name: 'ServiceTitan account' } };
  const node: INode = {
    ...common,
    ...{ id: 'n2', name: questionedNode, type: `${packageName}.${name}`, parameters, credentials },
    ...(onError === undefined ? {} : { onError }),
  };
  const input: INode = { ...common, id: 'n1', name: inputNode, type: 'n8n-nodes-base.noOp', parameters: {} };
  const types = nodeTypes(engine, store);
  const workflow = new engine.workflow.Workflow({
    ...{ id: 'w1', name: 'Test', active: false, nodes: [input, node], nodeTypes: types },
    connections: { [inputNode]: { main: [[{ node: questionedNode, type: 'main', index: 0 }]] } },
    staticData: staticData === undefined ? {} : { [`node:${questionedNode}`]: staticData },
    settings: { executionOrder: 'v1' },
  });
  return {
    workflow,
    // the workflow has filled in the parameters' defaults of its own copy
    node: workflow.getNode(questionedNode) ?? node,
    nodeType: types.getByNameAndVersion(node.type),
    additionalData: additionalDataOf(engine, store, node),
  };
}
