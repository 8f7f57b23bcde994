import type { ICredentialDataDecryptedObject, IHttpRequestHelper } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { createClient } from 'servicetitan-client';

import { connectionOf } from './connection';
import { triesInForms } from './limits';
import { createSend } from './send';

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined };

/**
 * A new access token for the credential. n8n asks for one when it has none and when ServiceTitan refuses the one it has.
 * @throws ServiceTitanError in words for the person who fills in the credential
 */
export async function fetchToken(
  { helpers }: IHttpRequestHelper,
  credentials: ICredentialDataDecryptedObject,
): Promise<string> {
  const send = createSend((options) => helpers.httpRequest(options));
  const ports = { send, sleep, now: Date.now, random: Math.random, log: silent };
  const token = await createClient(connectionOf(credentials), ports, { tries: triesInForms }).token();
  return token.value;
}
