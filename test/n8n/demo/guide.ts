import type { Airbyte } from '../../airbyte';
import type { Simulator } from '../../simulator';
import type { WorkflowSummary } from '../rest';
import type { Workflow, WorkflowNode } from '../workflow';

import { demoTenants, firstWorkflow, owner, statusPage } from './content';

export interface Simulated {
  readonly serviceTitan: Simulator;
  readonly airbyte: Airbyte;
}

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
  { serviceTitan, airbyte }: Simulated,
  templates: readonly Workflow[],
  inN8n: readonly WorkflowSummary[],
): string {
  const tenants = demoTenants.map(({ name, options }, at) => {
    const { tenantId = '', clientId = '', clientSecret = '' } = serviceTitan.tenants[at] ?? {};
    const state = options.connected === false ? 'Not Connected Yet' : 'Connected';
    return `  ${name.padEnd(15)} ${state.padEnd(18)} tenant ${tenantId}, client id ${clientId}, secret ${clientSecret}`;
  });
  const published = (id: string): boolean => inN8n.some((each) => each.id === id && each.active);
  const listed = templates.map(({ id, name }) => `  ${published(id) ? 'published' : 'draft    '}  ${name}`);
  const pages = templates
    .filter(({ id }) => published(id))
    .flatMap((workflow) => pagesOf(url, workflow).map((page) => `  ${page}   ${workflow.name}`));
  return [
    '',
    `n8n is ready: ${url}`,
    `  sign in with ${owner.email} and ${owner.password}`,
    '',
    'What to try',
    `  Open "${firstWorkflow.name}" and press "Execute workflow": the customers of the first tenant are items.`,
    '  Change the resource, the operation or the filters of its node.',
    '  Open the credential of a tenant, change its secret and save: the form says what is wrong. Put it right again.',
    ...(pages.length === 0
      ? []
      : ['', `Pages (user ${statusPage.user}, password ${statusPage.password})`, ...pages.sort()]),
    ...(listed.length === 0 ? [] : ['', 'Workflow templates', ...listed.sort()]),
    '',
    `Simulated ServiceTitan: ${serviceTitan.apiUrl}, token endpoint ${serviceTitan.authUrl}`,
    `  app key ${serviceTitan.tenants[0].appKey}`,
    ...tenants,
    `Simulated Airbyte: ${airbyte.apiUrl} (its public API; it has no pages)`,
    '',
    'Ctrl-C stops everything; what you make in n8n is there again the next time.',
  ].join('\n');
}
