import type {
  IAuthenticateGeneric,
  ICredentialDataDecryptedObject,
  ICredentialTestRequest,
  ICredentialType,
  IDataObject,
  IHttpRequestHelper,
  INodeProperties,
} from 'n8n-workflow';
import { hostsOf, type Environment } from 'servicetitan-client';

import { fetchToken } from '../transport/token';

import { credentialFields } from './fields';
import { testRules } from './rules';

const apiOf = (environment: Environment): string => hostsOf({ environment }).apiUrl;

export class ServiceTitanApi implements ICredentialType {
  name = 'serviceTitanApi';

  displayName = 'ServiceTitan API';

  icon = { light: 'file:../icons/servicetitan.svg', dark: 'file:../icons/servicetitan.dark.svg' } as const;

  documentationUrl =
    'https://github.com/servicetitan-sync/servicetitan-sync/tree/main/n8n-nodes-servicetitan#credentials';

  properties: INodeProperties[] = credentialFields;

  /** n8n keeps the token with the credential, and asks again once ServiceTitan refuses it. */
  async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
    return { accessToken: await fetchToken(this, credentials) };
  }

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: {
      headers: {
        Authorization: '=Bearer {{$credentials.accessToken}}',
        'ST-App-Key': '={{$credentials.appKey.trim()}}',
      },
    },
  };

  test: ICredentialTestRequest = {
    request: {
      baseURL: `={{ { integration: "${apiOf('integration')}", custom: $credentials.apiUrl.trim() }[$credentials.environment] ?? "${apiOf('production')}" }}`,
      url: '=/settings/v2/tenant/{{$credentials.tenantId.trim()}}/business-units',
      qs: { page: 1, pageSize: 1 },
    },
    rules: testRules,
  };
}
