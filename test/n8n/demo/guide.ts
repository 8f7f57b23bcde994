import type { Simulator } from '../../simulator';
import type { Workflow, WorkflowNode } from '../workflow';

import { demoTenants, firstWorkflow, owner } from './content';

/** Pages that a published workflow serves: addresses by what they are. */
function pagesOf(url: string, workflow: Workflow): string[] {
  const address = ({ type, parameters, webhookId }: WorkflowNode & { webhookId?: string }): string[] => {
    const path = typeof parameters.path === 'string' && parameters.path !== '' ? parameters.path : webhookId;
    if (path === undefined) return [];
    if (type === 'n8n-nodes-base.formTrigger') return [`${url}/form/${path}`];
    const isPage = type === 'n8n-nodes-base.webhook' && (parameters.httpMethod ?? 'GET') === 'GET';
    return isPage ? [`${url}/webhook/${path}`] : [];
  };
  return workflow.nodes.flatMap(address);
}

/** What the user can do now. */
export function describe(
  url: string,
  simulator: Simulator,
  workflows: readonly (Workflow & { active: boolean })[],
): string {
  const tenants = demoTenants.map(({ name, options }, at) => {
    const { tenantId = '', clientId = '', clientSecret = '' } = simulator.tenants[at] ?? {};
    const state = options.connected === false ? 'Not Connected Yet' : 'Connected';
    return `  ${name.padEnd(15)} ${state.padEnd(18)} tenant ${tenantId}, client id ${clientId}, secret ${clientSecret}`;
  });
  const templates = workflows.filter(({ id }) => id !== firstWorkflow.id);
  const listed = templates.map(({ name, active }) => `  ${active ? 'published' : 'draft    '}  ${name}`);
  const pages = workflows
    .filter(({ active }) => active)
    .flatMap((workflow) => pagesOf(url, workflow).map((address) => `  ${address}   ${workflow.name}`));
  return [
    '',
    `n8n is ready: ${url}`,
    `  sign in with ${owner.email} and ${owner.password}`,
    '',
    `Simulated ServiceTitan at ${simulator.apiUrl}, token endpoint ${simulator.authUrl}, app key ${simulator.tenants[0].appKey}`,
    ...tenants,
    '',
    'What to try',
    `  Open "${firstWorkflow.name}" and press "Execute workflow": the customers of the first tenant are items.`,
    '  Change the resource, the operation or the filters of its node; add a Legacy Report after it.',
    '  Credentials > the credential of a tenant: change its secret and test it; put it right and test again.',
    ...(listed.length === 0 ? [] : ['', 'Workflow templates', ...listed]),
    ...(pages.length === 0 ? [] : ['', 'Pages of published workflows', ...pages]),
    '',
    'Ctrl-C stops everything.',
  ].join('\n');
}
