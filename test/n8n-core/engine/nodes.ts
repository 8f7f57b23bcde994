/** Two nodes of n8n's own that the questions need: one that does nothing, and the HTTP Request node's way of asking. */
import type { ICredentialDataDecryptedObject, IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';

const description = { group: [], version: 1, defaults: {}, inputs: ['main'], outputs: ['main'], properties: [] };

export const noOp = {
  description: { ...description, displayName: 'No Operation', name: 'noOp', description: 'Does nothing' },
  execute(this: IExecuteFunctions) {
    return Promise.resolve([this.getInputData()]);
  },
} as unknown as INodeType;

/** Asks one URL with the credential chosen under "Predefined Credential Type". */
export const httpRequest = (credentialType: string, credential: () => ICredentialDataDecryptedObject): INodeType =>
  ({
    description: {
      ...{ ...description, displayName: 'HTTP Request', name: 'httpRequest', description: 'Asks a URL' },
      credentials: [{ name: credentialType, required: true }],
      properties: [{ displayName: 'Path', name: 'path', type: 'string', default: '' }],
    },
    async execute(this: IExecuteFunctions) {
      const path: unknown = this.getNodeParameter('path', 0);
      const uri = `${String(credential().apiUrl)}${String(path)}`;
      // the HTTP Request node still asks in this way, which everything else has left behind
      const { requestWithAuthentication } = this.helpers;
      const json = (await requestWithAuthentication.call(this, credentialType, { uri, json: true })) as IDataObject;
      return [[{ json }]];
    },
  }) as unknown as INodeType;
