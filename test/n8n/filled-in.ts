/** Templates as a user has them after the import: settings filled in, credentials chosen. */
import { credentialTypeOf } from './credential-types';
import type { Credential, Workflow, WorkflowNode } from './workflow';

export type Settings = Readonly<Record<string, string | number>>;

interface Assignment {
  readonly name: string;
  readonly value: string | number;
}

const settingsNode = 'Settings';

const assignmentsOf = (node: WorkflowNode): readonly Assignment[] =>
  (node.parameters as { assignments: { assignments: readonly Assignment[] } }).assignments.assignments;

/** The settings that a template asks for, with the values that it is shipped with. */
export function settingsOf({ nodes }: Workflow): Settings {
  const found = nodes.find(({ name }) => name === settingsNode);
  return Object.fromEntries((found === undefined ? [] : assignmentsOf(found)).map(({ name, value }) => [name, value]));
}

/** Of two credentials of a type, the node's name says which: the one that hands over the app key names it. */
function chosen(node: WorkflowNode, credentials: readonly Credential[]): Credential | undefined {
  const type = credentialTypeOf(node);
  const wantsAppKey = /app key/i.test(node.name);
  const fitting = credentials.filter((credential) => credential.type === type);
  return fitting.find(({ name }) => /app key/i.test(name) === wantsAppKey) ?? fitting[0];
}

/** Values that the template does not ask for are left out; nodes whose credential is not there keep waiting for one. */
export function filledIn(workflow: Workflow, settings: Settings, credentials: readonly Credential[]): Workflow {
  const nodes = workflow.nodes.map((node) => {
    const credential = chosen(node, credentials);
    const filled = credential === undefined ? node : withCredential(node, credential);
    if (node.name !== settingsNode) return filled;
    const assignments = assignmentsOf(node).map((each) => ({ ...each, value: settings[each.name] ?? each.value }));
    return { ...filled, parameters: { ...node.parameters, assignments: { assignments } } };
  });
  return { ...workflow, nodes };
}

function withCredential(node: WorkflowNode, { id, name, type }: Credential): WorkflowNode {
  return { ...node, credentials: { ...node.credentials, [type]: { id, name } } };
}

export interface TemplateSecrets {
  readonly airbyte: { readonly clientId: string; readonly clientSecret: string };
  readonly appKey: string;
  readonly statusPage: { readonly user: string; readonly password: string };
  /** Of a mail server on this machine that takes mails without a name; 1025 is where those of developers listen. */
  readonly mailPort?: number;
}

/** The credentials that the templates' README asks for. */
export function templateCredentials({ airbyte, appKey, statusPage, mailPort = 1025 }: TemplateSecrets): Credential[] {
  const { clientId, clientSecret } = airbyte;
  const custom = (body: unknown): Credential['data'] => ({ json: JSON.stringify({ body }) });
  return [
    {
      id: 'airbyteApplicatn',
      name: 'Airbyte application',
      type: 'httpCustomAuth',
      data: custom({ client_id: clientId, client_secret: clientSecret, 'grant-type': 'client_credentials' }),
    },
    {
      id: 'appKeyForAirbyte',
      name: 'ServiceTitan app key for Airbyte',
      type: 'httpCustomAuth',
      data: custom({ configuration: { app_key: appKey } }),
    },
    {
      id: 'appKeyAsHeader00',
      name: 'ServiceTitan app key',
      type: 'httpHeaderAuth',
      data: { name: 'ST-App-Key', value: appKey },
    },
    { id: 'statusPageLogin0', name: 'Status page', type: 'httpBasicAuth', data: { ...statusPage } },
    {
      id: 'mailServer000000',
      name: 'SMTP',
      type: 'smtp',
      data: { host: '127.0.0.1', port: mailPort, secure: false, disableStartTls: true },
    },
  ];
}
