import { ManualExecutionCancelledError } from 'n8n-workflow';
import { createClient, hostsOf, type Ports, type Send, type ServiceTitanClient } from 'servicetitan-client';

import { connectionOf } from './connection';
import { credentialName, type NodeContext } from './context';
import { pause } from './pause';
import { createAuthorizedSend, createSend } from './send';

/** Raised when somebody stops the execution; forms and polls cannot be stopped. */
function stopSignal(context: NodeContext): AbortSignal | undefined {
  return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/** Requests of the API are n8n's to authorize; the one for a token brings its own credentials. */
function sendOf(context: NodeContext, authUrl: string): Send {
  const open = createSend((options) => context.helpers.httpRequest(options));
  const authorized = createAuthorizedSend((options) =>
    context.helpers.httpRequestWithAuthentication.call(context, credentialName, options),
  );
  return (request) => (request.url === authUrl ? open : authorized)(request);
}

/** What the client needs of the world; once the execution is stopped it departs no more, and waits no longer. */
function portsOf(context: NodeContext, send: Send): Ports {
  const stopped = stopSignal(context);
  const goOn = (): void => {
    if (stopped?.aborted === true) throw new ManualExecutionCancelledError(context.getExecutionId());
  };
  return {
    async send(request) {
      goOn();
      return send(request).finally(goOn);
    },
    sleep: (ms) => pause(ms, stopped),
    now: Date.now,
    random: Math.random,
    log: context.logger,
  };
}

/**
 * A client of the credential's tenant for one run of a node; all its items share it, and so its pace.
 * @param options.tries of each request in all; fewer where a person waits for the answer
 * @throws ServiceTitanError (config) when the credential cannot be used as it is written
 */
export async function connect(
  context: NodeContext,
  options: { readonly tries?: number } = {},
): Promise<ServiceTitanClient> {
  const connection = connectionOf(await context.getCredentials(credentialName));
  const ports = portsOf(context, sendOf(context, hostsOf(connection).authUrl));
  return createClient(connection, ports, { ...options, transportAuthorizes: true });
}
