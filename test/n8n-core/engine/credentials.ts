/** n8n keeps credentials in its database; here is one in memory, treated as n8n treats those. */
import type { ICredentialDataDecryptedObject, ICredentialsHelper, IHttpRequestOptions } from 'n8n-workflow';

import type { Engine } from './core';

export const credentialType = 'serviceTitanApi';
export const credentialId = 'the-credential';

export interface CredentialStore {
  save(data: ICredentialDataDecryptedObject): void;
  /** as it is kept: with the token that n8n has put there */
  read(): ICredentialDataDecryptedObject;
  /** what a node gets: fields that nobody filled in have their defaults */
  withDefaults(): ICredentialDataDecryptedObject;
  readonly helper: ICredentialsHelper;
}

export function createCredentialStore({ credentials, workflow: { isExpression } }: Engine): CredentialStore {
  let kept: ICredentialDataDecryptedObject = {};
  const type = credentials.get(credentialType);
  if (type === undefined) throw new Error(`the package has no credential ${credentialType}`);
  const withDefaults = (): ICredentialDataDecryptedObject => ({
    ...Object.fromEntries(type.properties.map((property) => [property.name, property.default as string])),
    ...kept,
  });
  const expirable = type.properties.find(({ typeOptions }) => typeOptions?.expirable === true)?.name ?? '';

  const helper = {
    getParentTypes: () => [],
    isCredentialUsableByNode: () => true,
    getCredentialsProperties: () => type.properties,
    getCredentials: () => Promise.reject(new Error('nothing here reads the encrypted form')),
    getDecrypted: () => Promise.resolve(withDefaults()),
    updateCredentials: (_id: unknown, _type: unknown, data: ICredentialDataDecryptedObject) => {
      kept = data;
      return Promise.resolve();
    },
    updateCredentialsOauthTokenData: () => Promise.reject(new Error('this is no OAuth2 credential of n8n')),

    async authenticate(
      data: ICredentialDataDecryptedObject,
      _type: string,
      request: IHttpRequestOptions,
      workflow: { expression: { getSimpleParameterValue(...args: unknown[]): unknown } },
      node: unknown,
    ) {
      const { authenticate } = type;
      if (typeof authenticate === 'function') return authenticate(data, request);
      const parts = Object.entries(authenticate?.properties ?? {}) as [keyof IHttpRequestOptions, object][];
      for (const [part, values] of parts) {
        const resolved = Object.entries(values).map(([name, value]: [string, unknown]) => [
          name,
          isExpression(value)
            ? workflow.expression.getSimpleParameterValue(
                node,
                value,
                'internal',
                { $credentials: data },
                undefined,
                '',
              )
            : value,
        ]);
        Object.assign(request, {
          [part]: { ...(request[part] as object | undefined), ...Object.fromEntries(resolved) },
        });
      }
      return request;
    },

    /** A token is fetched when there is none, when the API refused it, and for each test of the credential. */
    async preAuthentication(
      helpers: Parameters<NonNullable<typeof type.preAuthentication>>[0] & { helpers: unknown },
      data: ICredentialDataDecryptedObject,
      _type: string,
      node: { type: string; parameters: { temp?: unknown } },
      expired: boolean,
    ) {
      const testing = node.type === 'n8n-nodes-base.noOp' && node.parameters.temp === '';
      if (type.preAuthentication === undefined || !(data[expirable] === '' || expired || testing)) return undefined;
      const output = await type.preAuthentication.call(helpers as never, data);
      if (output[expirable] === undefined) return undefined;
      kept = { ...kept, ...(output as ICredentialDataDecryptedObject) };
      return Object.assign(data, output);
    },
  };

  return {
    save: (data) => {
      kept = data;
    },
    read: () => kept,
    withDefaults,
    helper: helper as unknown as ICredentialsHelper,
  };
}
