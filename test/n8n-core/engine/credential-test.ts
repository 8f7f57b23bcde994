/** The test behind the Save button of a credential's form. */
import type { IAuthenticateRuleResponseCode, INodeType } from 'n8n-workflow';

import type { Answers } from '../protocol';

import type { Engine } from './core';
import { credentialId, credentialType, type CredentialStore } from './credentials';
import { noOp } from './nodes';
import { setStage } from './workflow';

/** n8n looks at the answer's status first, then at a code of the connection, then at the error's own words. */
function told(error: unknown, rules: readonly IAuthenticateRuleResponseCode[]): string {
  const { cause, message } = error as {
    message: string;
    cause?: { code?: string; response?: { status: number; statusText?: string } };
  };
  if (cause?.response === undefined) return cause?.code ?? message;
  const { status, statusText } = cause.response;
  const rule = rules.find(({ properties }) => properties.value === status);
  return rule?.properties.message ?? (statusText || `Received HTTP status code: ${String(status)}`);
}

/** Makes the credential's test request as a declarative node would, with the credential and a new token. */
export async function testCredential(engine: Engine, store: CredentialStore): Promise<Answers['testCredential']> {
  const type = engine.credentials.get(credentialType);
  if (type?.test === undefined) return { status: 'Error', message: 'No testing function found for this credential.' };
  const { workflow, node, additionalData } = setStage(engine, store, { node: 'serviceTitan', parameters: {} });
  const tester = { ...node, type: 'n8n-nodes-base.noOp', parameters: { temp: '' } };
  const nodeType = {
    description: {
      ...noOp.description,
      credentials: [{ name: credentialType, required: true }],
      properties: [
        { displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request: type.test.request } },
      ],
    },
  } as unknown as INodeType;
  const credential = {
    id: credentialId,
    name: 'ServiceTitan account',
    type: credentialType,
    data: store.withDefaults(),
  };
  const noRun = { resultData: { runData: {} } };
  const context = new engine.core.ExecuteContext(
    ...[workflow, tester, additionalData, 'internal', noRun, 0, [], { main: [[{ json: {} }]] }],
    ...[{ node: tester, data: {}, source: null }, []],
  );
  try {
    await new engine.core.RoutingNode(context, nodeType, credential).runNode();
    return { status: 'OK', message: 'Connection successful!' };
  } catch (error) {
    return { status: 'Error', message: told(error, (type.test.rules ?? []) as IAuthenticateRuleResponseCode[]) };
  }
}
