import type { WorkflowNode } from './workflow';

/** What the built-in nodes call their ways to authenticate, and the credentials for them. */
const genericTypes: Readonly<Record<string, string>> = { basicAuth: 'httpBasicAuth', headerAuth: 'httpHeaderAuth' };
/** Nodes that need one kind of credential. */
const ofOneType: Readonly<Record<string, string>> = {
  'n8n-nodes-servicetitan.serviceTitan': 'serviceTitanApi',
  'n8n-nodes-servicetitan.serviceTitanTrigger': 'serviceTitanApi',
  'n8n-nodes-base.emailSend': 'smtp',
  'n8n-nodes-base.postgres': 'postgres',
  'n8n-nodes-base.ftp': 'sftp',
};

/** The type of the credential that a node of a template waits for; undefined when it needs none. */
export function credentialTypeOf({ type, parameters }: WorkflowNode): string | undefined {
  const { authentication, nodeCredentialType, genericAuthType } = parameters;
  if (authentication === 'predefinedCredentialType') return String(nodeCredentialType);
  if (authentication === 'genericCredentialType') return String(genericAuthType);
  return ofOneType[type] ?? (typeof authentication === 'string' ? genericTypes[authentication] : undefined);
}
