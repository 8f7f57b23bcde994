import { sleepWithAbort } from 'n8n-workflow';
import { createClient, type ServiceTitanClient } from 'servicetitan-client';

import { connectionOf } from './connection';
import { credentialName, type NodeContext } from './context';
import { createSend } from './send';

/**
 * A client of the credential's tenant for one run of a node; all its items share it, and so its pace.
 * @param tries of each request in all; fewer where a person waits for the answer
 * @throws ServiceTitanError (config) when the credential cannot be used as it is written
 */
export async function connect(
  context: NodeContext,
  options: { readonly tries?: number } = {},
): Promise<ServiceTitanClient> {
  const credentials = await context.getCredentials(credentialName);
  const send = createSend((request) =>
    context.helpers.httpRequestWithAuthentication.call(context, credentialName, request),
  );
  const ports = { send, sleep: sleepWithAbort, now: Date.now, random: Math.random, log: context.logger };
  return createClient(connectionOf(credentials), ports, { ...options, transportAuthorizes: true });
}
