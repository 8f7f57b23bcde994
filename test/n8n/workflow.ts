/** What the suites and the demo know of n8n's workflow files. */

export interface CredentialReference {
  readonly id: string;
  readonly name: string;
}

export interface WorkflowNode {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly typeVersion: number;
  readonly position: readonly [number, number];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly credentials?: Readonly<Record<string, CredentialReference>>;
}

export interface Workflow {
  /** 16 characters; n8n's command line wants one */
  readonly id: string;
  readonly name: string;
  readonly nodes: readonly WorkflowNode[];
  readonly connections: Readonly<Record<string, { readonly main: readonly (readonly Target[])[] }>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly [member: string]: unknown;
}

interface Target {
  readonly node: string;
  readonly type: 'main';
  readonly index: number;
}

export interface Credential {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An item as a node gives it. */
export interface Item {
  readonly json: Readonly<Record<string, unknown>>;
  readonly binary?: Readonly<Record<string, unknown>>;
}

/** What a run left: the items of each output of each node that ran, of its last run. */
export interface Run {
  readonly status: string;
  readonly error: { readonly message: string; readonly description?: string } | undefined;
  items(node: string, output?: number): readonly Item[];
}

/** n8n's own form of what a run left. */
export interface RunData {
  readonly status?: string;
  readonly data: {
    readonly resultData: {
      readonly error?: { readonly message: string; readonly description?: string };
      readonly runData: Readonly<
        Record<string, readonly { readonly data?: { readonly main?: readonly (readonly Item[] | null)[] } }[]>
      >;
    };
  };
}

export function runOf({ status, data }: RunData): Run {
  const { error, runData } = data.resultData;
  return {
    status: status ?? (error === undefined ? 'success' : 'error'),
    error,
    items: (node, output = 0) => runData[node]?.at(-1)?.data?.main?.[output] ?? [],
  };
}
