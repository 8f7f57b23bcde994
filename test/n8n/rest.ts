/** n8n's own interface, as its editor calls it. */
import { setTimeout as delay } from 'node:timers/promises';

import { decodeStoredRun } from './stored-run';
import { runOf, type Credential, type CredentialReference, type Run, type RunData, type Workflow } from './workflow';

export interface Owner {
  readonly email: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
}

export interface ExecutionSummary {
  readonly id: string;
  readonly status: string;
  readonly workflowId: string;
  readonly mode: string;
}

export interface WorkflowSummary {
  readonly id: string;
  readonly name: string;
  /** published */
  readonly active: boolean;
}

export interface Session {
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** Under an id that n8n chooses. */
  createWorkflow(workflow: Workflow): Promise<{ id: string }>;
  createCredential(credential: Omit<Credential, 'id'>): Promise<CredentialReference>;
  /** What n8n's own test of a credential says. */
  testCredential(credential: Credential): Promise<{ status: 'OK' | 'Error'; message: string }>;
  /**
   * Publishes the newest version of a workflow; when this resolves, its triggers work.
   * @throws with n8n's words when a trigger cannot be set up
   */
  publish(workflowId: string): Promise<void>;
  unpublish(workflowId: string): Promise<void>;
  /** Newest first. */
  workflows(): Promise<WorkflowSummary[]>;
  /** Newest first. */
  executions(workflowId: string): Promise<ExecutionSummary[]>;
  execution(id: string): Promise<Run>;
  /** Runs a workflow as the editor's button does, from one of its triggers, and waits for the end. */
  run(workflowId: string, trigger: string): Promise<Run>;
  nodeTypes(): Promise<{ name: string }[]>;
}

interface PublicationStatus {
  readonly status: string;
  readonly triggers: readonly { readonly errorMessage: string | null }[];
}

interface StoredExecution {
  readonly status: string;
  readonly data: string;
}

const lookAgainMs = 100;
/** Of n8n's states, those in which a run goes on. */
const unfinished = new Set(['new', 'running', 'waiting']);

/** Of what n8n answers when it refuses; the rest is its stack. */
function wordsOf(text: string): string {
  try {
    return (JSON.parse(text) as { message: string }).message;
  } catch {
    return text.slice(0, 500);
  }
}

/** n8n ties a session to the browser that it was made in. */
const browserId = 'servicetitan-sync-tests';

/**
 * Signs in; makes the owner first when nobody owns this n8n yet.
 * @throws with n8n's words, the method and the path, when n8n refuses
 */
export async function signIn(url: string, owner: Owner): Promise<Session> {
  let cookie = '';

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', 'browser-id': browserId, cookie },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`n8n: ${method} ${path}: ${String(response.status)} ${wordsOf(text)}`);
    const set = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    if (set.length > 0) cookie = set.join('; ');
    const answer = (text === '' ? {} : JSON.parse(text)) as { data?: unknown };
    return (Array.isArray(answer) ? answer : (answer.data ?? answer)) as T;
  }

  const settings = await call<{ userManagement: { showSetupOnFirstLoad: boolean } }>('GET', '/rest/settings');
  if (settings.userManagement.showSetupOnFirstLoad) await call('POST', '/rest/owner/setup', owner);
  else await call('POST', '/rest/login', { emailOrLdapLoginId: owner.email, password: owner.password });

  const workflow = (id: string): Promise<{ versionId: string }> => call('GET', `/rest/workflows/${id}`);

  const stored = (id: string): Promise<StoredExecution> => call('GET', `/rest/executions/${id}`);
  const decoded = ({ status, data }: StoredExecution): Run =>
    runOf({ status, data: decodeStoredRun(data) as RunData['data'] });

  /** n8n answers before the triggers work. */
  async function published(id: string): Promise<void> {
    for (;;) {
      const { status, triggers } = await call<PublicationStatus>('GET', `/rest/workflows/${id}/publication-status`);
      const complaints = triggers.map(({ errorMessage }) => errorMessage ?? '').filter((message) => message !== '');
      if (complaints.length > 0) throw new Error(`n8n: workflow ${id} is not published: ${complaints.join(' ')}`);
      if (status !== 'in_progress') return;
      await delay(lookAgainMs);
    }
  }

  return {
    call,
    createWorkflow: ({ name, nodes, connections, settings }) =>
      call('POST', '/rest/workflows', { name, nodes, connections, settings: settings ?? {} }),
    createCredential: (credential) => call('POST', '/rest/credentials', credential),
    testCredential: (credential) => call('POST', '/rest/credentials/test', { credentials: credential }),
    async publish(id) {
      await call('POST', `/rest/workflows/${id}/activate`, { versionId: (await workflow(id)).versionId });
      await published(id);
    },
    async unpublish(id) {
      await call('POST', `/rest/workflows/${id}/deactivate`, { versionId: (await workflow(id)).versionId });
    },
    workflows: () => call('GET', '/rest/workflows'),
    async executions(workflowId) {
      const filter = encodeURIComponent(JSON.stringify({ workflowId }));
      const { results } = await call<{ results: ExecutionSummary[] }>('GET', `/rest/executions?filter=${filter}`);
      return results;
    },
    execution: async (id) => decoded(await stored(id)),
    async run(workflowId, trigger) {
      const body = { triggerToStartFrom: { name: trigger } };
      const { executionId } = await call<{ executionId: string }>('POST', `/rest/workflows/${workflowId}/run`, body);
      for (;;) {
        const execution = await stored(executionId);
        if (!unfinished.has(execution.status)) return decoded(execution);
        await delay(lookAgainMs);
      }
    },
    nodeTypes: () => call('GET', '/types/nodes.json'),
  };
}
