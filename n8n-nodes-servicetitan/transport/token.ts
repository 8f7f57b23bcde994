import { sleep, type ICredentialDataDecryptedObject, type IHttpRequestHelper } from 'n8n-workflow';
import { createClient, ServiceTitanError } from 'servicetitan-client';

import { connectionOf } from './connection';
import { credentialError } from './credential-error';
import { triesInForms } from './limits';
import { createSend } from './send';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/**
 * A new access token for the credential. n8n asks for one when it has none and when ServiceTitan refuses the one it has.
 * @throws Error in words for the person who fills in the credential
 */
export async function fetchToken(
  { helpers }: IHttpRequestHelper,
  credentials: ICredentialDataDecryptedObject,
): Promise<string> {
  const send = createSend((options) => helpers.httpRequest(options));
  const ports = { send, sleep, now: Date.now, random: Math.random, log: silent };
  try {
    const token = await createClient(connectionOf(credentials), ports, { tries: triesInForms }).token();
    return token.value;
  } catch (error) {
    throw error instanceof ServiceTitanError ? credentialError(error) : error;
  }
}
